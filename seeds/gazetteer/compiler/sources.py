"""Reads the hand-written data files."""

from __future__ import annotations

import csv
from importlib.resources import files


def text_of(name: str) -> str:
    """A data file of `strikewatch.seeds`, as text."""
    return files("strikewatch.seeds").joinpath(name).read_text("utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated data file; lines that begin with # are comments."""
    lines = [line for line in text_of(name).splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{column: value or "" for column, value in row.items()} for row in rows]
