"""Rule 4: a report of a vaguer place or time goes to the one incident it fits, or to none.

Such a report is `loose`: it is judged alone against each run of finer reports, and what it fits there is kept
until that run changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.matching import decide
from strikewatch.agents.resolve.sighting import folded_name

if TYPE_CHECKING:
    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.runs import Run
    from strikewatch.agents.resolve.sighting import Sighting

SAME = 1.0
"""What agreeing figures add at least: the dead are as many."""
Seat = tuple["Run", int]
"""A group by its run and its place there."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One group that a loose report may belong to, judged without its figures; `figures` is what these add."""

    score: float
    at: int
    figures: float
    end: int


@dataclass(slots=True, eq=False)
class Loose:
    """A report that looks for its incident. `seat` is where it sits; `alone` that nothing finer fits it."""

    one: Sighting
    fits: dict[Run, list[Fit]] = field(default_factory=dict)
    seat: Seat | None = None
    alone: bool = False
    torn: bool = False

    @property
    def coarse(self) -> bool:
        """Whether it is the place that is vague, not only the time."""
        return self.one.report.place.level != "settlement"

    def judge(self, run: Run, policy: Policy) -> bool:
        """See which groups of a run it fits; whether there are any."""
        base, threshold = ("coarse_place", policy.coarse) if self.coarse else ("long_period", policy.merge)
        found = []
        for at, group in enumerate(run.strikes):
            if may_hold(self.one, group):
                decided = decide(self.one, group, policy, base)
                figures = decided.figures
                if figures < SAME and not self._holds(group):
                    continue
                if decided.score - (figures if self.coarse else 0) >= threshold:
                    found.append(Fit(decided.score, at, figures, group.end))
        if found:
            self.fits[run] = found
        return bool(found)

    def _holds(self, group: Group) -> bool:
        """Whether the group's place has its own code; another region of the block is held to its figures."""
        own = self.one.report.place.area
        return not self.coarse or all(each.report.place.area == own for each in group.members)

    def decide(self, first: Loose, policy: Policy, *, told_of_finer: bool) -> None:
        """Take the one seat that fits, else none. `first` is the report it is a copy of, else itself."""
        fitting = [(run, fit) for run, found in first.fits.items() for fit in found]
        chosen = (
            None if told_of_finer else self._place(fitting) if self.coarse else self._time(fitting, policy)
        )
        self.seat = None if chosen is None else (chosen[0], chosen[1].at)
        self.alone = not fitting and not told_of_finer
        self.torn = self.seat is None and not self.alone

    @staticmethod
    def _place(fitting: list[tuple[Run, Fit]]) -> tuple[Run, Fit] | None:
        """Of a vague place: the only one there is, if its figures may be the same; of several the only one whose are."""
        if len(fitting) == 1:
            return fitting[0] if fitting[0][1].figures >= 0 else None
        same = [seat for seat in fitting if seat[1].figures >= SAME]
        return same[0] if len(same) == 1 else None

    @staticmethod
    def _time(fitting: list[tuple[Run, Fit]], policy: Policy) -> tuple[Run, Fit] | None:
        """Of a vague time: the clearly best."""
        ranked = sorted(fitting, key=lambda seat: (-seat[1].score, seat[1].end))
        clear = len(ranked) == 1 or (
            len(ranked) > 1 and ranked[0][1].score - ranked[1][1].score >= policy.margin
        )
        return ranked[0] if clear else None

    def names(self) -> set[str]:
        """The incidents it fits."""
        return {run.names[fit.at] for run, found in self.fits.items() for fit in found}


def may_hold(one: Sighting, group: Group) -> bool:
    """Rule 2, at a glance: the times meet, the weapons may be the same, and the place is not in another district.

    A district may hold a place whose own district is unknown; a region holds all its places.
    """
    if one.when.end <= group.start or group.end <= one.when.start:
        return False
    if one.classes and group.classes and group.classes.isdisjoint(one.classes):
        return False
    if one.report.place.level != "district":
        return True
    known = {folded_name(each.report.place.admin2) for each in group.members if each.report.place.admin2}
    own = {folded_name(name) for name in (one.report.place.name, one.report.place.admin2) if name}
    return not known or bool(known & own)
