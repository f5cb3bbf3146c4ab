"""The sample articles that come with the package, as paths."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def sample_paths() -> Iterator[list[str]]:
    """The folder of samples; unpacked for the length of the block where the package is a zip file."""
    with resources.as_file(resources.files("strikewatch.seeds").joinpath("articles")) as folder:
        yield [str(folder)]
