"""articles -> alerts without Kafka: the same pure stages, in event time, from a list of articles.

For research, backfills and tests. What comes out is what a worker would have left on its topics, since both
are functions of the same set of articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strikewatch.agents.alert import IncidentAlerts, WindowAlerts
from strikewatch.agents.resolve import Resolver
from strikewatch.agents.topics import country_of
from strikewatch.schemas import (
    Alert,
    Article,
    DeadLetter,
    Failure,
    Incident,
    RecordError,
    RegionWindow,
    StrikeReport,
)
from strikewatch.schemas.base import Record, instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from strikewatch.agents.aggregate import Aggregator
    from strikewatch.agents.stages import Stages


@dataclass(frozen=True, slots=True)
class Replayed:
    """The final state of every topic, each list in the order of its keys."""

    reports: list[StrikeReport]
    incidents: list[Incident]
    region_windows: list[RegionWindow]
    alerts: list[Alert]
    dead_letters: list[DeadLetter]


@dataclass(slots=True)
class _Country:
    """The folds that a partition holds; here one of each per country, which gives the same outputs."""

    resolver: Resolver
    aggregator: Aggregator
    by_incident: IncidentAlerts
    by_window: WindowAlerts


@dataclass(slots=True)
class Replay:
    """The flow in one process. `on_change` is told of every record that a topic would have received."""

    domain: Stages
    alerts_policy: Any = "all"
    on_change: Callable[[Record], None] = lambda _: None
    _countries: dict[str, _Country] = field(default_factory=dict)
    _state: dict[tuple[str, str], Record] = field(default_factory=dict)
    _count: int = 0

    def publish(self, article: Article) -> None:
        """One article through the whole flow."""
        self._count += 1
        try:
            mentions = self.domain.extractor.extract(article)
        except RecordError as error:
            self._put("dead", str(self._count), self._dead_letter(article, error))
            return
        for report in self.domain.enricher.enrich(mentions):
            self._put("report", report.report_id, report)
            country = self._country(country_of(report.key))
            country.resolver.apply(report)
            self._settle(country, country.resolver.outputs())

    def take(self, incident: Incident) -> None:
        """One incident, as resolved elsewhere, through what comes after."""
        self._settle(self._country(country_of(incident.place.area)), [incident])

    def settle(self) -> Replayed:
        """The final states."""
        chosen = {kind: [] for kind in ("report", "incident", "window", "alert", "dead")}  # type: dict[str, list[Any]]
        for (kind, _), record in sorted(self._state.items(), key=lambda item: item[0]):
            chosen[kind].append(record)
        return Replayed(
            chosen["report"], chosen["incident"], chosen["window"], chosen["alert"], chosen["dead"]
        )

    def _country(self, code: str) -> _Country:
        if code not in self._countries:
            domain = self.domain
            self._countries[code] = _Country(
                Resolver(domain.policy),
                domain.aggregator(),
                IncidentAlerts(domain.rules, policy=self.alerts_policy),
                WindowAlerts(domain.rules, policy=self.alerts_policy),
            )
        return self._countries[code]

    def _settle(self, country: _Country, incidents: Iterable[Incident]) -> None:
        for incident in incidents:
            if self._put("incident", incident.incident_id, incident):
                country.aggregator.apply(incident)
                country.by_incident.apply(incident)
        for window in country.aggregator.outputs():
            if self._put("window", window.key, window):
                country.by_window.apply(window)
        for alert in (*country.by_incident.outputs(), *country.by_window.outputs()):
            self._put("alert", f"{alert.severity} {alert.fingerprint}", alert)

    def _put(self, kind: str, key: str, record: Record) -> bool:
        """Replace and compare: whether it differs from what was there."""
        if self._state.get((kind, key)) == record:
            return False
        self._state[kind, key] = record
        self.on_change(record)
        return True

    def _dead_letter(self, article: Article, error: RecordError) -> DeadLetter:
        at = article.published_at
        return DeadLetter(
            stage="extract",
            error=Failure(type=error.reason, reason=str(error)),
            topic="articles",
            partition=0,
            offset=self._count - 1,
            key=article.article_id,
            value=article.encode().decode(),
            failed_at=instant(at) if at else datetime.fromtimestamp(0, UTC),
        )


def in_event_time(articles: Iterable[Article]) -> list[Article]:
    """Articles by publication, those without a date last; ties by id, so that the order is one."""
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(
        articles, key=lambda one: (instant(one.published_at) if one.published_at else last, one.article_id)
    )


def replay(
    articles: Sequence[Article],
    domain: Stages,
    *,
    alerts_policy: Any = "all",
    on_change: Callable[[Record], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """Replay `articles` in event time; `progress` is told how many are done."""
    run = Replay(domain, alerts_policy, on_change)
    for done, article in enumerate(in_event_time(articles), 1):
        run.publish(article)
        progress(done)
    return run.settle()
