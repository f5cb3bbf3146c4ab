"""Whether a run that was disturbed left what an undisturbed one leaves: to the last id, and byte by byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.alert import IncidentAlerts, WindowAlerts
from strikewatch.agents.broker import LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.resolve import resolve
from strikewatch.agents.topics import catalogue
from strikewatch.schemas import Alert, Article, DeadLetter, Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Record

SHOWN = 5


@dataclass
class Verdict:
    """What differs; empty where nothing does."""

    differences: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def compare(self, what: str, found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
        self.counts[what] = len(found)
        self._note(f"{what} lost", wanted.keys() - found.keys())
        self._note(f"{what} that should not be", found.keys() - wanted.keys())
        both = found.keys() & wanted.keys()
        self._note(f"{what} that differ", {key for key in both if found[key] != wanted[key]})

    def _note(self, what: str, names: set[str]) -> None:
        if names:
            self.differences[f"{len(names)} {what}"] = sorted(names)[:SHOWN]

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a run without faults leaves: what holds in the end, and the alerts that hold with it."""

    reports: tuple[StrikeReport, ...]
    incidents: tuple[Incident, ...]
    region_windows: tuple[RegionWindow, ...]
    alerts: tuple[Alert, ...]


def undisturbed(published: Sequence[Article | bytes], domain: Stages) -> Undisturbed:
    """The flow's stages one after the other, each once, over everything: no batches, no order, nothing sent twice."""
    reports = [
        report
        for one in published
        if isinstance(one, Article)
        for report in domain.enricher.enrich(domain.extractor.extract(one))
    ]
    incidents = resolve(reports, domain.policy)
    aggregator = domain.aggregator()
    by_incident = IncidentAlerts(domain.rules, policy="all")
    for incident in incidents:
        aggregator.apply(incident)
        by_incident.apply(incident)
    rows = aggregator.outputs()
    by_window = WindowAlerts(domain.rules, policy="all")
    for row in rows:
        by_window.apply(row)
    alerts = (*by_incident.outputs(), *by_window.outputs())
    return Undisturbed(tuple(reports), incidents, tuple(rows), alerts)


async def judge(settings: Settings, published: Sequence[Article | bytes], domain: Stages) -> Verdict:
    """Read every topic from its beginning, and compare its last records with those of a run without faults."""
    wanted = undisturbed(published, domain)
    poison = {one: number for number, one in enumerate(published) if isinstance(one, bytes)}
    verdict = Verdict()
    topics = catalogue(settings)
    async with LogReader(**client_options(settings)) as log:

        async def sent(topic: str, kind: type[Record]) -> list[tuple[str, Record]]:
            return [
                ((each.key or b"").decode(), kind.decode(each.value))
                for number in range(settings.partitions)
                async for each in log.read(topic, number)
            ]

        reports = await sent(topics.strike_reports.name, StrikeReport)
        incidents = dict(await sent(topics.incidents.name, Incident))
        windows = dict(await sent(topics.region_windows.name, RegionWindow))
        letters = await sent(topics.dead_letters.name, DeadLetter)
        alerts = [each for topic in topics.alerts.values() for each in await sent(topic.name, Alert)]
    verdict.compare(
        "reports",
        {one.report_id: one.encode() for _, one in reports if isinstance(one, StrikeReport)},
        {one.report_id: one.encode() for one in wanted.reports},
    )
    _compare_tables(verdict, incidents, windows, wanted)
    _compare_letters(verdict, letters, poison)
    _compare_alerts(verdict, [one for _, one in alerts if isinstance(one, Alert)], wanted)
    return verdict


def _compare_tables(
    verdict: Verdict, incidents: dict[str, Record], windows: dict[str, Record], wanted: Undisturbed
) -> None:
    def live(one: Record) -> bool:
        return isinstance(one, Incident) and not one.retracted and one.merged_into is None

    def full(row: Record) -> bool:
        return isinstance(row, RegionWindow) and not row.is_empty

    verdict.compare(
        "incidents",
        {key: one.encode() for key, one in incidents.items() if live(one)},
        {one.incident_id: one.encode() for one in wanted.incidents if live(one)},
    )
    verdict.compare(
        "region windows",
        {key: row.encode() for key, row in windows.items() if full(row)},
        {row.key: row.encode() for row in wanted.region_windows if full(row)},
    )


def _compare_letters(verdict: Verdict, letters: list[tuple[str, Record]], poison: dict[bytes, int]) -> None:
    """Every unreadable message as often as it was published, under an address each; nothing else."""
    by_address = {key: one.original for key, one in letters if isinstance(one, DeadLetter)}
    verdict.compare(
        "unreadable messages",
        {str(poison.get(original, -1)): b"" for original in by_address.values()},
        {str(number): b"" for number in poison.values()},
    )


def _compare_alerts(verdict: Verdict, alerts: list[Alert], wanted: Undisturbed) -> None:
    """Whatever holds in the end was raised, and stands. An alert that is live may be updated, or sent again as it is,
    and is never raised under a second identifier.
    """
    live: dict[tuple[str, str], str] = {}
    twice: set[str] = set()
    for one in alerts:
        key = (one.severity, one.fingerprint)
        if one.msg_type == "Cancel":
            live.pop(key, None)
        elif one.msg_type == "Alert" and live.setdefault(key, one.identifier) != one.identifier:
            twice.add(one.fingerprint)
    verdict.counts["alerts"] = len({one.fingerprint for one in alerts})
    holding = {f"{one.severity} {one.fingerprint}": one for one in wanted.alerts}
    standing = {f"{severity} {fingerprint}" for severity, fingerprint in live}
    lost = {name: _told(one.fingerprint, alerts) for name, one in holding.items() if name not in standing}
    kept = {lost.get(name, name): b"" for name in holding}
    verdict.compare("alerts that hold", dict.fromkeys(holding.keys() & standing, b""), kept)
    verdict.counts["alerts that held for a time"] = len(standing - holding.keys())
    verdict.compare("alerts raised twice", {_told(name, alerts): b"" for name in twice}, {})


def _told(fingerprint: str, alerts: list[Alert]) -> str:
    """An alert with all that was sent of it."""
    sent = (one for one in alerts if one.fingerprint == fingerprint)
    return f"{fingerprint}: " + ", ".join(
        f"{one.msg_type} {one.sequence} {one.identifier[:6]}" for one in sent
    )
