"""Deaths that no strike of the day brought: accidents, raids on the ground, the dead of long ago, inquiries into the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.sides import attacker_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_BURSTS = words("causes.bursts")
_RAIDS = words("causes.raids")
_FOUND = words("causes.found")
_INQUIRERS = words("causes.inquirers")
_INQUIRING = words("causes.inquiring")
_FROM_AFAR = ("weapon", "debris", "airspace", "defence")
_TITLE = 4
"""Words of a name: "the Associated Press", "Human Rights Watch"."""
_MASS = 50
"""Dead found at once; a search for those killed on a day brings fewer to light: these were killed before."""


def weigh_causes(story: Story) -> None:
    """Whether all that an article tells of are bursts ("a tanker explodes"), or attacks with nothing from afar."""
    story.burst = _only(story, _BURSTS) and not any(
        attacker_of(sentence.tokens, 0, len(sentence.tokens) - 1)[0] for sentence in story.reading.sentences
    )
    story.raid = _only(story, _RAIDS)


def _only(story: Story, known: frozenset[str]) -> bool:
    """Whether words of attack are told, all of them known ones, and no munitions."""
    told = False
    for sentence in story.reading.sentences:
        if not sentence.is_("attack", "explosion", "weapon", "launch", "intercept", "debris"):
            continue
        for row, token in enumerate(sentence.tokens):
            downed = token.is_("intercept") and not token.is_("attack")  # "destroyed" is both
            launched = token.is_("launch") and not _of_raid(sentence.tokens, row)
            if downed or launched or token.is_(*_FROM_AFAR):
                return False
            if token.is_("attack", "explosion"):
                if token.low not in known:
                    return False
                told = True
    return told


def _of_raid(tokens: list[Token], row: int) -> bool:
    """As in "launch attacks": what is launched is no weapon."""
    return any(token.low in _RAIDS for token in tokens[row + 1 : row + 3])


def is_no_strike(story: Story, tokens: list[Token], clause: Clause, targets: list[Spot]) -> bool:
    """Whether victims in `targets` are of another cause, or of another day."""
    if _long_dead(tokens, clause):
        return True
    if not (story.burst or story.raid) or story.anchor is None:
        return False
    ground = [spot.entry for spot in targets if spot.entry is not None]
    if story.burst and not any(story.wars.is_between_states(entry, story.anchor) for entry in ground):
        return True
    if not story.raid or not any(story.wars.is_civil(entry) for entry in ground):
        return False
    attacker, _ = attacker_of(tokens, 0, len(tokens) - 1)  # another state comes by air
    return attacker is None or any(entry.country == attacker for entry in ground)


def _long_dead(tokens: list[Token], clause: Clause) -> bool:
    """As in "about 200 dead are found in the rubble of a house", with no day of their own (rule 10)."""
    many = any(harm.metric == "killed" and harm.figure.value >= _MASS for harm in clause.harms)
    if not many or clause.whens:
        return False
    inside = tokens[clause.first : clause.last + 1]
    return any(token.low.split()[-1] in _FOUND for token in inside) and not any(
        token.is_("weapon", "launch") for token in inside
    )


def is_inquiry(tokens: list[Token], clause: Clause) -> bool:
    """As in "The Associated Press confirms that 600 died in the theatre air strike": what is looked into is over."""
    for row in range(clause.first, clause.last + 1):
        if tokens[row].low in _INQUIRING:
            before = " ".join(token.low for token in tokens[max(row - _TITLE, 0) : row])
            if any(before.endswith(name) for name in _INQUIRERS):
                return True
    return False
