"""One clause: whether it tells of a strike, and what it tells of each place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.claims import claims_of
from strikewatch.agents.extract.clauses import HIT
from strikewatch.agents.extract.evidence import Evidence, evidence_of, outcome_of
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.modality import mood
from strikewatch.agents.extract.narration.allotting import superseded, targets_at, weapons_of
from strikewatch.agents.extract.narration.causes import is_inquiry, is_no_strike
from strikewatch.agents.extract.narration.countrywide import is_daily
from strikewatch.agents.extract.narration.cues import (
    again,
    aside_of,
    is_many,
    leave_out,
    same_attack,
    several_hit,
)
from strikewatch.agents.extract.narration.dating import (
    is_of_old_year,
    is_past,
    only_measures,
    part_of,
    set_scene,
    toll_of_war,
    war_toll,
    when_at,
    when_of,
)
from strikewatch.agents.extract.narration.elsewhere import is_elsewhere
from strikewatch.agents.extract.narration.grouping import country_of, is_loose, is_vague_ground
from strikewatch.agents.extract.narration.sharing import share
from strikewatch.agents.extract.narration.telling import Telling
from strikewatch.agents.extract.narration.whereabouts import Where, where
from strikewatch.agents.extract.sides import attacker_of, of_another

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause, Facts
    from strikewatch.agents.extract.days.when import When
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_MEANWHILE = words("narrator.meanwhile")
_CORE = words("verbs.core")
_ACROSS = words("narrator.across")
_LAUNCHED_FROM = words("sides.launched_from")


@dataclass(slots=True, eq=False)
class _Act:
    """What a clause says was done, whoever it was done to."""

    seen: Evidence
    whole: Evidence
    attacker: str | None
    span: tuple[int, int] | None
    when: When | None = None
    past: bool = False
    targets: list[Spot] = field(default_factory=list)


def tell_clause(
    story: Story, tokens: list[Token], clause: Clause, facts: Facts, made: list[Telling]
) -> list[Telling]:
    """The tellings of one clause; `made` are those of the clauses before it in its sentence."""
    aside = aside_of(tokens, clause)
    past_event = set_scene(story, tokens, clause, aside) if aside else []
    if aside:
        leave_out(clause, aside, tokens)
        if not (clause.spots or clause.refers or clause.harms or clause.salvos):
            return past_event
    act = _act(story, tokens, clause, aside)
    if not (_is_strike(story, act, clause) or _goes_on(act, clause, made)):
        return []
    feeling = mood(tokens, clause.first, clause.last)
    if feeling == "told" and (is_of_old_year(tokens, clause, story.anchor) or is_inquiry(tokens, clause)):
        feeling = "past"
    exercise = not clause.harms and any(token.tags.get("cue") == "exercise" for token in tokens)
    if feeling == "unreal" or exercise:
        return []
    scene = Where(story, tokens, clause, facts, act.seen, act.attacker, made)
    targets, inherited = _places(scene, act)
    if not targets or is_no_strike(story, tokens, clause, targets):
        return []
    act.targets = targets
    act.when = when_of(tokens, clause, facts)
    if story.followup and act.when is not None and act.when.said:
        act.when = None
    act.past = is_past(story.anchor, feeling, act.when)
    if clause.harms and (war := war_toll(story.anchor, tokens, clause, act.when)) is not None:
        return [] if inherited else toll_of_war(story.row, targets, clause, war, act.attacker)
    if act.past and _only_mentioned(act, clause, inherited=inherited):
        return []
    tellings = [
        telling
        for spot in targets
        if (telling := _telling(scene, act, spot, inherited=inherited)) is not None
    ]
    return _finished(scene, act, tellings, targets)


def _places(scene: Where, act: _Act) -> tuple[list[Spot], bool]:
    """Where it was; nowhere that only goes on from before, for what each side puts down to the other."""
    targets, inherited = where(scene)
    targets = [spot for spot in targets if not is_vague_ground(spot, scene.clause, strong=act.seen.strong)]
    if not targets:
        _placeless(scene.story, act)
    elif inherited and (
        is_elsewhere(scene, targets)
        or _disputed(scene.tokens, scene.clause)
        or (scene.made and only_measures(scene.tokens, scene.clause))
    ):
        targets = []
    return targets, inherited


def _placeless(story: Story, act: _Act) -> None:
    """As in "the coalition has launched hundreds of air strikes": whose strikes an article of one country is about."""
    country = story.resolver.country
    if act.attacker is not None and country is not None and act.seen.strong:
        story.rivalries[act.attacker, country] += 1


def _disputed(tokens: list[Token], clause: Clause) -> bool:
    return any("mutual" in token.tags for token in tokens[clause.first : clause.last + 1])


def _act(story: Story, tokens: list[Token], clause: Clause, aside: range) -> _Act:
    whole = story.wholes[story.row]
    alone = clause.first == 0 and clause.last == len(tokens) - 1
    if alone and not aside:
        seen = replace(whole)
    else:
        seen = evidence_of(tokens, clause.first, clause.last, story.hit[story.row], aside)
        whole = _without(whole, tokens, aside)
    attacker, span = attacker_of(tokens, clause.first, clause.last)
    if attacker is None and not alone:
        attacker, span = attacker_of(tokens, 0, len(tokens) - 1)
    if attacker is not None and seen.objects:
        seen.keep([pair for pair in seen.objects if not of_another(tokens, pair[0], attacker)], tokens)
    if not seen.weak:
        return _Act(seen, whole, attacker, span)
    struck = seen.target_hit or any(spot.struck and spot.role in HIT for spot in clause.spots)
    struck = struck or _took_place(tokens, clause)
    struck = struck or (story.about_strikes and _core(tokens, clause))
    done = seen.noun and seen.damage and (seen.struck or story.about_strikes)
    told = attacker is not None or struck or seen.harm or done
    if told and not seen.other.total() - (seen.other["labour"] + seen.other["idiom"]) * struck:
        seen.strong = seen.firm = True
    return _Act(seen, whole, attacker, span)


def _without(whole: Evidence, tokens: list[Token], aside: range) -> Evidence:
    """A sentence without the weapons of what only went before: "in retaliation for a drone strike on .."."""
    if not aside or not whole.weapons:
        return whole
    first, last = tokens[aside.start].start, tokens[aside.stop - 1].end
    own = {key: span for key, span in whole.weapons.items() if not first <= span[0] < last}
    return replace(whole, weapons=own)


def _core(tokens: list[Token], clause: Clause) -> bool:
    """As in "17 villages came under fire": a verb that says in itself what was done, with the place it was done to."""
    if not any(spot.role in HIT and not spot.is_country for spot in clause.spots):
        return False
    return any(
        token.low.split()[-1] in _CORE and token.tags.get("attack", ("",))[0] == "verb"
        for token in tokens[clause.first : clause.last + 1]
    )


def _took_place(tokens: list[Token], clause: Clause) -> bool:
    """As in "The strike took place near the village of X"."""
    for row in range(clause.first, clause.last):
        if tokens[row].tags.get("attack", ("",))[0] != "noun":
            continue
        following = [token.low for token in tokens[row + 1 : row + 3]]
        if following == ["took", "place"] or following[:1] in (["happened"], ["occurred"]):
            return any(_where_of(tokens, row, spot) for spot in clause.spots)
    return False


def _where_of(tokens: list[Token], row: int, spot: Spot) -> bool:
    between = tokens[row + 1 : spot.first]
    near = row < spot.first <= row + 12 and spot.role in ("at", "near") and not spot.is_country
    return near and not any(token.is_("break", "speaker") or token.low in _MEANWHILE for token in between)


def _is_strike(story: Story, act: _Act, clause: Clause) -> bool:
    seen, whole = act.seen, act.whole
    if story.planted or story.rehearsed or story.on_foot:
        return False
    blocked = seen.other["terror"] or seen.other["accident"] or seen.other["labour"]
    if blocked and not (seen.firm and (seen.weapons or seen.intercepted or not whole.other["terror"])):
        return False
    if story.other_causes > story.firm_sentences and not (seen.weapons or seen.intercepted):
        return False
    if story.followup:
        return seen.explosion or any(harm.figure.value for harm in clause.harms)
    if not story.about_strikes and not (seen.strong and seen.weak):
        return False
    counted = bool(clause.harms or clause.salvos)
    if seen.strong or (whole.strong and (seen.weak or seen.harm or seen.damage or counted)):
        return True
    if seen.weak and seen.harm and not seen.other and story.about_strikes:
        return True
    grounded = seen.other["ground"] and not (seen.weak and seen.harm)
    if not story.focus.active or grounded or seen.other["idiom"]:
        return False
    return counted or (seen.weak and (seen.damage or seen.struck)) or (seen.damage and seen.struck)


def _goes_on(act: _Act, clause: Clause, made: list[Telling]) -> bool:
    """As in "strikes killed 17, four of them in Kharkiv": figures of the strike its sentence has told of."""
    return bool(made) and bool(clause.harms or clause.salvos) and not act.seen.other


def _only_mentioned(act: _Act, clause: Clause, *, inherited: bool) -> bool:
    """Whether a strike of the past is named too vaguely for a record of its own."""
    when = act.when
    told = act.seen.strong or (act.whole.strong and bool(clause.harms))
    if when is None or when.precision in ("month", "year") or not told:
        return True
    return inherited and not (when.precision in ("day", "night", "range") and clause.harms)


def _telling(scene: Where, act: _Act, spot: Spot, *, inherited: bool) -> Telling | None:
    story, tokens, clause, country = scene.story, scene.tokens, scene.clause, country_of(spot)
    telling = Telling(spot, story.row, inherited=inherited, when=act.when)
    telling.part = part_of(clause)
    telling.modality = "historical" if act.past else "current"
    telling.weapons = weapons_of(clause, scene.facts.cut, act.seen, act.whole, tokens)
    telling.targets, telling.loose = targets_at(spot, act.targets, tokens, act.seen), set(act.seen.loose)
    if inherited and superseded(story, spot):
        telling.targets = {}
    telling.strong = act.seen.strong or act.whole.strong
    telling.outcome = outcome_of(act.seen)
    telling.loosely = is_loose(tokens, spot) and not (clause.harms and is_daily(tokens, clause))
    telling.again = same_attack(tokens, clause)
    telling.disputed = _disputed(tokens, clause)
    lead = tokens[spot.first - 1].low if 0 < spot.first < len(tokens) else ""
    telling.spread = spot.level == "country" and lead in _ACROSS
    named = spot.level == "country" and spot.end > 0
    if named and (
        is_many(tokens, clause) or (telling.loosely and several_hit(tokens, clause, story.hit[story.row]))
    ):
        telling.scope = "summary"
    telling.when = when_at(story, tokens, clause, telling, scene.made)
    if act.attacker is not None:
        if inherited and spot.level == "country" and act.attacker == country:
            return None
        telling.attacker, telling.attacker_span = act.attacker, act.span
        if country and act.seen.strong:
            story.rivalries[act.attacker, country] += 1
    elif country and (origin := _origin(tokens, clause, country)):
        story.rivalries[origin, country] += 1
    telling.claims = claims_of(tokens, clause, story.reading.text, story.voices.of(tokens, story.row))
    return telling


def _origin(tokens: list[Token], clause: Clause, country: str) -> str | None:
    """The other country that the munitions came from ("a rocket launched from Lebanon")."""
    codes = {
        country_of(spot)
        for spot in clause.spots
        if spot.role == "from" and any(map(_launches, tokens[max(spot.first - 4, 0) : spot.first]))
    } - {None, country}
    return codes.pop() if len(codes) == 1 else None


def _launches(token: Token) -> bool:
    return token.is_("launch") or token.tags.get("attack", ("",))[0] == "noun" or token.low in _LAUNCHED_FROM


def _finished(scene: Where, act: _Act, tellings: list[Telling], targets: list[Spot]) -> list[Telling]:
    story, tokens, clause, lead = scene.story, scene.tokens, scene.clause, targets[0].first
    clause.tokens_near = any(token.low in ("near", "between") for token in tokens[max(lead - 4, 0) : lead])
    share(scene, tellings)
    if len(tellings) == 1 and not act.past:
        tellings += again(tokens, tellings[0], clause)
    if not story.leads and not act.past:
        story.lead_when = act.when
    story.leads += 1
    return tellings
