"""The days of what a clause tells: its own, those of what it goes on about, those of a whole war."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.clauses import HIT
from strikewatch.agents.extract.days.counted import counted_back
from strikewatch.agents.extract.days.when import DAY, Part, When
from strikewatch.agents.extract.modality import is_comparison
from strikewatch.agents.extract.narration.cues import in_quotes, same_attack
from strikewatch.agents.extract.narration.telling import Telling

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.clauses import Clause, Facts
    from strikewatch.agents.extract.modality import Mood
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token

_STALE_DAYS = 5
_HAPPENING = ("attack", "explosion", "harm", "launch", "weapon")
_LONG_AGO = 60
"""Years back to which a text of today may date a strike."""
_SHORT = ("day", "night", "range")


def when_of(tokens: list[Token], clause: Clause, facts: Facts) -> When | None:
    """The day a clause names, else its sentence; one of speech, a week or a month only where there is no other."""
    choice = clause.whens or [when for when in facts.whens if not when.elsewhere]
    told = [when for when in choice if not when.vague and not _compares(tokens, when)]
    own = [when for when in told if not when.said and when.precision in _SHORT] or told
    if len(own) > 1 and (ahead := _of_setting(tokens, own[0], own[1])):
        return ahead
    return own[0] if own else None


def _compares(tokens: list[Token], when: When) -> bool:
    return when.row > 0 and is_comparison(tokens, when.row - 1)


def only_measures(tokens: list[Token], clause: Clause) -> bool:
    """As in "Two were hurt in Sevastopol, in the first attack on the peninsula since June": the strike just told."""
    rows = range(clause.first, clause.last + 1)
    return not (clause.harms or clause.salvos) and any(is_comparison(tokens, row) for row in rows)


def _of_setting(tokens: list[Token], first: When, second: When) -> When | None:
    """As in "Flags are at half-mast today for the three people killed on Friday": the second day is the strike's."""
    before = any(token.is_(*_HAPPENING) for token in tokens[: first.row])
    between = any(token.is_(*_HAPPENING) for token in tokens[first.last + 1 : second.row])
    at_once = any(token.is_(*_HAPPENING) for token in tokens[first.last + 1 : first.last + 3])
    return second if between and not before and not at_once and first.row > 0 else None


def when_at(
    story: Story, tokens: list[Token], clause: Clause, telling: Telling, made: list[Telling]
) -> When | None:
    """A telling's day: where its clause names only a day of speaking, that which its place already has."""
    when, spot = telling.when, telling.spot
    if when is not None and (when.said or in_quotes(tokens, when)) and not telling.inherited:
        earlier = next(
            (
                t.when
                for t in story.tellings
                if t.when is not None and spot.entry and t.spot.entry == spot.entry
            ),
            None,
        )
        if earlier is not None and abs((when.first_day - earlier.last_day).days) <= 2:
            when = earlier
    if telling.inherited and (when is None or when.said or same_attack(tokens, clause)):
        when = next(
            (
                t.when
                for t in reversed((*story.focus.tellings, *made))
                if (t.spot is spot or (t.spot.entry is not None and t.spot.entry == spot.entry))
                and (when is None or when.said or t.when is None or not t.when.said)
            ),
            telling.when,
        )
    if when is not None and when.row not in range(clause.first, clause.last + 1):
        when = _by_day(when, telling.part)
    if when is None and spot.level == "country":
        return _day_before(story)
    return when or _of_past_day(story, telling)


def _by_day(when: When, part: Part | None) -> When:
    """As in "Bombs in the night to Monday; a drone at nine in the evening": of another clause's time only the day."""
    if part is None or part.said or part.time_of_day in (None, "night", when.time_of_day):
        return when
    first = when.last_day if when.time_of_day == "night" else when.first_day
    precision = "day" if first == when.last_day else when.precision
    return replace(when, first_day=first, precision=precision, time_of_day=None, at=None)


def _of_past_day(story: Story, telling: Telling) -> When | None:
    """As in "The past day. In the morning .. In the evening ..": parts of a day that was over when it was told."""
    told, part = story.told, telling.part
    if told is None or part is None or part.time_of_day in (None, "night") or story.anchor is None:
        return None
    if told.precision != "range" or (told.first_day, told.last_day) != (story.anchor - DAY, story.anchor):
        return None
    return When(told.row, told.last, told.first_day, told.first_day, "day", "relative")


