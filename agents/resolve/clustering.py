"""Reports of one place, grouped into strikes: the most exactly dated first, the vaguer ones joined to them.

Every step is a function of the set of reports: groups are seeded in canonical order, and each later step judges
its reports one by one against the groups as the step before left them, so none can be in another's way.

1. `timed` reports (a clock time, a part of the day) within one strike day, 17:00 to 17:00;
2. groups on both sides of 17:00;
3. `day` reports join the one group that fits, else group by day;
4. `wide` reports (two days, as from a publication date) likewise, and with the day before;
5. `long` reports (a week, a month) likewise.

A report that fits several groups equally joins none (rule 4): it is kept apart as unallocated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.matching import Decision, Group, decide
from strikewatch.agents.resolve.origins import collapsed
from strikewatch.agents.resolve.timing import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting


@dataclass(slots=True)
class Torn:
    """Reports that fit several strikes equally, and which."""

    group: Group
    between: list[Group]


@dataclass(slots=True)
class Groups:
    """`strikes` are incidents of their own, `torn` are kept apart from them.

    `doubles` gives, by its place among the strikes, the strikes that each may be the same as.
    """

    strikes: list[Group] = field(default_factory=list)
    torn: list[Torn] = field(default_factory=list)
    doubles: dict[int, list[Group]] = field(default_factory=dict)


def group_place(sightings: Iterable[Sighting], policy: Policy) -> Groups:
    """Group the reports of one place; copies follow their originals (rule 1)."""
    found = Groups()
    by_width: dict[str, list[Sighting]] = {}
    copies: dict[str, list[Sighting]] = {}
    for first, *rest in collapsed(sightings, policy):
        by_width.setdefault(first.when.width, []).append(first)
        if rest:
            copies[first.report_id] = rest
    found.strikes = _across_five(_timed(by_width.get("timed", []), policy), policy)
    _join(by_width.get("day", []), found, policy, "same_place", lambda one: one.when.last_day)
    _join(by_width.get("wide", []), found, policy, "wide_period", lambda one: one.when.last_day)
    _join(by_width.get("long", []), found, policy, "long_period", lambda one: one.when.last_day)
    found.strikes += [Group.of([one]) for one in sorted(by_width.get("none", []), key=lambda one: one.order)]
    found.doubles = _doubles(found.strikes, policy)
    for group in (*found.strikes, *(torn.group for torn in found.torn)):
        group.members += [copy for one in group.members for copy in copies.get(one.report_id, ())]
    return found


def _doubles(groups: Sequence[Group], policy: Policy) -> dict[int, list[Group]]:
    """Pairs that are too alike to be told apart with certainty, and too unlike to be merged."""
    found: dict[int, list[Group]] = {}
    by_start = sorted(range(len(groups)), key=lambda at: groups[at].start)
    for place, at in enumerate(by_start):
        for other in by_start[place + 1 :]:
            if groups[other].start >= groups[at].end:
                break
            one, two = groups[at], groups[other]
            scores = (decide(one.seed, two, policy).score, decide(two.seed, one, policy).score)
            if min(scores) >= policy.possible:
                found.setdefault(at, []).append(two)
                found.setdefault(other, []).append(one)
    return found


def strike_day(minute: int, policy: Policy) -> int:
    """The strike day a minute falls on: the calendar day it ends on."""
    return (minute + DAY - policy.day_starts_at) // DAY


def led(sightings: Iterable[Sighting], policy: Policy, base: str = "same_place") -> list[Group]:
    """Groups seeded by the most exactly dated report, each later report in the group it fits best."""
    groups: list[Group] = []
    for one in sorted(sightings, key=lambda one: one.rank):
        best = _best(one, groups, policy, base)
        if best is not None and best[0].score >= policy.merge:
            groups[best[1]].add(one)
        else:
            groups.append(Group.of([one]))
    return groups


def _best(one: Sighting, groups: Sequence[Group], policy: Policy, base: str) -> tuple[Decision, int] | None:
    decided = [(decide(one, group, policy, base), at) for at, group in enumerate(groups)]
    return max(decided, key=lambda pair: (pair[0].score, -pair[1]), default=None)


def bucketed(
    sightings: Iterable[Sighting], key: Callable[[Sighting], int]
) -> list[tuple[int, list[Sighting]]]:
    """Reports by day, in order of days."""
    buckets: dict[int, list[Sighting]] = {}
    for one in sightings:
        buckets.setdefault(key(one), []).append(one)
    return sorted(buckets.items())


def _timed(sightings: Iterable[Sighting], policy: Policy) -> list[Group]:
    days = bucketed(sightings, lambda one: strike_day(one.when.middle, policy))
    return [group for _, bucket in days for group in led(bucket, policy)]


def _across_five(groups: list[Group], policy: Policy) -> list[Group]:
    """Join groups that reach over 17:00 from both sides; one group reaches over one boundary at most."""
    pairs = []
    for early in groups:
        for late in groups:
            days = strike_day(early.seed.when.middle, policy), strike_day(late.seed.when.middle, policy)
            if days[1] - days[0] == 1 and early.end > late.start:
                score = agreement(early, late, policy)
                if score >= policy.merge:
                    pairs.append((-score, early.seed.order, late.seed.order, early, late))
    for *_, early, late in sorted(pairs, key=lambda pair: pair[:3]):
        if not early.taken and not late.taken:
            early.taken = late.taken = True
            early.absorb(late)
    return [group for group in groups if group.members]


def agreement(one: Group, other: Group, policy: Policy) -> float:
    """How well two groups agree: the worst fit of any report of either with the other."""
    scores = [decide(member, other, policy).score for member in one.members]
    scores += [decide(member, one, policy).score for member in other.members]
    return min(scores)


def _join(
    sightings: Sequence[Sighting],
    found: Groups,
    policy: Policy,
    base: str,
    day: Callable[[Sighting], int],
) -> None:
    """Each report to the one group that fits; those that fit none group by day; several: unallocated.

    What joined may say more of the strike than what it joined, so the rest is judged again until none joins.
    """
    left = sorted(sightings, key=lambda one: one.rank)
    torn: dict[str, list[Group]] = {}
    while True:
        joining: list[tuple[Sighting, Group]] = []
        torn.clear()
        for one in left:
            fitting = fits(one, found.strikes, policy, base, policy.merge)
            if len(fitting) > 1 and fitting[0][0] - fitting[1][0] < policy.margin:
                torn[one.report_id] = [group for _, group in fitting]
            elif fitting:
                joining.append((one, fitting[0][1]))
        if not joining:
            break
        for one, group in joining:
            group.add(one)
        joined = {one.report_id for one, _ in joining}
        left = [one for one in left if one.report_id not in joined]
    alone = [one for one in left if one.report_id not in torn]
    undecided = [one for one in left if one.report_id in torn]
    fresh = [group for _, bucket in bucketed(alone, day) for group in led(bucket, policy)]
    found.strikes += _with_the_day_before(fresh, policy)
    for _, bucket in bucketed(undecided, day):
        found.torn += [Torn(group, torn[group.seed.report_id]) for group in led(bucket, policy)]


def fits(
    one: Sighting, groups: Sequence[Group], policy: Policy, base: str, threshold: float
) -> list[tuple[float, Group]]:
    """Groups a report fits, best first; the latest is a little likelier, as news is."""
    scored = [(decide(one, group, policy, base).score, group) for group in groups]
    scored = [(score, group) for score, group in scored if score >= threshold]
    if len(scored) > 1 and one.report.modality == "current":
        latest = max(group.end for _, group in scored)
        bonus = policy.weights["most_recent"]
        scored = [(score + bonus * (group.end == latest), group) for score, group in scored]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].start, pair[1].seed.order))


def _with_the_day_before(groups: list[Group], policy: Policy) -> list[Group]:
    """Join groups of two-day reports of neighbouring days where that pair agrees better than its neighbours."""
    ordered = sorted(groups, key=lambda group: (group.seed.when.last_day, group.seed.order))
    edges: list[tuple[float, int, int]] = []
    for at, early in enumerate(ordered):
        for then, late in enumerate(ordered[at + 1 :], at + 1):
            gap = late.seed.when.last_day - early.seed.when.last_day
            if gap > 1:
                break
            if gap == 1 and early.end > late.start:
                score = agreement(early, late, policy)
                if score >= policy.merge:
                    edges.append((score, at, then))
    for score, at, then in edges:
        rivals = [edge for edge in edges if edge[1:] != (at, then) and {at, then} & set(edge[1:])]
        if all((score, -at, -then) > (edge[0], -edge[1], -edge[2]) for edge in rivals):
            ordered[at].absorb(ordered[then])
    return [group for group in ordered if group.members]
