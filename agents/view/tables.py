"""The tables in memory: the last record of every key, whatever order and how often the records come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from strikewatch.agents.aggregate import Aggregator, Zones, seeded_zones
from strikewatch.agents.view.entries import AlertEntry, IncidentEntry, alert_entry, incident_entry, packed
from strikewatch.schemas import Alert, Incident, RecordError, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Kind = Literal["incident", "region-window", "alert", "report"]


class Position(NamedTuple):
    """Where a message stands in its topic: of two messages with one key the later stands."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one of the topics; `topic` tells alerts of one severity from those of another."""

    kind: Kind
    topic: str
    position: Position
    key: str
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a message changed: the entry that is there now, None where none is (or none that is shown)."""

    kind: Kind
    key: str
    entry: IncidentEntry | AlertEntry | RegionWindow | None = None


@dataclass(slots=True)
class Tables:
    """A function of the set of messages applied: a later message of a key replaces, an earlier one is passed over.

    `names` gives the name of a region's or country's code. `version` grows with every change.
    """

    names: Callable[[str], str]
    zones: Zones = field(default_factory=seeded_zones)
    version: int = 0
    incidents: dict[str, IncidentEntry] = field(default_factory=dict)
    windows: dict[str, RegionWindow] = field(default_factory=dict)
    reports: dict[str, bytes] = field(default_factory=dict)
    _copies: dict[str, dict[str, AlertEntry]] = field(default_factory=dict)
    _positions: dict[tuple[str, str], Position] = field(default_factory=dict)
    _rolling: Aggregator = field(init=False)

    def __post_init__(self) -> None:
        self._rolling = Aggregator(self.names, "event", self.zones)

    def apply(self, message: Message) -> Change | None:
        """Take a message in; None where it changes nothing that is shown.

        Raises:
            RecordError: it is none of ours; nothing is changed.
        """
        if message.kind == "report":
            self._report(message)
            return None
        record = None if message.value is None else _decoded(message.kind, message)
        address = (message.topic, message.key)
        known = self._positions.get(address)
        if known is not None and message.position <= known:
            return None
        self._positions[address] = message.position
        if message.kind == "alert":
            change = self._alert(message, record)
        elif message.kind == "incident":
            change = self._incident(message.key, record)
        else:
            change = self._window(message.key, record)
        self.version += change is not None
        return change

    def alert(self, fingerprint: str) -> AlertEntry | None:
        """The copy of an alert that is shown; None where all have moved or gone."""
        shown = max(
            self._copies.get(fingerprint, {}).values(), key=lambda copy: (copy.rank, copy.item), default=None
        )
        return None if shown is None or shown.moved else shown

    def alerts(self) -> list[AlertEntry]:
        """Every alert that is shown, one a fingerprint, in no particular order."""
        return [shown for name in self._copies if (shown := self.alert(name)) is not None]

    @property
    def alert_count(self) -> int:
        """Alerts held, those that have moved or ended too."""
        return len(self._copies)

    def prepare(self) -> None:
        """Make the sums that `rows_at` rests on, so that nobody who asks has to wait for them."""
        if self.as_of is not None:
            self.rows_at(self.as_of)

    def rows_at(self, moment: datetime) -> list[RegionWindow]:
        """The tables as of any instant, from what is known now."""
        return self._rolling.at(moment)

    @property
    def as_of(self) -> datetime | None:
        """Event time: the latest end of any table."""
        return max((row.window_end for row in self.windows.values()), default=None)

    def _report(self, message: Message) -> None:
        """Kept by its own id: several share a key, and the topic is not compacted."""
        if message.value is None:
            return
        report = StrikeReport.decode(message.value)
        address = ("report", report.report_id)
        known = self._positions.get(address)
        if known is None or message.position > known:
            self._positions[address] = message.position
            self.reports[report.report_id] = packed(report)
            self.version += 1

    def _incident(self, key: str, record: object) -> Change | None:
        former = self.incidents.pop(key, None)
        if isinstance(record, Incident):
            new = self.incidents[key] = incident_entry(record, self.zones)
            self._rolling.replace(key, new.adds)
            if former is not None and former.packed == new.packed:
                return None
            return Change("incident", key, None if new.gone else new)
        if former is None:
            return None
        self._rolling.replace(key, None)
        return Change("incident", key)

    def _window(self, key: str, record: object) -> Change | None:
        former = self.windows.pop(key, None)
        if isinstance(record, RegionWindow):
            self.windows[key] = record
            return None if record == former else Change("region-window", key, record)
        return None if former is None else Change("region-window", key)

    def _alert(self, message: Message, record: object) -> Change | None:
        fingerprint = message.key
        former = self.alert(fingerprint)
        copies = self._copies.setdefault(fingerprint, {})
        copies.pop(message.topic, None)
        if isinstance(record, Alert):
            copies[message.topic] = alert_entry(record)
        if not copies:
            del self._copies[fingerprint]
        shown = self.alert(fingerprint)
        return None if shown == former else Change("alert", fingerprint, shown)


def _decoded(kind: Kind, message: Message) -> Incident | RegionWindow | Alert:
    record: Incident | RegionWindow | Alert
    if kind == "incident":
        record = Incident.decode(message.value)
        own = record.incident_id
    elif kind == "region-window":
        record = RegionWindow.decode(message.value)
        own = record.key
    else:
        record = Alert.decode(message.value)
        own = record.fingerprint
    if own != message.key:
        raise RecordError("key_mismatch", f"the key is {message.key[:80]!r}, the record's own {own[:80]!r}")
    return record
