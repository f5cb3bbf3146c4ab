"""The two consoles: colour, progress and width on a terminal, plain lines of a fixed width where piped."""

from __future__ import annotations

import os

from rich.console import Console

PLAIN_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """A console on standard output or error. NO_COLOR and COLUMNS are respected."""
    made = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = PLAIN_WIDTH
    return made


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `2 articles`, `1,204 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
