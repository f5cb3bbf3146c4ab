"""Tellings and places of one sentence sorted out: what is specific, what is anchored, what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.phrases import SUCH

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.governing import Hit
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_DIRECTIONS = words("narrator.directions")


def country_of(spot: Spot) -> str | None:
    return spot.entry.country if spot.entry is not None else spot.country_hint


def specific(made: list[Telling]) -> list[Telling]:
    """As in "strikes on bases in Russia, hitting Saratov and Ryazan": the country's telling goes into its places'."""
    kept: list[Telling] = []
    for telling in made:
        inner = [
            other
            for other in made
            if other.spot.level != "country"
            and telling.spot.level == "country"
            and country_of(other.spot) == country_of(telling.spot)
        ]
        if len(inner) == 1 and _of_the_one(telling, inner[0]):
            inner[0].harms, telling.harms = telling.harms, []
        if not inner or telling.spread or telling.harms or telling.salvos or telling.scope == "summary":
            kept.append(telling)
            continue
        for other in inner:
            other.targets = {**telling.targets, **other.targets}
            other.weapons = other.weapons or telling.weapons
            other.attacker = other.attacker or telling.attacker
            other.when = other.when or telling.when
    return kept


def _of_the_one(whole: Telling, inner: Telling) -> bool:
    """As in "casualties in Russia: two had died when drones attacked Klintsy": victims of the one place that is told."""
    told = bool(inner.harms or whole.salvos or whole.spread)
    return not told and whole.scope != "summary" and whole.spot.role == "at" and whole.spot.end > 0


def anchored(tokens: list[Token], clause: Clause, named: list[Spot], hit: Hit) -> list[Spot]:
    """Places whose own phrase says that something happened there, where others' does ("closing airports in Moscow")."""

    def happens(spot: Spot) -> bool:
        first = last = spot.first
        while first > clause.first and tokens[first - 1].low not in (",", ";"):
            first -= 1
        while last < clause.last and tokens[last + 1].low not in (",", ";"):
            last += 1
        if first == clause.first or tokens[first].low in SUCH:
            return True
        return any(row in hit for row in range(first, last + 1)) or any(
            token.is_(
                "attack", "launch", "intercept", "explosion", "weapon", "harm", "debris", "heard", "unharmed"
            )
            for token in tokens[first : last + 1]
        )

    firm = {id(spot) for spot in named if happens(spot)}
    held = {id(spot.container): spot for spot in named if spot.container is not None}
    for spot in named:
        before = held.get(id(spot.listed), spot.listed)
        if before is not None and id(before) in firm:
            firm.add(id(spot))
    return [spot for spot in named if id(spot) in firm] or named


def figures_differ(one: Telling, other: Telling) -> bool:
    known = {harm.metric: harm.figure.value for harm in one.harms}
    return any(harm.metric in known and known[harm.metric] != harm.figure.value for harm in other.harms)


def is_vague_ground(spot: Spot, clause: Clause, *, strong: bool) -> bool:
    """A part of a country that is no unit of its own ("Donbas") counts only with figures of a strike."""
    counted = strong and (clause.harms or clause.salvos)
    return spot.entry is not None and spot.entry.kind == "direction" and not counted


def is_loose(tokens: list[Token], spot: Spot) -> bool:
    """Whether the words leave open where in the country it was."""
    if spot.role == "near" and spot.first < len(tokens) and "metonym" in tokens[spot.first].tags:
        return True
    if spot.level != "country":
        return False
    lead = (token.low for token in tokens[max(spot.first - 2, 0) : spot.first])
    return spot.end == 0 or any(low in _DIRECTIONS for low in lead)
