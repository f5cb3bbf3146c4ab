"""Where in the text a report's values stand: the text cut into pieces, each with what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from strikewatch.schemas import StrikeReport

STYLES = {
    "place": "bold cyan",
    "period": "magenta",
    "attacker": "blue",
    "weapons": "bold yellow",
    "casualties": "bold red",
    "targets": "green",
    "outcome": "italic",
    "claims": "underline",
}
"""Field of a report, first part of its path -> how it looks; where several rest on one piece, the first wins."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One value's ground: `number` counts the article's reports from 1."""

    number: int
    field: str
    rule: str

    @property
    def kind(self) -> str:
        return self.field.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters on which the same values rest, often none."""

    text: str
    grounds: tuple[Ground, ...] = ()

    @property
    def kind(self) -> str | None:
        """The kind that is shown."""
        kinds = {ground.kind for ground in self.grounds}
        return next((kind for kind in STYLES if kind in kinds), None)


def pieces(text: str, reports: Sequence[StrikeReport]) -> list[Piece]:
    """The whole text, cut wherever a value's ground starts or ends."""
    spans = [
        (max(0, each.start), min(each.end, len(text)), Ground(number, each.field, each.rule))
        for number, report in enumerate(reports, 1)
        for each in report.evidence
        if each.start < min(each.end, len(text))
    ]
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    return [
        Piece(text[start:end], tuple(dict.fromkeys(g for s, e, g in spans if s <= start and end <= e)))
        for start, end in pairwise(cuts)
    ]


def paragraphs(cut: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line, without blank lines."""
    line: list[Piece] = []
    for piece in cut:
        first, *others = piece.text.split("\n")
        line.append(Piece(first, piece.grounds))
        for text in others:
            if any(each.text.strip() for each in line):
                yield line
            line = [Piece(text, piece.grounds)]
    if any(each.text.strip() for each in line):
        yield line
