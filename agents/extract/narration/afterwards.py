"""What only the rest of an article settles: places that are named further on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.narration.grouping import country_of, figures_differ
from strikewatch.agents.extract.narration.story import ground_of

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.places.spot import Spot

_AHEAD = 6
"""Sentences in which an article that leaves a place open still comes to name it."""

_LEAD = 3
"""Sentences in which an article says what it is about."""

_CLOSE = 3
"""Sentences apart in which the same victims are those of one strike."""


def pin_down(story: Story) -> None:
    """As in "A city in central Ukraine", "a warehouse close to Moscow": the place is named further on."""
    for telling in story.tellings:
        if telling.spot.role == "near" and not telling.loosely:
            telling.spot = _same_victims(story, telling) or telling.spot
    dropped: set[int] = set()
    for row, telling in enumerate(story.tellings):
        if not telling.loosely or telling.salvos or telling.scope == "summary":
            continue
        found = _named_later(story, telling, story.tellings[row + 1 :])
        if found is not None:
            telling.spot, telling.inherited = found, True
        elif telling.spot.end == 0 and not _told_of_country(story, telling):
            dropped.add(id(telling))
    story.tellings = [telling for telling in story.tellings if id(telling) not in dropped]


def leave_open(story: Story) -> None:
    """As in "Moscow and Kyiv accused each other of the strike": what an article that begins so tells first is put down to neither."""
    lead = story.reading.sentences[:_LEAD]
    row = next((row for row, sentence in enumerate(lead) if sentence.is_("mutual")), None)
    if row is None or not story.tellings or any(telling.rank <= row for telling in story.tellings):
        return
    ground = ground_of(story.tellings[0].spot)
    for telling in story.tellings:
        telling.disputed = telling.disputed or ground_of(telling.spot) == ground


def _same_victims(story: Story, telling: Telling) -> Spot | None:
    """As in "near Kherson .. the bus near Dovhove": a place beside it, told with the same victims a few sentences on."""
    counted = {(harm.metric, harm.figure.value) for harm in telling.harms if harm.figure.value}
    region = telling.spot.entry.region if telling.spot.entry is not None else None
    for other in story.tellings:
        where = other.spot.entry.region if other.spot.entry is not None else other.spot.region
        if (
            0 < abs(other.rank - telling.rank) <= _CLOSE
            and other.spot.level == "settlement"
            and where == region
            and (other.rank > telling.rank or other.spot.role == "at")
            and any((harm.metric, harm.figure.value) in counted for harm in other.harms)
            and not figures_differ(telling, other)
        ):
            return other.spot
    return None


def _told_of_country(story: Story, telling: Telling) -> bool:
    """Whether the text goes on about the country as a whole, or about no place in it."""
    country = country_of(telling.spot)
    others = [other for other in story.tellings if other is not telling and country_of(other.spot) == country]
    return not others or any(other.spot.level == "country" and other.salvos for other in others)


def _named_later(story: Story, telling: Telling, later: list[Telling]) -> Spot | None:
    near = telling.spot.role == "near"
    same = _the_strike(telling, later)
    if same is not None:
        return same
    fitting = _fitting(story, telling, later)
    if fitting is None:
        return None
    for other in fitting:
        if not figures_differ(telling, other):
            return other.spot
    if fitting or near or _goes_on(story, telling):
        return None
    return _named_ahead(story, telling)


def _goes_on(story: Story, telling: Telling) -> bool:
    """As in "Missiles hit towns across the country. Some of the missiles ..": of what was told just before it."""
    country = country_of(telling.spot)
    return telling.inherited and any(
        other.rank < telling.rank and country_of(other.spot) == country for other in story.tellings
    )


def _the_strike(telling: Telling, later: list[Telling]) -> Spot | None:
    """As in "The strike took place near Verkhivka": the place of what was just told with none."""
    for other in later:
        if other.rank > telling.rank + _CLOSE:
            break
        if (
            other.again
            and not other.inherited
            and other.spot.level != "country"
            and country_of(other.spot) == country_of(telling.spot)
            and not figures_differ(telling, other)
        ):
            return other.spot
    return None


def _fitting(story: Story, telling: Telling, later: list[Telling]) -> list[Telling] | None:
    """Tellings that can name the place; None where several places can, and none of them at once."""
    country = country_of(telling.spot)
    fitting = [
        other
        for other in later
        if other.spot.level != "country"
        and country_of(other.spot) == country
        and other.modality == telling.modality
        and (None in (telling.attacker, other.attacker) or telling.attacker == other.attacker)
    ]
    if telling.spot.role == "near" and telling.spot.entry is not None and telling.spot.entry.region:
        around = {telling.spot.entry.region, *story.gazetteer.neighbours(telling.spot.entry.region)}
        return [
            other
            for other in fitting
            if (other.spot.entry.region if other.spot.entry else other.spot.region) in around
        ]
    if len({other.spot.entry.id if other.spot.entry else other.spot.text for other in fitting}) > 1:
        return [other for other in fitting if other.rank <= telling.rank + 1 and not other.harms] or None
    return fitting


def _named_ahead(story: Story, telling: Telling) -> Spot | None:
    for found in story.spots[telling.rank : telling.rank + _AHEAD]:
        for spot in found:
            if (
                spot.level == "settlement"
                and spot.role in ("at", "near", "bare")
                and country_of(spot) == country_of(telling.spot)
            ):
                return spot
    return None
