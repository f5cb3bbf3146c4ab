"""Rule 4: a report that names only the district or region goes to the one finer incident it fits, or to none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.clustering import fits
from strikewatch.agents.resolve.sighting import Sighting, folded_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy


@dataclass(slots=True)
class Allocation:
    """Where the coarse reports of a region went: to finer groups, to groups of their own, or nowhere."""

    joined: list[tuple[Sighting, Group]] = field(default_factory=list)
    alone: list[Sighting] = field(default_factory=list)
    unallocated: list[Sighting] = field(default_factory=list)


def allocate(coarse: Iterable[Sighting], finer: Sequence[Group], policy: Policy) -> Allocation:
    """Judge each coarse report against the finer groups as they stand, one by one."""
    found = Allocation()
    for one in sorted(coarse, key=lambda one: one.order):
        if tells_of_more(one, finer):
            found.unallocated.append(one)
            continue
        fitting = fits(
            one, [group for group in finer if contains(one, group)], policy, "coarse_place", policy.coarse
        )
        if not fitting:
            found.alone.append(one)
        elif len(fitting) == 1:
            found.joined.append((one, fitting[0][1]))
        else:
            found.unallocated.append(one)
    return found


def contains(one: Sighting, group: Group) -> bool:
    """Whether a district holds the group's place; where the place's district is unknown it may. A region does."""
    if one.report.place.level != "district":
        return True
    known = {
        folded_name(member.report.place.admin2) for member in group.members if member.report.place.admin2
    }
    own = {folded_name(name) for name in (one.report.place.name, one.report.place.admin2) if name}
    return not known or bool(known & own)


def tells_of_more(one: Sighting, finer: Iterable[Group]) -> bool:
    """Whether its article names the finer places too: then the coarse figure is a sum or speaks of what is beyond."""
    return any(
        member.report.article_id == one.report.article_id
        and min(member.when.end, one.when.end) > max(member.when.start, one.when.start)
        for group in finer
        for member in group.members
    )