def _day_before(story: Story) -> When | None:
    """The day of the sentence before, where it told of another day than the article's own."""
    told = [
        t.when for t in story.tellings if t.rank == story.row - 1 and t.when is not None and not t.when.said
    ]
    lead = story.lead_when
    if not told or told[-1].precision != "day":
        return None
    return None if lead is not None and told[-1].first_day == lead.first_day else told[-1]


def part_of(clause: Clause) -> Part | None:
    """The first part of the day that the clause gives, with the clock time that it goes on to: "in the evening, at 22:40"."""
    own = [part for part in clause.parts if not part.said]
    first = next(iter(own), None)
    clocked = next((part for part in own if part.at is not None), None)
    if first is None or clocked is None or first.at is not None:
        return first
    return Part(first.row, first.time_of_day, clocked.at, first.start, clocked.end)


def is_past(anchor: dt.date | None, feeling: Mood, when: When | None) -> bool:
    if anchor is None:
        return feeling == "past"
    if when is not None and when.last_day < anchor - _STALE_DAYS * DAY:
        return True
    return feeling == "past" and (when is None or when.last_day < anchor - 2 * DAY)


def is_of_old_year(tokens: list[Token], clause: Clause, anchor: dt.date | None) -> bool:
    """As in "hundreds died when a theatre was bombed in 2022": the year right after what happened is an earlier one."""
    if anchor is None:
        return False
    for row in range(clause.first + 2, clause.last + 1):
        year = tokens[row].number
        if year is None or not anchor.year - _LONG_AGO < year < anchor.year or tokens[row - 1].low != "in":
            continue
        before = tokens[max(row - 3, clause.first) : row - 1]
        if any(token.is_("attack", "harm", "explosion", "launch") for token in before):
            return True
    return False


def set_scene(story: Story, tokens: list[Token], clause: Clause, aside: range) -> list[Telling]:
    """As in ".. a year after 20 people were killed in Chernihiv": the old strike, where its place and victims are told."""
    when = next((when for when in clause.whens if when.precision in ("day", "month")), None)
    when = when or (story.anchor and counted_back(tokens[aside.start], story.anchor)) or None
    spot = next(
        (s for s in clause.spots if s.first in aside and s.role in HIT and s.level != "country"), None
    )
    victims = [harm for harm in clause.harms if harm.row in aside]
    if when is None or spot is None or not victims:
        return []
    telling = Telling(spot, story.row, modality="historical", when=when)
    telling.harms = victims
    return [telling]


def war_toll(anchor: dt.date | None, tokens: list[Token], clause: Clause, when: When | None) -> When | None:
    """The days of a sum over a war ("since February 2022"): from the day it counts from to publication."""
    if anchor is None:
        return None
    rows = range(clause.first, clause.last + 1)
    since = next((row for row in rows if "war" in tokens[row].tags and not is_comparison(tokens, row)), None)
    if since is None:
        since = next(
            (
                w.row - 1
                for w in clause.whens
                if w.row
                and tokens[w.row - 1].low == "since"
                and w.precision in ("month", "year")
                and not _compares(tokens, w)
            ),
            None,
        )
    if since is None and when is None:
        since = _of_campaign(tokens, clause)
    if since is None:
        return None
    known = when is not None and when.first_day <= anchor
    first = when.first_day if when is not None and known else anchor.replace(month=1, day=1)
    token = tokens[since]
    return When(since, since, first, anchor, "year", "relative", start=token.start, end=token.end)


def _of_campaign(tokens: list[Token], clause: Clause) -> int | None:
    """As in "The toll from air strikes in the Gaza Strip rises to 687", "260 have been killed by attacks on Gaza": so far."""
    whole = any(
        spot.entry is not None and spot.entry.region is None and spot.level != "country"
        for spot in clause.spots
    )
    if not whole or not any(harm.toll or _so_far(tokens, harm.row) for harm in clause.harms):
        return None
    rows = range(clause.first + 1, clause.last + 1)
    return next((row for row in rows if "attack" in tokens[row].tags and tokens[row].low.endswith("s")), None)


def _so_far(tokens: list[Token], row: int) -> bool:
    return tokens[row].low.startswith("been ") and tokens[row - 1].low in ("have", "has")


def toll_of_war(
    row: int, targets: list[Spot], clause: Clause, war: When, attacker: str | None
) -> list[Telling]:
    if len(targets) != 1 or targets[0].level == "country":
        return []
    telling = Telling(targets[0], row, modality="historical", scope="summary", when=war, attacker=attacker)
    telling.harms = list(clause.harms)
    return [telling]
