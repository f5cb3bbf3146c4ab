"""When a figure is a whole country's: who counts it, over what, and how large it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from strikewatch.agents.extract.narration.cues import is_local
from strikewatch.agents.extract.narration.story import ground_of, of_word
from strikewatch.agents.extract.sides import attacker_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause, Facts
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_MASSIVE = 25
"""Munitions that are too many for one place."""
_CITYWIDE = 60
"""Munitions that are too many for a city that the sentence before told of."""
_HANDFUL = 10
"""Munitions that may well be one place's, even where a state counts them."""
_STATE = frozenset({"air_force", "ministry", "military", "head_of_state"})
_SERVICES = frozenset({"rescue", "health", "police", "prosecutor", "head_of_state"})


def is_daily(tokens: list[Token], clause: Clause) -> bool:
    """Whether a count is of a day and night of war, as in "in the past 24 hours"."""
    return any(
        "24 hours" in tokens[row].low or tokens[row].low.endswith(("past day", "last day"))
        for row in range(clause.first, clause.last + 1)
    )


def daily(story: Story, tokens: list[Token], clause: Clause) -> Spot | None:
    """Victims "in 24 hours" with no place are the country's."""
    if not is_daily(tokens, clause):
        return None
    if any(spot.role == "speaker" and spot.level != "country" for spot in clause.spots) or is_local(tokens):
        return None
    code = next((code for token in tokens if (code := token.tags.get("demonym")) and token.capital), None)
    return story.country(code or story.victim)


def national(story: Story, tokens: list[Token], facts: Facts) -> Spot | None:
    """The country whose emergency service, ministry or president counts the victims."""
    if any(spot.role == "speaker" and spot.level != "country" for spot in facts.spots) or is_local(tokens):
        return None
    told = story.tellings[0] if story.tellings else None
    if told is None or told.spot.level != "country" or told.loosely:
        return None
    for row in range(1, len(tokens)):
        if tokens[row].tags.get("speaker") not in _SERVICES or not tokens[row].capital:
            continue
        for back in range(row - 1, max(row - 4, -1), -1):
            code = tokens[back].tags.get("demonym") or tokens[back].tags.get("attacker")
            if code and tokens[back].capital:
                return story.country(code, of_word(tokens[back], back))
    return None


def state(story: Story, tokens: list[Token], clause: Clause) -> Spot | None:
    """The country a state-level speaker counts munitions over: its own, or that which its enemy attacks."""
    focus = story.focus
    intercepted = any(salvo.fate in ("intercepted", "lost") for salvo in clause.salvos)
    attacker, _ = attacker_of(tokens, 0, len(tokens) - 1)
    one_place = len({ground_of(telling.spot) for telling in focus.tellings}) == 1
    small = max((salvo.figure.value for salvo in clause.salvos), default=0) < _HANDFUL
    for row, token in enumerate(tokens):
        voice = token.tags.get("speaker")
        speaks = voice in _STATE
        if not speaks and not (intercepted and token.is_("defence", "actor", "intercept")):
            continue
        if small and one_place and focus.tellings[0].spot.level != "country":
            return None
        for back in range(row - 1, max(row - 5, -1), -1):
            tags = tokens[back].tags
            code = tags.get("demonym") or tags.get("attacker") or tags.get("metonym")
            if code and code != attacker:
                return story.country(code, of_word(tokens[back], back))
        if voice in ("air_force", "head_of_state") and focus.country is not None:
            return focus.country
    return None if one_place else focus.country


def massive(story: Story, clause: Clause, attacker: str | None) -> Spot | None:
    """Numbers too large for one place, told with none: the country's."""
    most: Counter[str] = Counter()
    for salvo in clause.salvos:
        most[salvo.fate] += salvo.figure.value
    told = story.focus.tellings
    beside = len({ground_of(one.spot) for one in told}) == 1 and told[0].rank == story.row - 1
    if max(most.values()) < (_CITYWIDE if beside and told[0].spot.level == "settlement" else _MASSIVE):
        return None
    return story.country(story.resolver.other_than(attacker) if attacker else story.victim)
