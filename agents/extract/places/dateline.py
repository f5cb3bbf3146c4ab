"""Where an article was written, which is not where it hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_DASHES = words("roles.dashes")
_JOINTS = words("roles.heading")
_TIMELY = ("month", "weekday", "relative", "part")
_HEADING = 8
"""Words of a heading after the place's name."""


def mark_dateline(found: list[Spot], tokens: list[Token]) -> None:
    """As in "KYIV, Ukraine (AP) —": where it was written, not where it hit."""
    first = found[0] if found else None
    if first is not None and first.first == 0 and (_shouted(first) or _dashed(tokens)):
        stop = next(
            (row for row, token in enumerate(tokens[:12]) if token.low in _DASHES or token.low == ")"), 0
        )
        _written(found, max(stop, 1))
    for row in range(1, min(16, len(tokens))):
        token, before = tokens[row], tokens[row - 1]
        if token.low in _DASHES and before.low == ")" and token.start > before.end:
            _written(found, row)
            return


def mark_heading(found: list[Spot], tokens: list[Token]) -> None:
    """As in "Sloviansk: bombs in the night, two dead", "Kostiantynivka, 15 April: ..": what follows happened there."""
    first = found[0] if found else None
    if first is None or first.first != 0 or first.level == "country" or "metonym" in tokens[0].tags:
        return
    for token in tokens[first.last + 1 : first.last + _HEADING]:
        if token.low == ":":
            first.role = "at"
            return
        if token.number is None and not token.is_(*_TIMELY) and token.low not in _JOINTS:
            return


def _written(found: list[Spot], stop: int) -> None:
    for spot in found:
        if spot.last < stop:
            spot.role = "dateline"


def _shouted(spot: Spot) -> bool:
    return spot.text.isupper() and len(spot.text) > 3


def _dashed(tokens: list[Token]) -> bool:
    """Whether a sentence opens with names, a spaced dash and a new start: "Kryvyi Rih, Ukraine - Missiles hit .."."""
    stop = next((row for row, token in enumerate(tokens[:8]) if token.low in _DASHES), None)
    if not stop or stop + 1 >= len(tokens) or tokens[stop].start == tokens[stop - 1].end:
        return False
    return tokens[stop + 1].capital and all(
        token.capital or token.low in (",", "(", ")", "-") or token.number is not None
        for token in tokens[:stop]
    )
