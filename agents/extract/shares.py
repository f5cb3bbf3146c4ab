"""Shares of a figure already given, each with its own place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.casualties import Harm
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.munitions import Salvo
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Facts
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_MORE = words("shares.more")
_OVER = words("shares.over")
_WITHIN = words("shares.within")
_LISTING = words("shares.listing")
_LISTED = words("shares.listed")
_REACH = 8
"""Words between a number and the place it is of."""


def distribute(tokens: list[Token], facts: Facts, before: list[Salvo] | None = None) -> bool:
    """Give shares of victims and of munitions their places; whether there were any.

    `before` are the munitions counted last, of which a sentence with no verb for them may give the shares.
    """
    people = _of_people(tokens, facts)
    munitions = _of_munitions(tokens, facts, [one for one in before or () if one.fate == "intercepted"])
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


def _of_munitions(tokens: list[Token], facts: Facts, before: list[Salvo]) -> bool:
    """As in "31 drones: 17 over Kursk region, nine over Crimea and one each over Tula and Oryol regions".

    The whole may stand in the sentence before ("They included 17 over ..").
    """
    wholes = [] if facts.salvos else [replace(salvo, row=-1) for salvo in before]
    if not (facts.salvos or wholes) or len(facts.spots) < 2:
        return False
    base = facts.salvos[0].row if facts.salvos else -1
    told = {salvo.row: salvo for salvo in facts.salvos[1:]}
    row = len(tokens)
    for quantity in reversed(facts.quantities):
        if quantity.first <= base:
            break
        if wholes and quantity.figure.value > max(whole.figure.value for whole in wholes):
            continue
        listed = _listed_with(tokens, quantity, row)
        row = row if listed else quantity.first
        if not (listed or _is_over(tokens, quantity, facts)):
            row = len(tokens)
        elif quantity.first in told:
            told[quantity.first].rule, told[quantity.first].row = "share", row
        elif quantity.kind == "munition" or (quantity.kind == "bare" and not quantity.used):
            _add(tokens, facts, quantity, row, wholes)
    for row, figure in _each(tokens, base):
        start, end = tokens[row].start, tokens[row].end
        like = _of_which([*wholes, *facts.salvos], row, figure)
        facts.salvos.append(replace(like, figure=figure, row=row, start=start, end=end, rule="share"))
    facts.salvos.sort(key=lambda salvo: (salvo.row, salvo.start))
    return any(salvo.rule == "share" for salvo in facts.salvos)


def _add(tokens: list[Token], facts: Facts, quantity: Quantity, row: int, wholes: list[Salvo]) -> None:
    """A share with no verb of its own: what became of the whole became of it."""
    like = _of_which([*wholes, *facts.salvos], quantity.first, quantity.figure)
    weapon_class, model = quantity.weapon or (like.weapon_class, like.model)
    end = max(tokens[quantity.last].end, tokens[quantity.noun].end)
    facts.salvos.append(
        Salvo(
            like.fate,
            weapon_class,
            model,
            quantity.figure,
            row,
            tokens[quantity.first].start,
            end,
            "share",
        )
    )
    quantity.used = True


def _listed_with(tokens: list[Token], quantity: Quantity, row: int) -> bool:
    """As in "70 drones and five missiles: 30 drones and all five missiles over Kursk region": both are over it."""
    joint = [token.low for token in tokens[quantity.noun + 1 : row]]
    return row < len(tokens) and bool(joint) and all(low in _LISTED for low in joint)


def _of_which(known: list[Salvo], row: int, figure: Figure) -> Salvo:
    """What a bare share is a share of: the kind counted last before it of which there are as many."""
    before = [salvo for salvo in known if salvo.row < row]
    most = {(s.weapon_class, s.model): s.figure.value for s in reversed(before) if s.rule != "share"}
    fitting = (
        salvo for salvo in reversed(before) if most.get((salvo.weapon_class, salvo.model), 0) >= figure.value
    )
    return next(fitting, before[-1])


def _each(tokens: list[Token], base: int) -> list[tuple[int, Figure]]:
    """Numbers in "one each over Tula and Oryol regions"."""
    found = []
    for row in range(base + 1, len(tokens) - 2):
        count = tokens[row].number
        if count is not None and tokens[row + 1].low == "each" and tokens[row + 2].low in _OVER:
            text = tokens[row].low
            found.append((row, Figure(op="exact", low=count, best=count, high=count, text=text)))
    return found


def _is_over(tokens: list[Token], quantity: Quantity, facts: Facts) -> bool:
    after = max(quantity.last, quantity.noun) + 1
    while after < len(tokens) and (tokens[after].low in _MORE or "delta" in tokens[after].tags):
        after += 1
    if after >= len(tokens):
        return False
    over = tokens[after].low in _OVER
    if not over and not (tokens[after].low in _WITHIN and _in_list(tokens, quantity)):
        return False
    return any(after < spot.first <= after + (4 if over else 2) for spot in facts.spots)


def _in_list(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "over the region: four in Izium district, two near Lozova"."""
    return quantity.first > 0 and tokens[quantity.first - 1].low in _LISTING


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
