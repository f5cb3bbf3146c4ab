"""A table of text: drawn on a terminal, tab-separated where piped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from strikewatch.agents.display.console import console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def show(
    header: Sequence[str], rows: Sequence[Sequence[str]], styles: Mapping[str, str] | None = None
) -> None:
    """Print it; `styles` colours cells by what they say."""
    out = console()
    if not out.is_terminal:
        for row in (header, *rows):
            sys.stdout.write("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, (styles or {}).get(cell, "")) for cell in row))
    out.print(table)
