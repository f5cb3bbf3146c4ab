"""Reads the sentences of an article in order and keeps what they go on about: places, time, attack."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.extract.anaphora import Named
from strikewatch.agents.extract.casualties import harms
from strikewatch.agents.extract.clauses import HIT, Facts, clauses
from strikewatch.agents.extract.counting import is_side
from strikewatch.agents.extract.days.times import whens
from strikewatch.agents.extract.evidence import LAUNCHERS, Evidence, by_an_army, evidence_of, only_asides
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.modality import only_raided
from strikewatch.agents.extract.munitions import salvos
from strikewatch.agents.extract.narration.afterwards import leave_open, pin_down
from strikewatch.agents.extract.narration.arming import arm
from strikewatch.agents.extract.narration.causes import weigh_causes
from strikewatch.agents.extract.narration.followups import is_followup, mark_mourners, under_fire
from strikewatch.agents.extract.narration.grouping import specific
from strikewatch.agents.extract.narration.happening import tell_clause
from strikewatch.agents.extract.narration.testimony import attest, contest, listen
from strikewatch.agents.extract.objects import hit_objects
from strikewatch.agents.extract.places.spotting import spots
from strikewatch.agents.extract.quantities import quantities
from strikewatch.agents.extract.shares import distribute
from strikewatch.agents.extract.sides import attacker_of
from strikewatch.agents.extract.verbs import conjugate, hospitalise

if TYPE_CHECKING:
    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.governing import Hit
    from strikewatch.agents.extract.munitions import Salvo
    from strikewatch.agents.extract.narration.story import Focus, Story
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Sentence, Token

_LEAD_REACH = 3
"""Sentences on in which "the strike" is still one that was told without its place."""
_PLANTED = words("narrator.planted")
_EVENTS: tuple[str, ...] = (
    "attack", "launch", "intercept", "explosion", "harm", "unharmed", "debris", "weapon", "lost", "airspace",
)  # fmt: skip
_SIGNS: tuple[str, ...] = (
    "other", "attack", "weapon", "launch", "intercept", "explosion", "debris", "harm", "unharmed", "effect", "target",
)  # fmt: skip
"""A sentence with none of these readings says nothing for or against a strike."""


def survey(story: Story) -> None:
    """Read every sentence for places, and what the article is about."""
    ships: set[str] = set()
    for row, sentence in enumerate(story.reading.sentences):
        if sentence.is_("attack", "weapon"):
            conjugate(sentence.tokens)
        if sentence.is_("before") and sentence.is_("target"):
            hospitalise(sentence)
        found = spots(sentence.tokens, story.reading.text, story.gazetteer, ships, opening=row == 0)
        story.spots.append(found)
        story.resolver.learn(found)
    for found in story.spots:
        for spot in found:
            story.resolver.settle(spot)
        found[:] = [spot for spot in found if spot.hints != ["told"] or spot.country_hint]
    _subject_matter(story)


def narrate(story: Story) -> None:
    """Read every sentence of a surveyed article for what happened at its places."""
    mark_mourners(story)
    story.followup = is_followup(story)
    story.planted = story.planted and not under_fire(story)
    weigh_causes(story)
    for row, sentence in enumerate(story.reading.sentences):
        story.row = row
        _sentence(story, sentence)
        contest(story, sentence)
    told = list(story.tellings)
    pin_down(story)
    leave_open(story)
    arm(told, story.reading.text)


def _subject_matter(story: Story) -> None:
    """Whether the article is about strikes: munitions in action, or attacks with victims and no other cause of harm."""
    other = attacked = aerial = bombed = False
    named = Named()
    for row, sentence in enumerate(story.reading.sentences):
        if sentence.is_("target", "attacker", "attack"):
            named.read(sentence.tokens)
        named.recall(sentence)
        hit: Hit = hit_objects(sentence.tokens, _of_names(story.spots[row])) if sentence.is_("target") else {}
        story.hit.append(hit)
        named.strike(hit)
        _own(story.spots[row], hit, sentence.tokens)
        telling = sentence.is_(*_SIGNS)
        seen = evidence_of(sentence.tokens, 0, len(sentence.tokens) - 1, hit) if telling else Evidence()
        story.wholes.append(seen)
        elsewise = bool(seen.other["terror"] or seen.other["accident"])
        story.about_strikes = story.about_strikes or seen.firm
        story.firm_sentences += seen.firm
        stopped = bool(seen.other["labour"]) and not (seen.firm or seen.target_hit or seen.harm)
        story.other_causes += elsewise or stopped
        other = other or elsewise
        attacked = attacked or _attacked(story, row, seen, sentence.tokens)
        aerial = aerial or (telling and _from_afar(seen, sentence.tokens))
        bombed = bombed or (sentence.is_("attack") and any(t.low in _PLANTED for t in sentence.tokens))
    story.about_strikes = story.about_strikes or (attacked and not other)
    story.planted = bombed and not aerial
    story.rehearsed = _rehearsed(story)
    story.on_foot = only_raided(story.reading.sentences)


def _from_afar(seen: Evidence, tokens: list[Token]) -> bool:
    """Whether it names more than a bombing: another weapon, who attacked, an aircraft; planted bombs have none of these."""
    if attacker_of(tokens, 0, len(tokens) - 1)[0] is not None:
        return True
    if not (seen.strong or seen.weak):
        return False
    return any(
        token.low not in _PLANTED and token.is_("attack", "weapon", "intercept", "launch", "actor")
        for token in tokens
    )


def _rehearsed(story: Story) -> bool:
    """Whether the article is of an exercise: drills in several sentences, and nobody who attacks."""
    drills = [
        sentence
        for sentence in story.reading.sentences
        if sentence.is_("cue") and any(t.tags.get("cue") == "exercise" for t in sentence.tokens)
    ]
    if len(drills) < 2:
        return False
    firm = (s for s, seen in zip(story.reading.sentences, story.wholes, strict=True) if seen.firm)
    return not any(attacker_of(s.tokens, 0, len(s.tokens) - 1)[0] for s in firm)


def _own(found: list[Spot], hit: Hit, tokens: list[Token]) -> None:
    """As in "struck Kyiv's power stations": a town is where what it owns was hit."""
    for spot in found:
        if spot.role not in ("owner", "actor", "bare") or spot.level == "country":
            continue
        if spot.feature is not None and spot.first in hit:
            spot.role = "at"
        after = spot.last + 1
        possessive = tokens[spot.last].low.endswith("'s") or (
            after + 1 < len(tokens) and tokens[after].low in ("'", "\u2019") and tokens[after + 1].low == "s"
        )
        if possessive and any(row in hit for row in range(after, after + 6)):
            spot.role = "at"


def _of_names(found: list[Spot]) -> frozenset[int]:
    """Rows of the words that only name a town or a region; a facility's name says what it is."""
    return frozenset(
        row
        for spot in found
        if spot.feature is None and (not spot.entries or spot.entries[0].kind != "facility")
        for row in range(spot.first, spot.last + 1)
    )


