"""A view service in memory: tables filled with records, and a client that asks the app without a socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from prometheus_client import CollectorRegistry

from strikewatch.agents import reading, stages
from strikewatch.agents.replay import Replay, in_event_time
from strikewatch.agents.resolve import Policy
from strikewatch.agents.settings import Settings
from strikewatch.agents.view.application import application
from strikewatch.agents.view.freshness import Freshness
from strikewatch.agents.view.intake import UnavailableError
from strikewatch.agents.view.measures import Measures
from strikewatch.agents.view.tables import Change, Kind, Message, Position, Tables
from strikewatch.agents.view.view import View
from strikewatch.schemas import Alert, Article, Incident, RegionWindow, StrikeReport
from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import FastAPI

    from strikewatch.schemas import Record

SAMPLES = Path(__file__).parents[2] / "seeds" / "articles"
NOW = 1_750_000_000.0
TOKEN = "a token of the tests"  # noqa: S105  # opens nothing


@dataclass
class Clock:
    """Stands still, or moves on by `step` seconds whenever it is read."""

    now: float = NOW
    step: float = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def sample_records() -> list[Record]:
    """Every version of every record that the sample articles come to, in the order they would be written."""
    written: list[Record] = []
    run = Replay(stages.load(Settings()), "all", written.append)
    found = reading.read(reading.sources([str(SAMPLES)]), reading.Given())
    for article in in_event_time(each.article for each in found if each.article):
        run.publish(article)
    return written


def message(record: Record, offset: int = 0, partition: int = 0) -> Message | None:
    """The record as a message of its topic; None for records that the view does not read."""
    where = Position(partition, offset)
    kinds: dict[type[Record], tuple[Kind, str, str]] = {
        Incident: ("incident", "incidents", getattr(record, "incident_id", "")),
        RegionWindow: ("region-window", "region-windows", getattr(record, "key", "")),
        Alert: ("alert", f"alerts.{getattr(record, 'severity', '')}", getattr(record, "fingerprint", "")),
        StrikeReport: ("report", "strike-reports", getattr(record, "key", "")),
    }
    if type(record) not in kinds:
        return None
    kind, topic, key = kinds[type(record)]
    return Message(kind, topic, where, key, record.encode())


def messages(records: Iterable[Record]) -> list[Message]:
    """Each at an offset of its own, in their order."""
    return [one for offset, record in enumerate(records) if (one := message(record, offset)) is not None]


def view_of(records: Iterable[Record] = (), clock: Clock | None = None, **settings: Any) -> View:
    """A view that has read these records and is caught up."""
    tables = Tables(gazetteer.load().name_of)
    for one in messages(records):
        tables.apply(one)
    fresh = Freshness(caught_up=True, newest=NOW - 5, answered=NOW - 1)
    return View(
        Settings(bootstrap_servers="127.0.0.1:1", **settings),
        tables,
        fresh,
        Measures(CollectorRegistry()),
        Policy.from_seeds(),
        clock or Clock(),
    )


@dataclass
class Service:
    """An app over a view, and what was handed in to it; `broken`: the broker takes nothing."""

    view: View
    published: list[Article] = field(default_factory=list)
    broken: bool = False
    app: FastAPI = field(init=False)
    _offset: int = 1_000_000

    def __post_init__(self) -> None:
        self.app = application(self.view, self._publish, "test")

    async def _publish(self, article: Article) -> None:
        if self.broken:
            raise UnavailableError
        self.published.append(article)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False), base_url="http://view"
        )

    def take(self, record: Record) -> Change | None:
        """Let a record come in live."""
        self._offset += 1
        came = message(record, self._offset)
        assert came is not None
        return self.hand_on(self.view.tables.apply(came))

    def delete(self, kind: Kind, topic: str, key: str) -> Change | None:
        """Let a tombstone come in live."""
        self._offset += 1
        return self.hand_on(
            self.view.tables.apply(Message(kind, topic, Position(0, self._offset), key, None))
        )

    def hand_on(self, change: Change | None) -> Change | None:
        if change is not None:
            self.view.hub.publish(change)
        return change


def service(records: Iterable[Record] = (), clock: Clock | None = None, **settings: Any) -> Service:
    return Service(view_of(records, clock, **settings))
