"""Shares of a figure already given, each with its own place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.casualties import Harm
from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Facts
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_MORE = words("shares.more")
_OVER = words("shares.over")
_REACH = 8
"""Words between a number and the place it is of."""


def distribute(tokens: list[Token], facts: Facts) -> bool:
    """Give shares of victims and of munitions their places; whether there were any."""
    people = _of_people(tokens, facts)
    munitions = _of_munitions(tokens, facts)
    return people or munitions


def _of_people(tokens: list[Token], facts: Facts) -> bool:
    """As in "four of them in Kharkiv and three in Sumy"."""
    base = next((harm for harm in facts.harms if not harm.toll), None)
    if base is None:
        return False
    shared = False
    for quantity in facts.quantities:
        if quantity.used or quantity.kind not in ("bare", "person") or quantity.first < base.row - 8:
            continue
        if quantity.figure.value > base.figure.value or _place_after(tokens, quantity, facts) is None:
            continue
        before = [harm for harm in facts.harms if harm.row < quantity.first]
        metric = before[-1].metric if before else base.metric
        end = max(tokens[quantity.last].end, tokens[quantity.noun].end)
        facts.harms.append(
            Harm(metric, quantity.figure, quantity.first, tokens[quantity.first].start, end, "share")
        )
        quantity.used = shared = True
    facts.harms.sort(key=lambda harm: harm.row)
    return shared


def _of_munitions(tokens: list[Token], facts: Facts) -> bool:
    """As in "31 drones: 17 over Kursk region, nine over Crimea and one each over Tula and Oryol regions"."""
    if not facts.salvos or len(facts.spots) < 2:
        return False
    base = facts.salvos[0].row
    for salvo in facts.salvos[1:]:
        if any(
            quantity.first == salvo.row and _is_over(tokens, quantity, facts) for quantity in facts.quantities
        ):
            salvo.rule = "share"
    for row, stop, figure in _free(tokens, facts, base):
        like = [salvo for salvo in facts.salvos if salvo.row < row][-1]
        start, end = tokens[row].start, tokens[stop].end
        facts.salvos.append(replace(like, figure=figure, row=row, start=start, end=end, rule="share"))
        facts.salvos.sort(key=lambda salvo: salvo.row)
    return any(salvo.rule == "share" for salvo in facts.salvos)


def _free(tokens: list[Token], facts: Facts, base: int) -> list[tuple[int, int, Figure]]:
    """Numbers with no noun that stand before "over" and a place."""
    free = []
    for quantity in facts.quantities:
        bare = quantity.kind == "bare" and not quantity.used and quantity.first > base
        if bare and _is_over(tokens, quantity, facts):
            quantity.used = True
            free.append((quantity.first, quantity.last, quantity.figure))
    for row in range(base + 1, len(tokens) - 2):
        count = tokens[row].number
        counted = any(first <= row <= last for first, last, _ in free)
        if (
            count is not None
            and not counted
            and tokens[row + 1].low == "each"
            and tokens[row + 2].low in _OVER
        ):
            text = tokens[row].low
            free.append((row, row, Figure(op="exact", low=count, best=count, high=count, text=text)))
    return sorted(free, key=lambda found: found[0])


def _is_over(tokens: list[Token], quantity: Quantity, facts: Facts) -> bool:
    after = max(quantity.last, quantity.noun) + 1
    while after < len(tokens) and (tokens[after].low in _MORE or "delta" in tokens[after].tags):
        after += 1
    if after >= len(tokens) or tokens[after].low not in _OVER:
        return False
    return any(after < spot.first <= after + 4 for spot in facts.spots)


def _place_after(tokens: list[Token], quantity: Quantity, facts: Facts) -> Spot | None:
    for spot in facts.spots:
        if quantity.noun < spot.first <= quantity.noun + _REACH and spot.role == "at":
            between = tokens[quantity.noun + 1 : spot.first]
            if any(
                token.is_("harm", "attack", "weapon") or token.low in (",", ";", "and", "were", "was")
                for token in between
            ):
                return None
            return spot
    return None
