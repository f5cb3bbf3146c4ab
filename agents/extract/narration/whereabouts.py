"""Where it hit: places the clause names, else what it points back to, else what the text is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from strikewatch.agents.extract.clauses import HIT, Clause, Facts
from strikewatch.agents.extract.evidence import Evidence
from strikewatch.agents.extract.narration.countrywide import daily, massive, national, state
from strikewatch.agents.extract.narration.cues import is_local, is_many
from strikewatch.agents.extract.narration.followups import place_of
from strikewatch.agents.extract.narration.grouping import anchored, country_of
from strikewatch.agents.extract.narration.opening import told_next, written
from strikewatch.agents.extract.narration.pointing import is_town_of, referred
from strikewatch.agents.extract.narration.story import Story, ground_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_RECENT = 3
"""Sentences in which the last town named is still what a text goes on about."""

Found: TypeAlias = "tuple[list[Spot], bool]"
"""Places, and whether they were named elsewhere than in the clause."""


@dataclass(slots=True, eq=False)
class Where:
    """A clause whose place is asked for, with all that may answer."""

    story: Story
    tokens: list[Token]
    clause: Clause
    facts: Facts
    seen: Evidence
    attacker: str | None
    made: list[Telling]
    outer: list[Spot] = field(default_factory=list)


def where(scene: Where) -> Found:
    """The first rule that finds a place, or that knows there is none, decides."""
    return (
        _named(scene)
        or _counted_before(scene)
        or _pointed(scene)
        or _beside(scene)
        or _countrywide(scene)
        or _gone_on(scene)
    )


def _named(scene: Where) -> Found | None:
    """Places named as hit in the clause itself; the country only where nothing smaller is named."""
    clause = scene.clause
    named = [spot for spot in clause.spots if _may_be_hit(spot)]
    if not named and not scene.story.tellings:
        named = [spot for spot in clause.spots if spot.role == "bearing" and spot.level != "country"][:1]
    named = anchored(scene.tokens, clause, named, scene.story.hit[scene.story.row])
    small = [spot for spot in named if spot.level != "country"]
    scene.outer = [spot for spot in small if any(_holds(scene, spot, other) for other in small)]
    small = [spot for spot in small if spot not in scene.outer]
    if small:
        return [_as_region(scene.story, spot) for spot in small], False
    if any(is_town_of(scene.tokens, spot) for spot in clause.spots) and (town := written(scene.story)):
        return town, True
    if named:
        return [spot for spot in named if spot is named[0] or spot.listed is not None], False
    return None


def _holds(scene: Where, outer: Spot, inner: Spot) -> bool:
    """As in "In the Kharkiv region, a ward in Balakliia was hit": the region only says where the town is."""
    if inner.container is outer:
        return True
    if outer.level not in ("region", "district") or inner.entry is None or outer.entry is None:
        return False
    if inner.listed is outer or outer.listed is inner or inner.entry == outer.entry:
        return False
    return scene.story.gazetteer.contained(inner.entry, outer.entry)


def _may_be_hit(spot: Spot) -> bool:
    if spot.entry is not None and spot.entry.kind == "water":
        return False
    return spot.role in HIT or (spot.role == "near" and not spot.is_country)


def _counted_before(scene: Where) -> Found | None:
    """As in "Seven of the 10 people injured ..": where ten were counted before."""
    known = {(harm.metric, harm.figure.value) for harm in scene.clause.harms if harm.known}
    if not known:
        return None
    for telling in reversed(scene.story.tellings):
        if any((harm.metric, harm.figure.value) in known for harm in telling.harms):
            return ([], False) if telling.spot.role == "near" else ([telling.spot], True)
    return None


def _pointed(scene: Where) -> Found | None:
    """Places that the clause points to: the parts it goes on to list, "the city", "14 regions"."""
    clause, facts = scene.clause, scene.facts
    counted = clause.harms or clause.salvos
    for at, kind in clause.refers:
        spot = _struck(scene, referred(scene.story, kind, at, scene.tokens, facts))
        if spot is not None:
            return [spot], True
    if counted and (spread := _spread(scene.story, clause, facts)) is not None:
        return [spread], True
    if is_many(scene.tokens, clause):
        local = next((spot for spot in facts.spots if _governs_many(scene.tokens, spot)), None)
        if local is not None:
            return [local], False
        whole = _struck(scene, referred(scene.story, "country", clause.first, scene.tokens, facts))
        if whole is not None:
            return [whole], True
    return None


def _struck(scene: Where, spot: Spot | None) -> Spot | None:
    """As in "Russia fired missiles across the country": not the country of who fires, but the one fired at."""
    if spot is None or scene.attacker is None or spot.level != "country":
        return spot
    if scene.attacker != country_of(spot):
        return spot
    return scene.story.country(scene.story.resolver.other_than(scene.attacker), spot) or spot


def _governs_many(tokens: list[Token], spot: Spot) -> bool:
    """As in "the governor of Poltava region said two towns were hit": towns of what a local voice speaks for."""
    return spot.level in ("region", "district") and _speaks(tokens, spot) and is_local(tokens)


def _beside(scene: Where) -> Found | None:
    """Places of the clauses beside it, and the country whose object was hit."""
    clause, facts = scene.clause, scene.facts
    if scene.made:
        return [scene.made[-1].spot], True
    later = [spot for spot in facts.spots if spot.role in HIT and spot.first > clause.last]
    if later and clause.harms and not facts.distributed:
        return [spot for spot in later if spot.level != "country"][:1] or later[:1], False
    if later:
        whole = facts.distributed or (_counted_by_state(scene) and later[0].level != "country")
        return None if clause.salvos and whole else ([], False)
    if scene.attacker is not None and scene.seen.strong:
        owner = [spot for spot in clause.spots if _owns_target(scene, spot)]
        if owner:
            return owner[:1], False
    return None


def _counted_by_state(scene: Where) -> bool:
    """As in "the air force said it had shot down 13 of 17 drones, but that four hit a plant in Kharkiv"."""
    tokens = scene.tokens[: scene.clause.last + 1]
    return any(token.tags.get("speaker") in ("air_force", "ministry", "head_of_state") for token in tokens)


def _owns_target(scene: Where, spot: Spot) -> bool:
    """As in "hit Russia's oil refineries"."""
    return (
        (spot.role == "owner" or (spot.role == "actor" and _is_possessive(scene.tokens, spot)))
        and spot.is_country
        and country_of(spot) != scene.attacker
        and any(token.is_("target") for token in scene.tokens[spot.last + 1 : spot.last + 6])
    )


def _is_possessive(tokens: list[Token], spot: Spot) -> bool:
    return tokens[spot.last].low.endswith("'s") or (
        spot.last + 2 < len(tokens) and tokens[spot.last + 1].low == "'" and tokens[spot.last + 2].low == "s"
    )


def _countrywide(scene: Where) -> Found | None:
    """The country, where a state counts."""
    story, tokens, clause = scene.story, scene.tokens, scene.clause
    if clause.salvos and not is_local(tokens):
        counted = state(story, tokens, clause) or massive(story, clause, scene.attacker)
        if counted is not None:
            return [counted], False
    if not clause.harms:
        return None
    suffered = national(story, tokens, scene.facts) or daily(story, tokens, clause)
    return ([suffered], True) if suffered is not None else None


def _gone_on(scene: Where) -> Found:
    """What the text goes on about, where this clause can be of it."""
    story, clause, seen = scene.story, scene.clause, scene.seen
    found, inherited = _inherited(scene)
    counted = bool(clause.harms or clause.salvos)
    if found and inherited and not (counted or (seen.struck and seen.damage) or seen.strong):
        return [], False
    if found or story.tellings:
        return found, inherited
    if (clause.harms or (seen.strong and seen.weapons)) and (dated := written(story)):
        return dated, True
    if scene.attacker is not None and counted:
        whole = story.country(story.resolver.other_than(scene.attacker))
        return ([whole], True) if whole is not None else ([], False)
    if seen.firm and seen.weapons and seen.struck and (ahead := told_next(story)) is not None:
        return [ahead], True
    return [], inherited


def _inherited(scene: Where) -> Found:
    story, clause, seen, focus = scene.story, scene.clause, scene.seen, scene.story.focus
    distinct = {ground_of(telling.spot): telling.spot for telling in focus.tellings}
    speaker = next((spot for spot in scene.facts.spots if _speaks(scene.tokens, spot)), None)
    if speaker is not None and speaker.entry is not None:
        inside = _inside(story, list(distinct.values()), speaker)
        if inside and focus.active:
            return inside[-1:], True
        return ([speaker], True) if seen.strong or clause.harms else ([], False)
    if distinct and (seen.struck or clause.harms or clause.salvos) and (town := _entered(story)) is not None:
        return [town], True
    if len(distinct) == 1:
        return list(distinct.values()), True
    if distinct and clause.harms and not clause.salvos and not any(h.figure.value for h in clause.harms):
        return list(distinct.values()), True
    if distinct and (clause.harms or clause.salvos):
        whole = story.common(list(distinct.values()))
        return ([whole], True) if whole is not None else ([], False)
    recent = focus.settlement if story.row - focus.row <= _RECENT else None
    if story.followup and clause.harms:
        recent = place_of(story)
    if not story.tellings and recent is not None and (seen.strong or story.followup):
        return [recent], True
    return [], False


def _entered(story: Story) -> Spot | None:
    """As in "The worst losses were in Dzhankoy. A drone hit a depot": the town the sentence before came to speak of."""
    town, row = story.focus.settlement, story.row - 1
    if town is None or town.role != "at" or story.focus.row != row:
        return None
    if "metonym" in story.reading.sentences[row].tokens[town.first].tags:
        return None
    if any(t.rank >= row or ground_of(t.spot) == ground_of(town) for t in story.tellings[-_RECENT:]):
        return None
    if any(ground_of(telling.spot) == ground_of(town) for telling in story.tellings):
        return None
    return _as_region(story, town)


def _speaks(tokens: list[Token], spot: Spot) -> bool:
    return (
        spot.role == "speaker"
        and spot.level in ("region", "settlement", "district")
        and (
            not tokens[spot.first].is_("metonym", "demonym") or is_local(tokens) or _of_witness(tokens, spot)
        )
    )


def _of_witness(tokens: list[Token], spot: Spot) -> bool:
    """As in "one Kyiv resident": who saw it was there."""
    return spot.last + 1 < len(tokens) and tokens[spot.last + 1].tags.get("speaker") == "witness"


def _inside(story: Story, focus: list[Spot], speaker: Spot) -> list[Spot]:
    """Places within what a local official speaks for: of those in focus, else of all told."""
    return [spot for spot in focus if story.within(spot, speaker)] or [
        t.spot
        for t in story.tellings
        if t.spot.level == "settlement" and t.modality == "current" and story.within(t.spot, speaker)
    ]


def _as_region(story: Story, spot: Spot) -> Spot:
    """As in "Sumy" after "the regions of Dnipropetrovsk and Sumy" is still the region."""
    if spot.unit is not None or spot.level != "settlement" or spot.entry is None:
        return spot
    for telling in story.focus.tellings:
        region = telling.spot
        if (
            region.level == "region"
            and region.unit
            and spot.text.split(" ")[0] == region.text.split(" ")[0]
            and "headed" in region.hints
        ):
            return region
    return spot


def _spread(story: Story, clause: Clause, facts: Facts) -> Spot | None:
    """Where "killed 11 - eight in Donetsk, two in Sumy" happened as a whole."""
    if not facts.distributed:
        return None
    parts = [
        spot
        for spot in facts.spots
        if spot.role in HIT and spot.first > clause.last and spot.level != "country"
    ]
    return story.common(parts) if len(parts) > 1 else None
