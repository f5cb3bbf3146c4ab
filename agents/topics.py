"""Every topic: its name, record, key, partitions and cleanup, declared here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from aiokafka.partitioner import murmur2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strikewatch.agents.settings import Settings

Cleanup = Literal["delete", "compact"]
SEVERITIES = ("minor", "moderate", "severe", "extreme")
DAY_MS = 86_400_000
FOREVER = -1
COMPACTION = {"segment.ms": "3600000", "min.cleanable.dirty.ratio": "0.1"}
"""Kafka never compacts the segment it writes to, and leaves half of a log uncompacted, as a rule: all of it would be
read back whenever a partition moves."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic as Kafka is to be told about it; `retention_ms` -1 keeps for ever."""

    name: str
    record: str
    key: str
    partitions: int
    cleanup: Cleanup
    retention_ms: int
    max_message_bytes: int
    about: str

    @property
    def configs(self) -> dict[str, str]:
        """Kafka's own configuration keys.

        What workers write is stamped by the broker: retention must not go by the clock of a worker that is wrong,
        and Kafka refuses what is stamped an hour ahead of its own.
        """
        configs = {
            "cleanup.policy": self.cleanup,
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(self.max_message_bytes),
            "message.timestamp.type": "CreateTime" if self.record == "Article" else "LogAppendTime",
        }
        return configs | COMPACTION if self.cleanup == "compact" else configs

    def partition_of(self, key: str) -> int:
        """The partition of a key, as every Kafka client's default partitioner computes it."""
        return _hashed(key) % self.partitions


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one installation.

    `incidents`, `region-windows` and `alerts.*` are partitioned by country, whatever their key, the others
    by their key: so one worker sees all of a region's reports, and one all of a country's incidents.
    """

    articles: TopicSpec
    strike_reports: TopicSpec
    incidents: TopicSpec
    region_windows: TopicSpec
    alerts: dict[str, TopicSpec]
    dead_letters: TopicSpec

    def __iter__(self) -> Iterator[TopicSpec]:
        yield from (self.articles, self.strike_reports, self.incidents, self.region_windows)
        yield from self.alerts.values()
        yield self.dead_letters


def catalogue(settings: Settings) -> Topics:
    """The topics as `settings` wants them."""

    def spec(  # noqa: PLR0917  # a row of the table below
        name: str, record: str, key: str, cleanup: Cleanup, days: int, about: str
    ) -> TopicSpec:
        retention = FOREVER if days < 0 else days * DAY_MS
        return TopicSpec(
            settings.topic_prefix + name, record, key, settings.partitions, cleanup, retention,
            settings.max_message_bytes, about,
        )  # fmt: skip

    keep = settings.retention_days
    return Topics(
        articles=spec("articles", "Article", "article_id", "delete", keep, "news, as publishers hand it in"),
        strike_reports=spec(
            "strike-reports", "StrikeReport", "region", "delete", keep, "one strike as one article tells it"
        ),
        incidents=spec("incidents", "Incident", "incident_id", "compact", -1, "one real strike"),
        region_windows=spec(
            "region-windows", "RegionWindow", "region|window", "compact", -1, "the rolling tables"
        ),
        alerts={
            severity: spec(f"alerts.{severity}", "Alert", "fingerprint", "compact", -1, f"{severity} alerts")
            for severity in SEVERITIES
        },
        dead_letters=spec(
            "dead-letters",
            "DeadLetter",
            "topic/partition/offset",
            "delete",
            keep,
            "what could not be processed",
        ),
    )


@lru_cache(
    maxsize=4096
)  # in Python it takes longer than sending, and the keys are few: regions and countries
def _hashed(key: str) -> int:
    return int(murmur2(key.encode()) & 0x7FFFFFFF)


def country_of(area: str) -> str:
    """The country of a region or country code: `UA-63` and `UA` are both `UA`."""
    return area.partition("-")[0]
