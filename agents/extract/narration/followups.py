"""News that goes on about a strike without a word of it: "Rescuers have ended their work in Sumy. Five people died."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.clauses import HIT
from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.seeds.gazetteer import Entry

_LONGEST = 8
"""Sentences of a follow-up; a longer text says what it is about."""
_CAUSES = words("followups.causes")
_SEARCH = words("followups.search")
_COUNTING = frozenset(
    {"rescue", "prosecutor", "governor", "mayor", "military_administration", "occupation_authority", "health",
     "police", "ministry"}
)  # fmt: skip
_MOURNING = words("followups.mourning")
_THERE = HIT | {"near", "bearing"}
_TIMELY = ("weekday", "relative", "part", "month")


def is_followup(story: Story) -> bool:
    """Whether an article that names no attack gives the toll of one: victims where there is war, and no other cause.

    On ground under fire a day, an official who counts or a word of rescue is enough, and one sentence that gives nothing
    but victims; elsewhere in a country at war it takes rubble, ruins or a search for people.
    """
    if story.about_strikes or story.anchor is None or len(story.reading.sentences) > _LONGEST:
        return False
    if any(whole.other for whole in story.wholes):
        return False
    tokens = [token for sentence in story.reading.sentences for token in sentence.tokens]
    if any(token.low in _CAUSES or token.is_("past", "war") for token in tokens):
        return False
    if not any(token.is_("harm") or (token.is_("explosion", "heard")) for token in tokens):
        return False
    ground = _ground(story)
    if not ground:
        return False
    day, searched = story.anchor, _searched(tokens)
    if all(story.wars.is_under_fire(entry, day) for entry in ground):
        return searched or any(_counted(token) for token in tokens) or _is_bare_toll(story)
    return searched and all(story.wars.is_at_war(entry, day) for entry in ground)


def under_fire(story: Story) -> bool:
    """Whether it names a place that is struck nearly every day: a bombing there is from the air."""
    day = story.anchor
    return day is not None and any(
        spot.entry is not None and spot.level != "country" and story.wars.is_under_fire(spot.entry, day)
        for found in story.spots
        for spot in found
    )


def place_of(story: Story) -> Spot | None:
    """The town that a follow-up named last, whether it happened in it or near it."""
    return next(
        (
            spot
            for found in reversed(story.spots[: story.row + 1])
            for spot in reversed(found)
            if spot.level == "settlement" and spot.role in _THERE
        ),
        None,
    )


def _is_bare_toll(story: Story) -> bool:
    """As in "About 30 people were injured in Kharkiv.": killed or injured by what need not be said there."""
    tokens = [token for sentence in story.reading.sentences for token in sentence.tokens]
    return len(story.reading.sentences) == 1 and any(
        token.tags.get("harm", ("", ""))[1] == "either" for token in tokens
    )


def mark_mourners(story: Story) -> None:
    """As in "Kryvyi Rih mourns 20 people": a town mourns those who died in it."""
    for found, sentence in zip(story.spots, story.reading.sentences, strict=True):
        for spot in found:
            after = [token.low for token in sentence.tokens[spot.last + 1 : spot.last + 4]]
            if (
                spot.level == "settlement"
                and spot.role in ("actor", "bare")
                and not _MOURNING.isdisjoint(after)
            ):
                spot.role = "at"


def _counted(token: Token) -> bool:
    return token.is_(*_TIMELY) or token.tags.get("speaker") in _COUNTING


def _searched(tokens: list[Token]) -> bool:
    return any(token.low in _SEARCH for token in tokens)


def _ground(story: Story) -> list[Entry]:
    """The places where it happened; none where one of them is unknown or a whole country."""
    found = [spot for spots in story.spots for spot in spots if spot.role in _THERE]
    if any(spot.entry is None or spot.level == "country" for spot in found):
        return []
    return [spot.entry for spot in found if spot.entry is not None]
