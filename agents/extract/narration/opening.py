"""Where an article is that tells of a strike before it names a town: its dateline, the town it names next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_SOON = 5
"""Sentences within which a text that tells of a strike first comes to name its town."""


def told_next(story: Story) -> Spot | None:
    """As in "A shell struck the staircase .. The hospital stands in Khan Younis": the town that is named first after it.

    A sentence that tells of a strike itself names its own town.
    """
    for row in range(story.row + 1, min(story.row + 1 + _SOON, len(story.spots))):
        towns = [spot for spot in story.spots[row] if spot.level == "settlement"]
        if towns:
            tokens = story.reading.sentences[row].tokens
            told = towns[0].role == "at" or (towns[0].role == "speaker" and _by_witness(tokens, towns[0]))
            return towns[0] if told and len(towns) == 1 and not story.wholes[row].firm else None
    return None


def _by_witness(tokens: list[Token], spot: Spot) -> bool:
    """As in "Witnesses in Port Sudan described"."""
    return any(
        token.tags.get("speaker") == "witness" for token in tokens[max(spot.first - 2, 0) : spot.first]
    )


def written(story: Story) -> list[Spot]:
    """The town an article with no other place is dated from."""
    opening = story.reading.sentences[0].tokens
    named = {spot.text.casefold() for found in story.spots[1:] for spot in found}
    return [
        spot
        for spot in story.spots[0]
        if spot.role == "dateline"
        and spot.level == "settlement"
        and "metonym" not in opening[spot.first].tags
        and (story.row <= 1 or spot.text.casefold() in named)
    ][:1]
