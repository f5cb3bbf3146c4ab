"""All reports of one region -> its incidents: settlements, then districts, then the region; sums apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.clustering import Groups, group_place
from strikewatch.agents.resolve.coarse import allocate
from strikewatch.agents.resolve.identity import names
from strikewatch.agents.resolve.incidents import build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting
    from strikewatch.schemas.incident import Incident, IncidentScope


@dataclass(frozen=True, slots=True)
class Named:
    """A group with the id and scope it goes by."""

    incident_id: str
    group: Group
    scope: IncidentScope


def by_place(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """Reports by place key, keys in order."""
    places: dict[str, list[Sighting]] = {}
    for one in sightings:
        places.setdefault(one.place_key, []).append(one)
    return dict(sorted(places.items()))


def named_groups(sightings: Iterable[Sighting], policy: Policy) -> list[Named]:
    """Every incident of one region as a named group of reports."""
    every = list(sightings)
    sums = by_place(one for one in every if one.summary)
    found: list[tuple[list[Group], IncidentScope]] = []
    for reports in sums.values():
        groups = group_place(reports, policy)
        found.append(([*groups.strikes, *groups.unallocated], "summary"))
    strikes: list[list[Group]] = []
    for level in ("settlement", "district", "region"):
        here = [one for one in every if not one.summary and one.report.place.level == level]
        finer = [group for groups in strikes for group in groups]
        allocation = allocate(here, finer, policy) if level != "settlement" else None
        for reports in by_place(allocation.alone if allocation is not None else here).values():
            groups = group_place(reports, policy)
            strikes.append(groups.strikes)
            found.append((groups.unallocated, "unallocated"))
        if allocation is not None:
            torn = by_place(allocation.unallocated).values()
            found += [(_kept_apart(group_place(reports, policy)), "unallocated") for reports in torn]
            for one, group in allocation.joined:
                group.add(one)
    found += [(groups, "place") for groups in strikes]
    return [
        Named(incident_id, group, scope)
        for groups, scope in found
        for incident_id, group in zip(names(groups, scope), groups, strict=True)
    ]


def _kept_apart(groups: Groups) -> list[Group]:
    return [*groups.strikes, *groups.unallocated]


def incidents(sightings: Iterable[Sighting], policy: Policy) -> list[Incident]:
    """The incidents of one region, by id."""
    built = [build(one.incident_id, one.group, one.scope, policy) for one in named_groups(sightings, policy)]
    return sorted(built, key=lambda incident: incident.incident_id)
