"""Help: examples for every command, and quick to come."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer

from strikewatch.agents.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = {"faust", "aiokafka", "pydantic", "trafilatura", "rich", "strikewatch.agents.stages"}


def commands() -> Iterator[list[str]]:
    def walk(command: object, path: list[str]) -> Iterator[list[str]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield path
        for name, each in (inner or {}).items():
            yield from walk(each, [*path, name])

    yield from walk(typer.main.get_command(app), [])


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_shows_examples_of_itself(command: list[str]) -> None:
    text = subprocess.run(
        [sys.executable, "-m", "strikewatch.agents.cli.main", *command, "--help"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    _, _, examples = text.partition("Examples:\n")
    assert f"strikewatch {' '.join(command)}" in examples


def test_help_comes_before_anything_slow_is_loaded() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys; import strikewatch.agents.cli.main; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert SLOW.isdisjoint(loaded)
