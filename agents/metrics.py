"""What Prometheus is told. Base units, closed label sets, nothing from an article's text as a label."""

from __future__ import annotations

from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_RECORDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Metrics:
    """All instruments of one process, on one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(f"strikewatch_{name}", about, labels, registry=registry)

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"strikewatch_{name}", about, labels, registry=registry)

        def histogram(name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"strikewatch_{name}", about, labels, registry=registry, buckets=buckets)

        self.registry = registry
        self.consumed = counter("records_consumed_total", "Records taken from a topic.", "topic")
        self.processed = counter(
            "records_processed_total", "Records done with, by outcome.", "stage", "outcome"
        )
        self.dead_lettered = counter(
            "records_dead_lettered_total", "Records that became dead letters.", "stage", "reason"
        )
        self.late = counter(
            "records_late_total", "Reports published a day or more before the latest one seen."
        )
        self.duplicate = counter("records_duplicate_total", "Records that a stage had already applied.")
        self.gaps = counter(
            "offset_gaps_total", "Offsets a stage was not given and read back itself.", "topic"
        )
        self.overwritten = counter(
            "overwritten_total",
            "Times that late messages stood over a partition's, and it was sent again.",
            "stage",
        )
        self.reports = counter(
            "reports_extracted_total",
            "Strike reports, by country and weapon class.",
            "country",
            "weapon_class",
        )
        self.alerts = counter("alerts_published_total", "Alerts sent.", "severity", "msg_type")
        self.rebalances = counter("rebalances_total", "Times partitions were handed out anew.")
        self.duration = histogram(
            "processing_duration_seconds", "Time per batch of a stage.", _SECONDS, "stage"
        )
        self.latency = histogram(
            "end_to_end_latency_seconds",
            "From an article's arrival to the stage's output.",
            _SECONDS,
            "stage",
        )
        self.batch = histogram("batch_size_records", "Records a stage took at once.", _RECORDS, "stage")
        self.recovery = histogram(
            "recovery_duration_seconds", "Time to read a partition's state back.", _SECONDS, "stage"
        )
        self.lag = gauge("consumer_lag_records", "Records not yet committed.", "topic", "partition")
        self.lag_seconds = gauge("consumer_lag_seconds", "Age of the record last taken, at its taking.")
        self.committed = gauge("committed_offset", "Committed offset.", "topic", "partition")
        self.last_commit = gauge("last_commit_timestamp_seconds", "When an offset last moved.")
        self.watermark = gauge("watermark_timestamp_seconds", "Latest event time seen.")
        self.keys = gauge("table_keys", "Outputs a stage holds.", "table")
        self.producer_buffer = gauge("producer_buffer_records", "Records sent and not yet acknowledged.")
        self.incidents = gauge("incidents", "Incidents in the 24 h window.", "region")
        self.killed = gauge("killed_best", "Killed (best figure) in the window.", "region", "window")
        self.rules_reload_good = gauge(
            "alert_rules_last_reload_successful", "Whether the rules file was right when it was last read."
        )
        self.rules_reloaded_at = gauge(
            "alert_rules_last_reload_success_timestamp_seconds", "When the rules in force were read."
        )
        build = gauge("build_info", "The running version.", "version")
        build.labels(version=version("strikewatch")).set(1)
