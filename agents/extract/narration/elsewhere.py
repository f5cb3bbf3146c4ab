"""What a clause with no place of its own tells of another place than the one the text goes on about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.narration.grouping import country_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.whereabouts import Where
    from strikewatch.agents.extract.places.spot import Spot

_REPLIES = words("narrator.replies")
_VESSELS = words("places.ships")


def is_elsewhere(scene: Where, targets: list[Spot]) -> bool:
    """Whether it was not at `targets`, the places that the text goes on about."""
    return _at_sea(scene, targets) or _replies(scene)


def _at_sea(scene: Where, targets: list[Spot]) -> bool:
    """As in "the ship was struck by a drone": a vessel with no place is on no country's ground."""
    if any(spot.level != "country" for spot in targets):
        return False
    clause, hit = scene.clause, scene.story.hit[scene.story.row]
    own = [scene.tokens[row].low for row in hit if clause.first <= row <= clause.last]
    return bool(own) and all(low.rpartition(" ")[2] in _VESSELS for low in own)


def _replies(scene: Where) -> bool:
    """As in "Israel responds with air strikes on Hezbollah": those that were struck do not strike where they were."""
    clause = scene.clause
    if not any(token.low in _REPLIES for token in scene.tokens[clause.first : clause.last + 1]):
        return False
    doer = scene.attacker or next((country_of(spot) for spot in clause.spots if spot.role == "actor"), None)
    told = {telling.attacker for telling in scene.story.focus.tellings if telling.attacker is not None}
    return doer is not None and bool(told) and doer not in told
