"""What "the city", "the capital", "his region", "across the country" point to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.narration.cues import is_local
from strikewatch.agents.extract.narration.grouping import country_of
from strikewatch.agents.extract.narration.story import of_word
from strikewatch.agents.extract.places.spot import Spot
from strikewatch.agents.extract.sides import attacker_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Facts
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Entry


_RECENT = 2
"""Sentences in which "the former" is still of the places named last."""
_ELSEWHERE = frozenset({"speaker", "from", "care", "bearing", "dateline", "beside"})


def referred(story: Story, kind: str, row: int, tokens: list[Token], facts: Facts) -> Spot | None:
    """The place of level `kind` that the word at `row` points to."""
    focus = story.focus
    if kind in ("former", "latter"):
        return _of_two(story, first=kind == "former")
    if kind == "capital":
        return _capital(story, row, tokens, facts)
    if kind == "neighbour":
        attacker, _ = attacker_of(tokens, 0, row)
        return (
            story.country(story.resolver.other_than(attacker), of_word(tokens[row], row))
            if attacker
            else None
        )
    if kind == "country":
        if _whose_forces(tokens, row):
            return None
        voice = next((spot for spot in facts.spots if spot.is_country and spot.role == "speaker"), None)
        if voice is not None and voice.entry is not None:
            return story.country(voice.entry.country, voice)
        if focus.country is not None and (code := story.victim) and _is_bystander(story, focus.country):
            return story.country(code)
        return focus.country or story.country(story.resolver.country)
    speaker = next((spot for spot in facts.spots if _speaks(tokens, spot) and spot.level == kind), None)
    if speaker is not None:
        return speaker
    if kind == "region" and (seat := next((s for s in facts.spots if _speaks(tokens, s)), None)) is not None:
        return _region_of(story, seat)
    if kind == "settlement" and (town := _just_named(row, tokens, facts)) is not None:
        return town
    last = {"settlement": focus.settlement, "region": focus.region, "district": focus.district}.get(kind)
    last = last or next((spot for spot in facts.spots if spot.level == kind and spot.first < row), None)
    return last or (_around(story) if kind == "region" else None)


def _of_two(story: Story, *, first: bool) -> Spot | None:
    """As in "a plant in Zaporizhzhia and an airfield near Kanatovo. In the former ..": of the places told of last."""
    near = [t for t in story.tellings if t.spot.level != "country" and story.row - t.rank <= _RECENT]
    last = [t.spot for t in near if t.rank == near[-1].rank]
    return (last[0] if first else last[-1]) if len(last) > 1 else None


def _just_named(row: int, tokens: list[Token], facts: Facts) -> Spot | None:
    """As in "when Kyiv marked its birthday, the city was hit": the town named before it in its own sentence."""
    for spot in reversed(facts.spots):
        known = spot.entry is not None and spot.entry.kind == "settlement"
        if not known or spot.first > row or spot.role in _ELSEWHERE:
            continue
        after = tokens[spot.last + 1] if spot.last + 1 < len(tokens) else None
        speaks = spot.role == "actor" and (
            after is None or after.is_("after_actor", "say", "attack", "launch")
        )
        return None if speaks else spot
    return None


def _whose_forces(tokens: list[Token], row: int) -> bool:
    """As in "the country's artillery", "the country's air force": whose, not where."""
    owned = [token for token in tokens[row : row + 4] if token.low not in ("'", "\u2019", "s")]
    possessive = tokens[row].low.endswith("'s") or (
        tokens[row + 1 : row + 2] and tokens[row + 1].low in ("'", "\u2019")
    )
    return bool(possessive) and any(token.is_("weapon", "actor", "defence", "speaker") for token in owned[1:])


def _is_bystander(story: Story, country: Spot) -> bool:
    """Whether nobody in the text attacks the country named last, but another is attacked."""
    attacked = {victim for _, victim in story.rivalries}
    return bool(attacked) and country_of(country) not in attacked


def _around(story: Story) -> Spot | None:
    """As in "in all, eight were hurt in the region", where only a town in it was named."""
    town = story.focus.settlement
    return None if town is None else _region_of(story, town)


def _region_of(story: Story, town: Spot) -> Spot | None:
    if town.entry is None or town.entry.region is None:
        return None
    entry = story.gazetteer.region(town.entry.region)
    return Spot(
        town.first, town.last, town.start, town.end, entry.name, (entry,), "at", level="region", entry=entry
    )


def _speaks(tokens: list[Token], spot: Spot) -> bool:
    """Whether it is the place of a local voice, not a capital that is the seat of a state's."""
    state = spot.unit is None and tokens[spot.first].is_("metonym", "demonym")
    return spot.role == "speaker" and (not state or is_local(tokens))


def _capital(story: Story, row: int, tokens: list[Token], facts: Facts) -> Spot | None:
    near = [spot for spot in facts.spots if abs(spot.first - row) <= 3 and spot.level == "settlement"]
    if near:
        return near[0] if near[0].role != "actor" else None
    code = _whose(story, row, tokens, facts)
    capital = story.gazetteer.capital_of(code) if code else None
    if capital is None:
        return None
    token = tokens[row]
    unnamed = Spot(row, row, token.start, token.end, capital.name, (capital,), "at", entry=capital)
    return _named(story, capital) or unnamed


def _whose(story: Story, row: int, tokens: list[Token], facts: Facts) -> str | None:
    """The country whose capital it is: the adjective before it, the ground of the sentence, the article's victim."""
    for token in tokens[max(row - 3, 0) : row + 1]:
        code = token.tags.get("demonym") or token.tags.get("attacker")
        if code:
            return str(code)
    ground = next(
        (spot for spot in facts.spots if spot.is_country and spot.role in ("at", "owner", "container")), None
    )
    return country_of(ground) if ground is not None else story.victim


def _named(story: Story, capital: Entry) -> Spot | None:
    return next(
        (spot for found in story.spots for spot in found if spot.entry == capital and spot.feature is None),
        None,
    )


def is_town_of(tokens: list[Token], spot: Spot) -> bool:
    """As in "bombed Ukraine's second city": a town that only the article's dateline names."""
    after = tokens[spot.last + 1 : spot.last + 6]
    possessive = tokens[spot.last].low.endswith("'s") or (len(after) > 1 and after[0].low in ("'", "\u2019"))
    noun = next((word for word in after if word.tags.get("kind") == "settlement"), None)
    return spot.is_country and possessive and noun is not None