def _attacked(story: Story, row: int, seen: Evidence, tokens: list[Token]) -> bool:
    if any(spot.role in HIT and spot.struck for spot in story.spots[row]) or seen.target_hit:
        return True
    if seen.weak and seen.harm and not seen.other["idiom"]:
        return True
    if not seen.weak or not seen.damage or seen.other:
        return False
    known = seen.noun or attacker_of(tokens, 0, len(tokens) - 1)[0] is not None
    return (seen.struck and known) or by_an_army(tokens)


def _sentence(story: Story, sentence: Sentence) -> None:
    tokens, focus = sentence.tokens, story.focus
    found, whole = story.spots[story.row], story.wholes[story.row]
    listen(story, sentence)
    if not sentence.is_(*_EVENTS) and not _counts_on(focus, tokens):
        if whole.other:
            focus.active = focus.active and only_asides(whole)
        _pass_over(story, sentence)
        return
    facts = _facts(story, tokens)
    made: list[Telling] = []
    facts.cut = clauses(tokens, facts)
    for clause in facts.cut:
        made += tell_clause(story, tokens, clause, facts, made)
    made = specific(made)
    attest(story, sentence, made)
    _arm_from_lead(focus, made, whole, story.row)
    if made:
        current = [telling for telling in made if telling.modality == "current"] or made
        focus.tellings = [t for t in current if not t.example] or _whole_of(focus, current)
        focus.active = True
    elif whole.other and not whole.strong:
        focus.active = focus.active and only_asides(whole)
    focus.remember(found, story.row)
    if facts.harms:
        focus.metric = facts.harms[-1].metric
    if facts.salvos:
        focus.weapon_class, focus.fired = facts.salvos[-1].weapon_class, facts.salvos
    elif sentence.is_("weapon"):
        named = (token.tags["weapon"][0] for token in reversed(tokens) if "weapon" in token.tags)
        focus.weapon_class = next(named, focus.weapon_class)
    if sentence.is_("speaker"):
        focus.claimed = any(is_side(token) for token in tokens)
    story.tellings += made


