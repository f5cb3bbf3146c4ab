"""Whether a report tells of the strike a group of reports tells of: a score, explained, or a veto (rules 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from strikewatch.agents.resolve.origins import similarity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting

T = TypeVar("T")
OPPOSED = frozenset(
    frozenset(pair)
    for pair in (("night", "day"), ("morning", "evening"), ("day", "evening"), ("night", "evening"))
)
"""Parts of the day that cannot be one attack unless clock times say otherwise; the other pairs are neighbours."""


ROCKETS = frozenset({"missile", "artillery"})
"""What one text calls rockets another calls shelling: that tells no two strikes apart."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A score and what made it up; `veto` says why there can be no match at all.

    `figures` is the part of the score that casualties make.
    """

    score: float
    reasons: tuple[str, ...] = ()
    veto: str | None = None
    figures: float = 0.0


@dataclass(slots=True, eq=False)
class Group:
    """Reports of one strike so far, and what they have in common. Adding a copy of a member changes nothing."""

    members: list[Sighting] = field(default_factory=list)
    start: int = 0
    end: int = 0
    parts: set[str] = field(default_factory=set)
    clocks: set[int] = field(default_factory=set)
    attackers: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    killed: set[int] = field(default_factory=set)
    injured: set[int] = field(default_factory=set)
    geonames: set[int] = field(default_factory=set)
    taken: bool = False

    @classmethod
    def of(cls, members: Iterable[Sighting]) -> Group:
        group = cls()
        for member in members:
            group.add(member)
        return group

    def add(self, one: Sighting) -> None:
        """Take a report in; the window narrows to what all members allow, where they do."""
        narrowed = (max(self.start, one.when.start), min(self.end, one.when.end))
        if not self.members:
            self.start, self.end = one.when.start, one.when.end
        elif narrowed[0] < narrowed[1]:
            self.start, self.end = narrowed
        self.members.append(one)
        report = one.report
        self.parts |= one.when.parts
        _note(self.clocks, one.when.clock)
        _note(self.attackers, report.attacker)
        _note(self.objects, report.place.feature)
        _note(self.killed, one.killed)
        _note(self.injured, one.injured)
        _note(self.geonames, report.place.geonames_id)
        self.classes |= one.classes
        self.models |= one.models
        self.targets.update(report.targets)

    def absorb(self, other: Group) -> None:
        """Take over all members of another group."""
        for one in sorted(other.members, key=lambda one: one.rank):
            self.add(one)
        other.members = []

    @property
    def seed(self) -> Sighting:
        """The canonically first member."""
        return min(self.members, key=lambda one: one.order)


def _note(seen: set[T], value: T | None) -> None:
    if value is not None:
        seen.add(value)


def veto(one: Sighting, group: Group, policy: Policy) -> str | None:
    """Why a report cannot be of this strike, else None."""
    if min(one.when.end, group.end) <= max(one.when.start, group.start):
        return "at another time"
    if _other_time_of_day(one, group, policy):
        return "rule 3: a different stated time of day"
    attacker = one.report.attacker
    if attacker is not None and group.attackers and attacker not in group.attackers:
        return "another attacker"
    if _other_place(one, group):
        return "another place of the same name"
    if any(_told_apart(one, member) for member in group.members):
        return "rule 3: one article tells of both"
    return None


def _other_time_of_day(one: Sighting, group: Group, policy: Policy) -> bool:
    clock = one.when.clock
    if clock is not None and group.clocks:
        allowed = policy.same_night if one.when.time_of_day == "night" else 2 * policy.clock_slack
        return min(abs(clock - other) for other in group.clocks) > allowed
    if clock is not None or group.clocks:
        return False
    parts = one.when.parts
    return not parts & group.parts and any(
        frozenset((part, other)) in OPPOSED for part in parts for other in group.parts
    )


def _other_place(one: Sighting, group: Group) -> bool:
    geonames = one.report.place.geonames_id
    same_level = bool(group.members) and group.members[0].place_key == one.place_key
    return same_level and geonames is not None and bool(group.geonames) and geonames not in group.geonames


def _told_apart(one: Sighting, other: Sighting) -> bool:
    """An article that gives two reports of one place means two strikes, if anything tells them apart."""
    if one.report.article_id != other.report.article_id or one.place_key != other.place_key:
        return False
    mine, theirs = one.when, other.when
    return (
        (mine.time_of_day != theirs.time_of_day)
        or (mine.clock != theirs.clock)
        or (mine.first_day, mine.last_day) != (theirs.first_day, theirs.last_day)
        or (bool(one.classes) and bool(other.classes) and not one.classes & other.classes)
        or (one.killed != other.killed and None not in (one.killed, other.killed))
        or (one.injured != other.injured and None not in (one.injured, other.injured))
    )


def decide(one: Sighting, group: Group, policy: Policy, base: str = "same_place") -> Decision:
    """Score a report against a group; `base` names the weight to start from."""
    against = veto(one, group, policy)
    if against is not None:
        return Decision(float("-inf"), (), against)
    names = [base, *_time(one, group), *_means(one, group), *_objects(one, group)]
    figures = _figures("killed", one.killed, group.killed, policy)
    figures += _figures("injured", one.injured, group.injured, policy)
    names += figures
    if _copied(one, group, policy):
        names.append("same_text")
    weights = policy.weights
    return Decision(
        score=round(sum(weights[name] for name in names), 3),
        reasons=tuple(f"{name} {weights[name]:+g}" for name in names),
        figures=round(sum(weights[name] for name in figures), 3),
    )


def _time(one: Sighting, group: Group) -> list[str]:
    names = []
    shared = min(one.when.end, group.end) - max(one.when.start, group.start)
    if 2 * shared < min(one.when.end - one.when.start, group.end - group.start):
        names.append("little_overlap")
    if one.when.clock is not None and group.clocks:
        names.append("clock_agrees")
    elif one.when.parts and group.parts:
        agrees = not one.when.parts.isdisjoint(group.parts)
        names.append("time_of_day_agrees" if agrees else "time_of_day_differs")
    return names


def _means(one: Sighting, group: Group) -> list[str]:
    names = []
    if one.classes and group.classes:
        if one.classes & group.classes:
            names.append("weapon_agrees")
        elif not (one.classes | group.classes) <= ROCKETS:
            names.append("weapon_differs")
    if one.models & group.models:
        names.append("model_agrees")
    return names


def _objects(one: Sighting, group: Group) -> list[str]:
    names = []
    if one.report.targets and group.targets:
        if not group.targets.isdisjoint(one.report.targets):
            names.append("target_agrees")
        elif {"military"} not in (group.targets, set(one.report.targets)):
            names.append("target_differs")  # whoever strikes says that it was military
    feature = one.report.place.feature
    if feature is not None and group.objects:
        names.append("object_agrees" if feature in group.objects else "object_differs")
    return names


def _figures(metric: str, value: int | None, known: set[int], policy: Policy) -> list[str]:
    if value is None or not known:
        return []
    if value in known:
        return [f"{metric}_agrees" if value else f"{metric}_close"]
    nearest = min(known, key=lambda other: (abs(other - value), other))
    low, high = sorted((value, nearest))
    if high - low <= policy.close_absolute or (low and high <= policy.close_factor * low):
        return [f"{metric}_close"]
    apart = low and high - low >= policy.apart_absolute and high >= policy.apart_factor * low
    return ["killed_apart" if apart and metric == "killed" else f"{metric}_differs"]


def _copied(one: Sighting, group: Group, policy: Policy) -> bool:
    return any(
        other.report.article_id != one.report.article_id
        and similarity(one.signature, other.signature) >= policy.similarity
        for other in group.members
    )
