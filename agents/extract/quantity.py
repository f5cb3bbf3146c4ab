"""One counted number as the rules pass it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from strikewatch.schemas.figure import Figure

Kind = Literal["person", "someone", "munition", "bare", "other"]
"""`someone` is a plural noun that no list knows: people where a verb of harm says so ("killing two monks")."""


@dataclass(slots=True, eq=False)
class Quantity:
    """`first` and `last` are token rows of the number itself, `noun` the row of what it counts (or `last`).

    `rest` marks "all but three of the drones", where the number is of those left out.
    """

    first: int
    last: int
    noun: int
    figure: Figure
    kind: Kind
    fighters: bool = False
    subset: bool = False
    total: Figure | None = None
    weapon: tuple[str, str | None] | None = None
    article: bool = False
    ordinal: int | None = None
    rest: bool = False
    used: bool = False
