"""What a headline says before the text does: the town that was hit, the side that strikes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.clauses import HIT
from strikewatch.agents.extract.evidence import evidence_of
from strikewatch.agents.extract.narration.grouping import country_of
from strikewatch.agents.extract.objects import hit_objects
from strikewatch.agents.extract.places.spotting import spots
from strikewatch.agents.extract.sides import attacker_of
from strikewatch.agents.extract.verbs import conjugate

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Reading

_TRAIL = (" > ", " \u203a ", " \u00bb ")
"""What stands between the sections of a trail ("World > Europe > Ukraine"), which is no headline."""


def lead_on(story: Story, title: Reading) -> None:
    """Let the text of a surveyed story begin where its title stopped; a title itself tells nothing, having no offsets."""
    dated = any(spot.role == "dateline" for spot in story.spots[0]) if story.spots else True
    if dated or any(mark in title.text for mark in _TRAIL):
        return
    ships: set[str] = set()
    for sentence in title.sentences:
        if not sentence.is_("attack", "weapon", "explosion", "intercept"):
            continue
        tokens = sentence.tokens
        conjugate(tokens)
        seen = evidence_of(tokens, 0, len(tokens) - 1, hit_objects(tokens))
        if not seen.firm:
            continue
        story.about_strikes = True
        found = spots(tokens, title.text, story.gazetteer, ships, opening=False)
        for spot in found:
            story.resolver.settle(spot)
        struck = [spot for spot in found if spot.role in HIT]
        story.focus.remember([_unwritten(spot) for spot in struck if spot.level == "settlement"], 0)
        attacker, _ = attacker_of(tokens, 0, len(tokens) - 1)
        country = country_of(struck[0]) if struck else None
        if attacker is not None and country is not None:
            story.rivalries[attacker, country] += 1


def _unwritten(spot: Spot) -> Spot:
    """The place without the title's offsets, which are none of the text."""
    return replace(spot, first=0, last=0, start=0, end=0, feature=None, listed=None, role="at")
