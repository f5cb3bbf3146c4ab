"""Names of regions and countries by their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable


def area_names() -> Callable[[str], str]:
    """The gazetteer's name of a code; the code itself where it has none."""
    places = gazetteer.load()

    def name(code: str) -> str:
        try:
            return places.region(code).name
        except KeyError:
            return code

    return name