def _counts_on(focus: Focus, tokens: list[Token]) -> bool:
    """As in "They included 85 over Bryansk region", after a sentence that says how many were shot down."""
    if not focus.fired or focus.fired[-1].fate != "intercepted":
        return False
    return any(before.number is not None and token.low == "over" for before, token in pairwise(tokens))


def _arm_from_lead(focus: Focus, made: list[Telling], whole: Evidence, row: int) -> None:
    """As in "Warships have destroyed a command centre with missiles. The strike took place near the village of X"."""
    if focus.unplaced is not None and row - focus.unplaced[0] <= _LEAD_REACH:
        for telling in made:
            if telling.again and not telling.weapons:
                telling.weapons = dict(focus.unplaced[1])
    firm = {key: span for key, span in whole.weapons.items() if key[0] not in whole.loose}
    if whole.strong and firm and all(telling.loosely for telling in made):
        focus.unplaced = (row, firm)


def _pass_over(story: Story, sentence: Sentence) -> None:
    """A sentence in which nothing happens may name a place, or the day of what follows."""
    story.focus.remember(story.spots[story.row], story.row)
    if not story.tellings and sentence.is_("relative"):
        _dated(story, sentence.tokens)


def _whole_of(focus: Focus, examples: list[Telling]) -> list[Telling]:
    """As in "Cities were hit across Ukraine. .. in cities including Kyiv": the text goes on about the whole."""
    whole = [telling for telling in focus.tellings if telling.spot.level == "country"]
    return whole or examples


def _dated(story: Story, tokens: list[Token]) -> tuple[list[When], list[Part]]:
    """The days and hours of a sentence, and with them the day told of last."""
    days, parts = whens(tokens, story.anchor, story.told)
    story.told = next((day for day in reversed(days) if not (day.said or day.elsewhere)), story.told)
    return days, parts


def _facts(story: Story, tokens: list[Token]) -> Facts:
    counted = quantities(tokens, story.reading.text)
    harmed = harms(tokens, counted, story.reading.text, story.focus.metric, claimed=story.focus.claimed)
    fired = salvos(tokens, counted, story.focus.weapon_class, story.focus.fired)
    _of_launchers(tokens, fired)
    days, parts = _dated(story, tokens)
    facts = Facts(story.spots[story.row], counted, harmed, fired, days, parts)
    facts.distributed = distribute(tokens, facts, story.focus.fired)
    return facts


def _of_launchers(tokens: list[Token], fired: list[Salvo]) -> None:
    """Rockets of a launcher of artillery are artillery, however a text calls them."""
    if not any("weapon" in token.tags and token.tags["weapon"][1] in LAUNCHERS for token in tokens):
        return
    for salvo in fired:
        if salvo.weapon_class == "missile" and salvo.model is None:
            salvo.weapon_class = "artillery"
