"""The fold a stage drives: reports in, one at a time, and the incidents they changed out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.region import incidents
from strikewatch.agents.resolve.sighting import Sighting, sighting
from strikewatch.schemas.base import instant
from strikewatch.schemas.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.strike_report import StrikeReport


def resolve(reports: Iterable[StrikeReport], policy: Policy) -> tuple[Incident, ...]:
    """The incidents a set of reports tells of, by id. Order and repetition of the reports do not matter."""
    resolver = Resolver(policy)
    for report in reports:
        resolver.apply(report)
    return tuple(resolver.outputs())


class Resolver:
    """Holds a set of reports and gives the incidents that changed since it was last asked."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._regions: dict[str, dict[str, Sighting]] = {}
        self._area: dict[str, str] = {}
        self._dirty: set[str] = set()
        self._known: dict[str, dict[str, Incident]] = {}

    def apply(self, report: StrikeReport) -> None:
        """Take a report in. The same again, or an older version of it, changes nothing."""
        held = self._regions.get(self._area.get(report.report_id, ""), {}).get(report.report_id)
        if held is not None and version(held.report) >= version(report):
            return
        if held is not None and held.report.key != report.key:
            del self._regions[held.report.key][report.report_id]
            self._dirty.add(held.report.key)
        self._area[report.report_id] = report.key
        self._regions.setdefault(report.key, {})[report.report_id] = sighting(report, self._policy)
        self._dirty.add(report.key)

    def recall(self, output: Incident) -> None:
        """Be told of an incident that was written before this state was built, so that it can be withdrawn."""
        if not output.retracted:
            area = output.place.area
            self._known.setdefault(area, {}).setdefault(output.incident_id, output)
            self._regions.setdefault(area, {})
            self._dirty.add(area)

    def expire(self, before: dt.date) -> int:
        """Let go of reports of strikes that ended before a day, and of what is known of them; how many.

        Their incidents stay written as they are. A report that comes later is judged alone, as it would be with
        its block: what is older than `before` is for the caller to leave out.
        """
        limit = before.toordinal()
        gone = 0
        for area, held in self._regions.items():
            old = [key for key, one in held.items() if 0 < one.when.last_day < limit]
            for key in old:
                del held[key], self._area[key]
            self._known[area] = {
                key: one
                for key, one in self._known.get(area, {}).items()
                if one.period is None or one.period.end >= before
            }
            gone += len(old)
        return gone

    def outputs(self) -> list[Incident]:
        """The present value of every incident that may have changed, by id; those that are no more say so."""
        changed: list[Incident] = []
        for area in sorted(self._dirty):
            before = self._known.get(area, {})
            now = {one.incident_id: one for one in incidents(self._regions[area].values(), self._policy)}
            changed += [one for one in now.values() if before.get(one.incident_id) != one]
            changed += [tombstone(gone, now.values()) for key, gone in before.items() if key not in now]
            self._known[area] = now
        self._dirty.clear()
        return sorted(changed, key=lambda one: one.incident_id)


def version(report: StrikeReport) -> tuple[dt.datetime, str, bytes]:
    """What makes one version of a report newer than another, whichever arrives first."""
    moment = report.updated_at or report.published_at
    known = dt.datetime.min.replace(tzinfo=dt.UTC) if moment is None else instant(moment)
    return (known, report.extractor_version, report.encode())


def tombstone(gone: Incident, now: Iterable[Incident]) -> Incident:
    """What is written under an id that is no more; `merged_into` holds most of its reports, where any has them."""
    before = set(gone.reports)
    heirs = sorted((-len(before.intersection(one.reports)), one.incident_id) for one in now)
    merged = heirs[0][1] if heirs and heirs[0][0] < 0 else None
    return Incident(
        incident_id=gone.incident_id,
        revision=gone.revision,
        scope=gone.scope,
        place=gone.place,
        period=gone.period,
        attacker=gone.attacker,
        retracted=True,
        merged_into=merged,
        change_reason="merged" if merged else "retracted",
    )
