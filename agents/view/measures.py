"""What Prometheus is told of the view service. Closed label sets: routes are templates, never addresses."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from strikewatch.agents.view.freshness import Freshness
    from strikewatch.agents.view.tables import Tables

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Measures:
    """All instruments of one view service, on one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(f"strikewatch_view_{name}", about, labels, registry=registry)

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"strikewatch_view_{name}", about, labels, registry=registry)

        self.registry = registry
        self.requests = counter("requests_total", "Requests answered.", "route", "method", "status")
        self.duration = Histogram(
            "strikewatch_view_request_duration_seconds",
            "From a request to the end of its answer; streams are left out.",
            ["route"],
            registry=registry,
            buckets=_SECONDS,
        )
        self.records = counter("records_total", "Records read, by what became of them.", "topic", "outcome")
        self.articles = counter("articles_total", "Articles handed in over HTTP.", "outcome")
        self.events = counter("stream_events_total", "Events handed to clients of the stream.", "event")
        self.dropped = counter("stream_clients_dropped_total", "Clients dropped for reading too slowly.")
        self.clients = gauge("stream_clients", "Clients that listen to the stream.")
        self.caught_up = gauge("caught_up", "1 once all that was on the topics at the start has been read.")
        self.lag = gauge("lag_records", "Records on a topic and not read.", "topic")
        self.newest = gauge("newest_record_timestamp_seconds", "When the newest record read was written.")
        self.answered = gauge("broker_answer_timestamp_seconds", "When the broker last answered.")
        self.keys = gauge("table_keys", "Records held in memory.", "table")
        build = Gauge("strikewatch_build_info", "The running version.", ["version"], registry=registry)
        build.labels(version=version("strikewatch")).set(1)

    def sample(self, freshness: Freshness, tables: Tables, clients: int) -> None:
        """Set the gauges to how things stand."""
        self.caught_up.set(freshness.caught_up)
        for topic in {topic for topic, _ in freshness.lag}:
            self.lag.labels(topic).set(freshness.behind_on(topic))
        self.newest.set(freshness.newest)
        self.answered.set(freshness.answered)
        self.clients.set(clients)
        for table, held in (
            ("incidents", tables.incidents),
            ("region-windows", tables.windows),
            ("reports", tables.reports),
        ):
            self.keys.labels(table).set(len(held))
        self.keys.labels("alerts").set(tables.alert_count)
