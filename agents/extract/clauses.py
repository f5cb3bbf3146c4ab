"""Sentences cut into clauses: one place, or one list of places, with what is said to have happened there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.extract.casualties import grown
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.casualties import Harm
    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.munitions import Salvo
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_PREDICATES = ("attack", "launch", "intercept", "explosion", "harm", "debris", "lost", "unharmed")
_AMONG = words("roles.such") - {"both", "like"}
_SOFT = words("clauses.soft")
HIT = frozenset({"at"})
_LOCATED = frozenset({"at", "near"})


@dataclass(slots=True, eq=False)
class Clause:
    """Token rows `first`..`last` (inclusive) and what lies in them."""

    first: int
    last: int
    spots: list[Spot] = field(default_factory=list)
    refers: list[tuple[int, str]] = field(default_factory=list)
    harms: list[Harm] = field(default_factory=list)
    salvos: list[Salvo] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    tokens_near: bool = False


@dataclass(slots=True, eq=False)
class Facts:
    """What the readers found in one sentence."""

    spots: list[Spot]
    quantities: list[Quantity]
    harms: list[Harm]
    salvos: list[Salvo]
    whens: list[When]
    parts: list[Part]
    distributed: bool = False
    cut: list[Clause] = field(default_factory=list)


def clauses(tokens: list[Token], facts: Facts) -> list[Clause]:
    """Cut at strong breaks, and at soft ones where both sides have a place and something that happened."""
    made: list[Clause] = []
    previous: Clause | None = None
    start = 0
    for stop in (*_candidates(tokens), len(tokens)):
        if stop <= start:
            continue
        segment = Clause(start, stop - 1)
        start = stop
        if made and previous is not None and _leads_on(tokens, made[-1], previous, segment, facts):
            made[-1].last = previous.first - 1
            made.append(Clause(previous.first, segment.last))
        elif not made or _stands_alone(tokens, made[-1], _listed_on(tokens, segment, facts), facts):
            made.append(segment)
        else:
            made[-1].last = segment.last
        previous = segment
    for clause in made:
        _gather(tokens, clause, facts)
    return made


def _listed_on(tokens: list[Token], segment: Clause, facts: Facts) -> Clause:
    """As in "the outskirts of Khiam and Kfar Kila were shelled": what happened stands after the end of the list."""
    spot = next((spot for spot in facts.spots if segment.first <= spot.first <= segment.last), None)
    if spot is None or spot.listed is not None:
        return segment
    if spot.first - segment.first <= 3 and tokens[spot.first - 1].low in ("in", "at", "near"):
        stop = next((s.first for s in facts.spots if s.first > spot.last and s.role in HIT), len(tokens))
        return Clause(segment.first, max(stop - 1, segment.last))
    last = max((other.last for other in facts.spots if other.listed is spot), default=segment.last)
    if last <= segment.last:
        return segment
    stop = next(
        (row for row in range(last + 1, len(tokens)) if tokens[row].low in _SOFT or tokens[row].low == ";"),
        len(tokens),
    )
    return Clause(segment.first, stop - 1)


def _leads_on(tokens: list[Token], left: Clause, middle: Clause, right: Clause, facts: Facts) -> bool:
    """As in ".., and four were hurt when two ambulances were hit in X": the middle belongs to what follows."""
    if left.first >= middle.first or tokens[right.first].low not in ("when", "after", "as"):
        return False
    middle_harmed = any(middle.first <= harm.row <= middle.last for harm in facts.harms)
    before = Clause(left.first, middle.first - 1)
    return (
        middle_harmed
        and not _placed(tokens, middle, facts)
        and _placed(tokens, right, facts)
        and _placed(tokens, before, facts)
        and tokens[middle.first].low in ("and", ",", "while", "but")
    )


def _candidates(tokens: list[Token]) -> list[int]:
    rows: list[int] = []
    for row, token in enumerate(tokens):
        if token.low in _SOFT or token.low == ";" or token.tags.get("break") == "clause":
            if rows and row - rows[-1] <= 1:
                continue
            rows.append(row)
    return rows


def _stands_alone(tokens: list[Token], left: Clause, right: Clause, facts: Facts) -> bool:
    first = tokens[right.first]
    hard = (
        first.low == ";"
        or first.tags.get("break") == "clause"
        or (right.first + 1 < len(tokens) and tokens[right.first + 1].tags.get("break") == "clause")
    )
    if _same_list(left, right, facts) and not _rest(tokens, right):
        return False
    if hard:
        stop = next(
            (
                row
                for row in range(right.first + 2, len(tokens))
                if tokens[row].low == ";" or tokens[row].tags.get("break") == "clause"
            ),
            len(tokens),
        )
        whole = Clause(right.first, stop - 1)
        armed = any(token.is_("weapon") for token in tokens[whole.first : whole.last + 1])
        return _happened(tokens, left) and (
            _happened(tokens, whole) or (armed and _placed(tokens, whole, facts))
        )
    if _at_another_hour(tokens, left, right, facts):
        return True
    placed_right = _placed(tokens, right, facts)
    if not placed_right:
        return False
    happened_right = _happened(tokens, right) or _counted(right, facts)
    if facts.distributed:
        return True
    if right.first < right.last and tokens[right.first + 1].low in _AMONG and not _harmed(right, facts):
        return False
    return happened_right and _happened(tokens, left) and _placed(tokens, left, facts)


def _at_another_hour(tokens: list[Token], left: Clause, right: Clause, facts: Facts) -> bool:
    """As in "in the morning shelling injured four, in the evening a bomb killed two": two attacks, each with its weapon."""

    def hours(clause: Clause) -> set[object]:
        return {
            part.at or part.time_of_day
            for part in facts.parts
            if clause.first <= part.row <= clause.last and not part.said
        }

    def done(clause: Clause) -> bool:
        inside = tokens[clause.first : clause.last + 1]
        armed = any(token.is_("weapon", "attack") for token in inside)
        return armed and any(
            token.is_("harm") or token.tags.get("attack", ("",))[0] == "verb" for token in inside
        )

    mine, theirs = hours(left), hours(right)
    return bool(mine and theirs) and not mine & theirs and done(left) and done(right)


def _shared(clause: Clause, facts: Facts) -> bool:
    rows = [harm.row for harm in facts.harms if harm.rule == "share"]
    rows += [salvo.row for salvo in facts.salvos if salvo.rule == "share"]
    return any(clause.first <= row <= clause.last for row in rows)


def _harmed(clause: Clause, facts: Facts) -> bool:
    return any(clause.first <= harm.row <= clause.last for harm in facts.harms)


def _rest(tokens: list[Token], clause: Clause) -> bool:
    """As in "11 over Bryansk region and the rest over Crimea and Tula region"."""
    return any(token.low in ("rest", "remainder") for token in tokens[clause.first : clause.first + 3])


def _same_list(left: Clause, right: Clause, facts: Facts) -> bool:
    """Whether the first place on the right only goes on with a list begun on the left ("Kharkiv, Sumy and Odesa")."""
    if _shared(right, facts):
        return False
    spot = next((spot for spot in facts.spots if right.first <= spot.first <= right.last), None)
    return spot is not None and spot.listed is not None and left.first <= spot.listed.first <= left.last


def _placed(tokens: list[Token], clause: Clause, facts: Facts) -> bool:
    if any(clause.first <= spot.first <= clause.last and spot.role in _LOCATED for spot in facts.spots):
        return True
    return any(
        token.tags.get("refer") in ("settlement", "capital", "region", "district", "country")
        for token in tokens[clause.first : clause.last + 1]
    )


def _happened(tokens: list[Token], clause: Clause) -> bool:
    return any(token.is_(*_PREDICATES) for token in tokens[clause.first : clause.last + 1])


def _counted(clause: Clause, facts: Facts) -> bool:
    return any(
        clause.first <= quantity.first <= clause.last and quantity.kind in ("bare", "person")
        for quantity in facts.quantities
    )


def _gather(tokens: list[Token], clause: Clause, facts: Facts) -> None:
    def inside(row: int) -> bool:
        return clause.first <= row <= clause.last

    clause.spots = [spot for spot in facts.spots if inside(spot.first)]
    clause.harms = grown([harm for harm in facts.harms if inside(harm.row)])
    clause.salvos = [salvo for salvo in facts.salvos if inside(salvo.row)]
    clause.whens = [when for when in facts.whens if inside(when.row)]
    clause.parts = [part for part in facts.parts if inside(part.row)]
    clause.refers = [
        (row, tokens[row].tags["refer"])
        for row in range(clause.first, clause.last + 1)
        if "refer" in tokens[row].tags
    ]
