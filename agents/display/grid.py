"""Tables: drawn for people, tab-separated for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from strikewatch.agents.display.console import console

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def grid(*header: str, right: Collection[str] = (), styles: Mapping[str, str] | None = None) -> Table:
    """An empty table in the look of all of ours; `right` names the columns of numbers."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    for name in header:
        table.add_column(
            name,
            justify="right" if name in right else "left",
            style=(styles or {}).get(name, ""),
            overflow="fold",
        )
    return table


def show(
    header: Sequence[str], rows: Sequence[Sequence[str]], cells: Mapping[str, str] | None = None
) -> None:
    """Print it: drawn on a terminal, tab-separated where piped.

    Drawn, a column without any content is left out. `cells` colours cells by what they say.
    """
    out = console()
    if not out.is_terminal:
        for row in (header, *rows):
            sys.stdout.write("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n")
        return
    told = [column for column, _ in enumerate(header) if any(row[column] for row in rows)]
    table = grid(*(header[column] for column in told))
    for row in rows:
        table.add_row(*(Text(row[column], (cells or {}).get(row[column], "")) for column in told))
    out.print(table)
