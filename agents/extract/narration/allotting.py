"""Whose the objects and weapons of a sentence are, where it names several places: those told beside each place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.narration.story import ground_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.evidence import Evidence
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_LOCATIVE = words("objects.locative")
_REACH = 9
"""Words within which a place named after an object is where it stands: "a depot in the western suburbs of X"."""

_LISTED = (",", "and", "at", "in", "near", "also")
_ATTENDANT = ("after", "as", "when", "where", "which", "with")
"""Words that begin what belongs to the clause before: "was hit by a massive attack, with drone debris falling on .."."""

Spans = dict[str, tuple[int, int]]
Arms = dict[tuple[str, str | None], tuple[int, int]]


def targets_at(spot: Spot, targets: list[Spot], tokens: list[Token], seen: Evidence) -> Spans:
    """What was hit at `spot`: an object is at the place named after it, else at the one named before it."""
    groups = _joined(_groups(targets, tokens), tokens, seen)
    if len(groups) < 2:
        return dict(seen.targets)
    own = next(group for group in groups if spot in group)
    spans: Spans = {}
    for row, categories in seen.objects:
        if _group_of(row, groups, tokens) is own:
            for category in categories:
                spans.setdefault(category, (tokens[row].start, tokens[row].end))
    return spans


def _groups(targets: list[Spot], tokens: list[Token]) -> list[list[Spot]]:
    """Places of one list ("Kharkiv, Sumy and Odesa") share what is told of it."""
    groups: list[list[Spot]] = []
    for spot in sorted(targets, key=lambda spot: spot.first):
        home = next((group for group in groups if spot.listed is not None and spot.listed in group), None)
        if home is not None and any("target" in t.tags for t in tokens[home[-1].last + 1 : spot.first]):
            home = None
        same = next((group for group in groups if ground_of(group[0]) == ground_of(spot)), None)
        if home is not None or same is not None:
            (home or same or []).append(spot)
        else:
            groups.append([spot])
    return groups


def _joined(groups: list[list[Spot]], tokens: list[Token], seen: Evidence) -> list[list[Spot]]:
    """As in "plants in Kremenchuk and in Shostka were hit": places that only "and in" parts share what is told of them."""
    joined: list[list[Spot]] = []
    for group in groups:
        before = joined[-1] if joined else None
        if before is not None and _only_listed(tokens[before[-1].last + 1 : group[0].first]):
            after = next((row for row, _ in seen.objects if row > group[-1].last), None)
            if after is None or any(
                other[0].first < after for other in groups if other[0].first > group[-1].last
            ):
                before += group
                continue
        joined.append(list(group))
    return joined


def _only_listed(between: list[Token]) -> bool:
    lows = [token.low for token in between]
    return "and" in lows and all(low in _LISTED for low in lows)


def _group_of(row: int, groups: list[list[Spot]], tokens: list[Token]) -> list[Spot]:
    following = next((group for group in groups if group[0].first > row), None)
    before = next((group for group in reversed(groups) if group[0].first < row), None)
    if following is None or before is None:
        return following or before or groups[0]
    between = tokens[row + 1 : following[0].first]
    beside = (
        len(between) <= _REACH
        and any(
            token.low in _LOCATIVE or token.low.endswith("of") for token in tokens[row : following[0].first]
        )
        and not any(token.low in (",", ";", "and") for token in between)
    )
    return following if beside else before


def weapons_of(
    clause: Clause, cut: list[Clause], seen: Evidence, whole: Evidence, tokens: list[Token]
) -> Arms:
    """The weapons of a clause; where it names none, those of its sentence that no later place or hour of it has."""
    if seen.weapons or len(cut) < 2:
        return dict(seen.weapons or whole.weapons)
    taken = [
        (tokens[other.first].start, tokens[other.last].end)
        for other in cut
        if other.first > clause.first
        and tokens[other.first].low not in _ATTENDANT
        and (
            any(s.role == "at" and s.level != "country" for s in other.spots)
            or bool(clause.parts and other.parts)
        )
    ]
    taken += [
        (tokens[other.first].start, tokens[other.last].end)
        for before, other in pairwise(cut)
        if before.first > clause.first and not other.spots and _is_relative(tokens, other)
    ]
    return {
        key: span
        for key, span in whole.weapons.items()
        if not any(start <= span[0] < end for start, end in taken)
    }


def _is_relative(tokens: list[Token], clause: Clause) -> bool:
    """As in ", which was shelled": of the place before it."""
    return any(token.low in ("where", "which") for token in tokens[clause.first : clause.first + 2])


def superseded(story: Story, spot: Spot) -> bool:
    """Whether the text has named another town since it last told of this place, so that what follows may be of that."""
    ground = ground_of(spot)
    last = max((t.rank for t in story.tellings if ground_of(t.spot) == ground), default=None)
    if last is None:
        return False
    return any(
        other.role in ("at", "bare")
        and other.level == "settlement"
        and ground_of(other) != ground
        and not story.within(other, spot)
        for found in story.spots[last + 1 : story.row + 1]
        for other in found
    )
