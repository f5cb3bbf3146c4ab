"""The places of a sentence in order, with roles, lists and containers settled."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.dateline import mark_dateline, mark_heading
from strikewatch.agents.extract.places.holders import containers, region_of_sentence
from strikewatch.agents.extract.places.kinds import (
    bare_region,
    feature,
    headed,
    lists,
    make_unit,
    plant,
    unit,
)
from strikewatch.agents.extract.places.names import begins, name_at, quarters
from strikewatch.agents.extract.places.parts import is_name_part, is_ship
from strikewatch.agents.extract.places.roles import is_governor, role_of
from strikewatch.agents.extract.places.spot import Spot

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Gazetteer


_TERRITORY = words("places.territory")
_SURE = (["village"], ["told"])
_CLOSING = ("and", "or", "&")
_JOINING = (",", ";", "and")
_ASIDE = 6
"""Words from a place to the brackets that say what became of it: "Kupiansk with artillery (two dead)"."""


def spots(
    tokens: list[Token], text: str, gazetteer: Gazetteer, ships: set[str], *, opening: bool
) -> list[Spot]:
    """The places of a sentence; `opening` says that it is the article's first, which may begin with a dateline.

    `ships` are the names that the text has given to ships so far, which are no places; new ones are added.
    """
    found = _named(tokens, text, gazetteer)
    ships.update(spot.text for spot in found if is_ship(spot, tokens))
    found = [spot for spot in found if spot.text not in ships]
    for spot in found:
        unit(spot, tokens, gazetteer, text)
    lists(found, tokens, gazetteer)
    found = _with_members(found, tokens)
    headed(found, tokens, gazetteer)
    for spot in found:
        bare_region(spot, tokens)
        feature(spot, tokens, text, gazetteer)
        plant(spot, tokens, gazetteer)
    kept = [spot for spot in found if not is_name_part(spot, tokens, gazetteer)]
    for spot in kept:
        spot.role = role_of(spot, tokens)
        if spot.role == "speaker" and is_governor(spot, tokens):
            make_unit(spot, "region", gazetteer)
    _inherit_roles(kept)
    containers(kept, tokens)
    _inherit_roles(kept)
    _bracketed(kept, tokens)
    _beside(kept, tokens)
    if opening:
        mark_dateline(kept, tokens)
    mark_heading(kept, tokens)
    region_of_sentence(kept, gazetteer)
    quarters(tokens, kept)
    return [
        spot
        for spot in kept
        if spot.entries or spot.container or spot.region or spot.country_hint or spot.hints[:1] in _SURE
    ]


def _with_members(found: list[Spot], tokens: list[Token]) -> list[Spot]:
    """As in "strikes on Xyz, Abc and Kharkiv": an unknown name is a place where its list ends with one that is known."""
    country: str | None = None
    follows: Spot | None = None
    for spot in reversed(found):
        if spot is not follows:
            closed = spot.listed is not None and tokens[spot.first - 1].low in _CLOSING
            country = spot.entries[0].country if spot.entries and closed else None
        if not spot.entries:
            spot.country_hint = country
        follows = spot.listed
    for row, spot in enumerate(found):
        before = spot.listed.entries[:1] if spot.listed is not None else ()
        if spot.hints != ["member"] or spot.country_hint or not before:
            continue
        goes_on = any(other.listed is spot and other.entries for other in found[row + 1 : row + 2])
        if goes_on or _closes(spot, tokens):
            spot.country_hint = before[0].country
    return [spot for spot in found if spot.hints != ["member"] or spot.country_hint]


def _closes(spot: Spot, tokens: list[Token]) -> bool:
    """As in "in Nabatieh and Xyz.": an unknown name that ends a list of towns, and its sentence or phrase."""
    known = spot.listed.entries[:1] if spot.listed is not None else ()
    if not known or known[0].kind != "settlement" or tokens[spot.first - 1].low not in _CLOSING:
        return False
    return spot.last + 1 >= len(tokens) or tokens[spot.last + 1].low in (".", ";", "in")


def _bracketed(found: list[Spot], tokens: list[Token]) -> None:
    """As in "shelled Nikopol (two wounded) and Marhanets (one dead)": what stands in brackets parts no list of places."""
    for first, second in itertools.pairwise(found):
        if first.role != "at" or second.role not in ("bare", "actor") or second.first < 2:
            continue
        joint = [token.low for token in tokens[second.first - 2 : second.first]]
        opened = any(token.low == "(" for token in tokens[first.last + 1 : first.last + _ASIDE])
        if opened and joint[0] == ")" and joint[1] in _JOINING:
            second.role = "at"


def _beside(found: list[Spot], tokens: list[Token]) -> None:
    """As in "Bilenke, near Zaporizhzhia": a name that only helps to find the one before it."""
    for first, second in itertools.pairwise(found):
        if (
            second.role == "near"
            and first.role in ("at", "bare", "near")
            and second.listed is not first
            and not first.is_country
        ):
            between = tokens[first.last + 1 : second.first]
            if len(between) <= 8 and not any(token.is_("attack", "harm", "break") for token in between):
                second.role = "beside"
                if not first.entries and second.entries:
                    first.country_hint = first.country_hint or second.entries[0].country


def _named(tokens: list[Token], text: str, gazetteer: Gazetteer) -> list[Spot]:
    found: list[Spot] = []
    row = 0
    while row < len(tokens):
        capital = tokens[row].capital or begins(tokens, row)
        spot = name_at(tokens, row, text, gazetteer) if capital else None
        spot = spot or (_territory(tokens, row, text, gazetteer) if capital else None)
        if spot is None:
            row += 1
            continue
        found.append(spot)
        row = spot.last + 1
    return found


def _territory(tokens: list[Token], row: int, text: str, gazetteer: Gazetteer) -> Spot | None:
    """As in "a missile came down on Polish soil", "fired into Russian territory": the country."""
    code = tokens[row].tags.get("demonym")
    if not code or row + 1 >= len(tokens) or tokens[row + 1].low not in _TERRITORY:
        return None
    try:
        entry = gazetteer.region(code)
    except KeyError:
        return None
    start, end = tokens[row].start, tokens[row + 1].end
    return Spot(row, row + 1, start, end, text[start:end], (entry,))


def _inherit_roles(found: list[Spot]) -> None:
    """A member of a list plays the part of the one before it."""
    for spot in found:
        if spot.listed is not None and spot.listed in found and spot.role in ("bare", "actor", "of"):
            spot.role = spot.listed.role
