"""Rule 4: a report of a vaguer place or time goes to the one incident it fits, or to none.

Such a report is `loose`: it is judged alone against each run of finer reports, and what it fits there is kept
until that run changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.clustering import fits
from strikewatch.agents.resolve.sighting import folded_name

if TYPE_CHECKING:
    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.runs import Run
    from strikewatch.agents.resolve.sighting import Sighting

Seat = tuple["Run", int]
"""A group by its run and its place there."""


@dataclass(slots=True, eq=False)
class Loose:
    """A report that looks for its incident. `seat` is where it sits; `alone` that nothing finer fits it."""

    one: Sighting
    fits: dict[Run, list[tuple[float, int]]] = field(default_factory=dict)
    seat: Seat | None = None
    alone: bool = False
    torn: bool = False

    @property
    def coarse(self) -> bool:
        """Whether it is the place that is vague, not only the time."""
        return self.one.report.place.level != "settlement"

    def judge(self, run: Run, policy: Policy) -> None:
        """See which groups of a run it fits."""
        one = self.one
        base, threshold = ("coarse_place", policy.coarse) if self.coarse else ("long_period", policy.merge)
        groups = [group for group in run.strikes if may_hold(one, group)]
        found = fits(one, groups, policy, base, threshold)
        if found:
            self.fits[run] = [(score, run.strikes.index(group)) for score, group in found]
        else:
            self.fits.pop(run, None)

    def decide(self, policy: Policy, *, told_of_finer: bool) -> None:
        """Take the one seat that fits; of several a vague time takes the clearly best, a vague place none."""
        fitting = sorted(
            ((score, run, at) for run, found in self.fits.items() for score, at in found),
            key=lambda fit: (-fit[0], fit[1].strikes[fit[2]].seed.order),
        )
        clear = len(fitting) == 1 or (
            len(fitting) > 1 and not self.coarse and fitting[0][0] - fitting[1][0] >= policy.margin
        )
        self.seat = (fitting[0][1], fitting[0][2]) if clear and not told_of_finer else None
        self.alone = not fitting and not told_of_finer
        self.torn = self.seat is None and not self.alone

    def names(self) -> set[str]:
        """The incidents it fits."""
        return {run.names[at] for run, found in self.fits.items() for _, at in found}


def may_hold(one: Sighting, group: Group) -> bool:
    """Whether a district holds the group's place; where that place's district is unknown it may. A region does."""
    if one.report.place.level != "district":
        return True
    known = {folded_name(each.report.place.admin2) for each in group.members if each.report.place.admin2}
    own = {folded_name(name) for name in (one.report.place.name, one.report.place.admin2) if name}
    return not known or bool(known & own)
