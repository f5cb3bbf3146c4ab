"""The fold a stage drives: reports in, one at a time, and the incidents they changed out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.incidents import build
from strikewatch.agents.resolve.region import Region
from strikewatch.agents.resolve.sighting import UNDATED, sighting
from strikewatch.schemas.base import instant
from strikewatch.schemas.incident import Incident
from strikewatch.seeds.blocks import block_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.region import Named
    from strikewatch.agents.resolve.sighting import Sighting
    from strikewatch.schemas.incident import IncidentScope
    from strikewatch.schemas.period import Period
    from strikewatch.schemas.place import Place
    from strikewatch.schemas.strike_report import StrikeReport


def resolve(reports: Iterable[StrikeReport], policy: Policy) -> tuple[Incident, ...]:
    """The incidents a set of reports tells of, by id. Order and repetition of the reports do not matter."""
    resolver = Resolver(policy)
    for report in reports:
        resolver.apply(report)
    return tuple(resolver.outputs())


@dataclass(frozen=True, slots=True)
class Written:
    """What was last put out under an id: enough to know whether it still holds, and to withdraw it."""

    reports: tuple[str, ...]
    scope: IncidentScope
    place: Place
    period: Period | None
    revision: int
    named: Named | None = None

    def holds(self, named: Named) -> bool:
        """Whether a group makes the very incident that was written."""
        was = self.named
        return was is not None and (was.members, was.scope, was.near) == (
            named.members,
            named.scope,
            named.near,
        )

    @classmethod
    def of(cls, incident: Incident, named: Named | None = None) -> Written:
        return cls(
            incident.reports, incident.scope, incident.place, incident.period, incident.revision, named
        )


class Resolver:
    """Holds a set of reports and gives the incidents that changed since it was last asked.

    Of one article only the reports of its newest edition (`updated_at`) in each block count, and of one report its
    newest version: what is said of one block never decides about another, which another process may hold. A report of a strike that ended more than the retention before the report was published is left
    out: the record of that strike is closed. All of this is decided by the reports alone, not by when they
    come.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._articles: dict[str, dict[str, dict[str, Sighting]]] = {}
        self._placed: dict[str, Sighting] = {}
        self._regions: dict[str, Region] = {}
        self._dirty: dict[str, None] = {}
        self._written: dict[str, Written] = {}
        self._incident_of: dict[str, str] = {}
        self._recalled: dict[str, Written] = {}
        self._recalled_by: dict[str, list[str]] = {}
        self._doubtful: dict[str, None] = {}
        self._horizon = 0

    def __len__(self) -> int:
        """Incidents held."""
        return len(self._written)

    def apply(self, report: StrikeReport) -> None:
        """Take a report in. The same again, or an older version of it, changes nothing."""
        edition = self._articles.setdefault(block_of(report.key), {}).setdefault(report.article_id, {})
        held = edition.get(report.report_id)
        one = sighting(report, self._policy)
        if held is not None and version(held) >= version(one):
            return
        if 0 < one.filed_under < self._horizon:
            return
        edition[report.report_id] = one
        newest = max((_edition(e.report) for e in edition.values() if not e.report.retracted), default=None)
        for each in edition.values():
            self._place(each, wanted=_edition(each.report) == newest and self._in_force(each))
        for incident_id in self._recalled_by.pop(report.report_id, ()):
            self._doubtful[incident_id] = None

    def _in_force(self, one: Sighting) -> bool:
        published = one.order[0]
        closed = (
            published != UNDATED
            and one.when.last_day > 0
            and published.toordinal() - one.when.last_day > self._policy.retention_days
        )
        return not (one.report.retracted or closed)

    def _place(self, one: Sighting, *, wanted: bool) -> None:
        """Have a report in its region, or not."""
        placed = self._placed.get(one.report_id)
        if placed is not None and (placed is not one or not wanted):
            block = block_of(placed.report.key)
            self._regions[block].discard(placed)
            self._dirty[block] = None
            del self._placed[one.report_id]
        if wanted and placed is not one:
            block = block_of(one.report.key)
            self._regions.setdefault(block, Region(self._policy)).add(one)
            self._dirty[block] = None
            self._placed[one.report_id] = one

    def recall(self, output: Incident) -> None:
        """Be told of an incident that was written before this state was built.

        It is withdrawn once one of its reports is here again and it is not.
        """
        if output.retracted or output.incident_id in self._written:
            return
        self._recalled[output.incident_id] = Written.of(output)
        for report_id in output.reports:
            self._recalled_by.setdefault(report_id, []).append(output.incident_id)
            if report_id in self._placed:
                self._doubtful[output.incident_id] = None

    def outputs(self) -> list[Incident]:
        """The present value of every incident that may have changed, by id; those that are no more say so."""
        changed: list[Incident] = []
        gone: dict[str, Written] = {}
        for area in sorted(self._dirty):
            named, vanished = self._regions[area].settle()
            changed += [self._write(one) for one in named if not self._stands(one)]
            gone |= {name: self._written.pop(name) for name in sorted(vanished) if name in self._written}
        self._dirty.clear()
        for incident_id in self._doubtful:
            written = self._recalled.pop(incident_id, None)
            if written is not None and incident_id not in self._written:
                gone[incident_id] = written
        self._doubtful.clear()
        changed += [self._tombstone(incident_id, written) for incident_id, written in gone.items()]
        return sorted(changed, key=lambda one: one.incident_id)

    def _stands(self, named: Named) -> bool:
        written = self._written.get(named.incident_id)
        return written is not None and written.holds(named)

    def _write(self, named: Named) -> Incident:
        incident = build(named, self._policy)
        self._written[named.incident_id] = Written.of(incident, named)
        self._incident_of.update(dict.fromkeys(incident.reports, named.incident_id))
        return incident

    def _tombstone(self, incident_id: str, written: Written) -> Incident:
        """What stands under an id that is no more; `merged_into` holds most of its reports, where any has them."""
        heirs = Counter(
            heir
            for heir in (self._incident_of.get(report_id) for report_id in written.reports)
            if heir is not None and heir != incident_id and heir in self._written
        )
        merged = min(heirs, key=lambda heir: (-heirs[heir], heir), default=None)
        return Incident(
            incident_id=incident_id,
            revision=written.revision,
            scope=written.scope,
            place=written.place,
            period=written.period,
            retracted=True,
            merged_into=merged,
            change_reason="merged" if merged else "retracted",
        )

    def expire(self, before: dt.date) -> int:
        """Let go of blocks whose days all lie before a day; how many reports went.

        Their incidents stay written as they are, and reports for days before that day are no longer taken in.
        Blocks that have changed since the last `outputs` stay until the next call.
        """
        self._horizon = max(self._horizon, before.toordinal())
        count = 0
        for area, region in self._regions.items():
            if area in self._dirty:
                continue
            names, reports = region.forget(self._horizon)
            for name in names:
                self._written.pop(name, None)
            for one in reports:
                del self._placed[one.report_id]
                self._incident_of.pop(one.report_id, None)
                editions = self._articles[area]
                del editions[one.report.article_id][one.report_id]
                if not editions[one.report.article_id]:
                    del editions[one.report.article_id]
            count += len(reports)
        return count


def version(one: Sighting) -> tuple[dt.datetime, str, bytes, bytes]:
    """What makes one version of a report newer than another, whichever arrives first."""
    report = one.report
    return (_edition(report), report.extractor_version, report.encode(), one.signature.tobytes())


def _edition(report: StrikeReport) -> dt.datetime:
    """When it was written; of two fetchings of an article that has no date, the earlier one is nearer to it."""
    moment = report.updated_at or report.published_at
    if moment is not None:
        return instant(moment)
    undated = dt.datetime.min.replace(tzinfo=dt.UTC)
    if report.period is not None and report.period.basis == "ingest":
        return undated + (dt.date.max - report.period.start)
    return undated
