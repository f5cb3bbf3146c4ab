"""Numbers with what they count: "at least 12 people", "30 of 35 drones", "a man and his daughter"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.counted import counted
from strikewatch.agents.extract.figures import make_figure, total_after, upper_end, value_at
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.measures import is_measure
from strikewatch.agents.extract.persons import STARTERS, person_at
from strikewatch.agents.extract.quantity import Quantity
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_COLLECTIVES = words("quantities.collectives")
_GROUPS = words("quantities.groups")
MOST = 1_000_000
"""No strike of any war has killed, hurt or used so many: what says so counts something else, or is a hoax."""


def quantities(tokens: list[Token], text: str) -> list[Quantity]:
    """Every countable number of a sentence, left to right; ages, money, dates and measures are left out."""
    found: list[Quantity] = []
    row = 0
    while row < len(tokens):
        token = tokens[row]
        if token.number is None and token.low not in STARTERS and not token.is_("vague", "operator"):
            row += 1
            continue
        quantity = (
            _number_at(tokens, row, text) or person_at(tokens, row, text) or _munition_at(tokens, row, text)
        )
        if quantity is None:
            row += 1
            continue
        found.append(quantity)
        row = max(quantity.last, quantity.noun if quantity.article else quantity.last) + 1
    for quantity in found:
        quantity.subset = _is_subset(tokens, quantity)
        quantity.used = _is_denied(tokens, quantity)
    return [quantity for quantity in found if not _is_of_whom(tokens, quantity)]


def _number_at(tokens: list[Token], row: int, text: str) -> Quantity | None:
    start = row
    operator = None
    while row < len(tokens) and "operator" in tokens[row].tags and row - start < 3:
        operator = tokens[row].tags["operator"] if operator in (None, "about", "exactly") else operator
        row += 1
    read = value_at(tokens, row)
    if read is None:
        return None
    value, last, vague = read
    if value > MOST or is_measure(tokens, row, last, value):
        return None
    low_high = upper_end(tokens, row, last, value)
    if low_high is not None and low_high[0] <= MOST:
        high, last = low_high
        span = text[tokens[start].start : tokens[last].end]
        figure = Figure(
            op="between", low=min(value, high), best=min(value, high), high=max(value, high), text=span
        )
    else:
        if last + 1 < len(tokens) and tokens[last + 1].low == "or more":
            operator, last = "at_least", last + 1
        figure = make_figure(value, operator, vague=vague, text=text[tokens[start].start : tokens[last].end])
    return _of_what(tokens, start, last, figure, text)


def _of_what(tokens: list[Token], start: int, last: int, figure: Figure, text: str) -> Quantity | None:
    """The number in rows `start`..`last` with what it counts, and the whole that it is a part of."""
    total, last = total_after(tokens, last, text)
    rest = start > 1 and tokens[start - 1].low == "but" and tokens[start - 2].low == "all"
    if rest and total is not None:
        figure = make_figure(max(total.value - figure.value, 0), None, text=f"all but {figure.text}")
    noun, kind, fighters, weapon = counted(tokens, last + 1)
    if kind == "bare" and tokens[start].low == "a couple":
        kind = "person"
    if kind == "munition" and any(token.low in _COLLECTIVES for token in tokens[last + 1 : noun]):
        return None
    if kind == "munition" and total is None:
        whole, end = total_after(tokens, noun, text)
        if whole is not None and whole.op != "vague" and whole.value >= figure.value:
            total, last = whole, end
    rest = rest and total is None
    if rest and kind != "munition":
        return None
    return Quantity(start, last, noun, figure, kind, fighters=fighters, total=total, weapon=weapon, rest=rest)


def _is_denied(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "none of his eleven passengers was hurt"."""
    if quantity.kind != "person" or quantity.total is not None:
        return False
    lead = [token.low for token in tokens[max(quantity.first - 3, 0) : quantity.first]]
    return any(low in ("none", "none of", "neither", "neither of") for low in lead)


def _is_of_whom(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "four members of one family": whose members they are, counted already."""
    first = quantity.first
    return (
        quantity.kind == "person"
        and first > 1
        and tokens[first - 1].low == "of"
        and tokens[first - 2].is_("person")
        and tokens[first - 2].low not in _GROUPS
    )


def _munition_at(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """One munition without a number: "a cruise missile", "another Shahed drone"."""
    if tokens[row].low not in ("a", "an", "another"):
        return None
    noun, kind, _, weapon = counted(tokens, row + 1)
    if kind != "munition" or tokens[noun].low.endswith("s"):
        return None
    if any(token.low.startswith("of") for token in tokens[row + 1 : noun]):
        return None
    span = text[tokens[row].start : tokens[noun].end]
    figure = Figure(op="exact", low=1, best=1, high=1, text=span)
    return Quantity(row, row, noun, figure, kind, weapon=weapon, article=True)


def _is_subset(tokens: list[Token], quantity: Quantity) -> bool:
    """Whether the number is a part of one already given: "including two children", "three of them".

    In "two of them children, and 117 were hurt" the part has its number already, and 117 is a count of its own.
    """
    if quantity.total is not None and quantity.weapon is None and quantity.kind in ("bare", "person"):
        return True
    if quantity.last + 1 < len(tokens) and tokens[quantity.last + 1].low in (
        "of them",
        "of whom",
        "of those",
    ):
        return True
    for row in range(quantity.first - 1, max(quantity.first - 5, -1), -1):
        token = tokens[row]
        if "subset" in token.tags:
            own = row > 0 and tokens[row - 1].number is not None
            return not (own and any(word.low == "," for word in tokens[row : quantity.first]))
        if (
            token.low not in ("and", ",", "were", "was", "are", "is", "a", "at")
            and "person" not in token.tags
            and token.number is None
        ):
            break
    after = quantity.noun + 1
    return after < len(tokens) and tokens[after].low in ("of them", "of whom", "of those")
