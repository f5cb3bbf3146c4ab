"""What the view keeps of a record: what it is filtered and ordered by, and its bytes, ready to be sent."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from strikewatch.agents.aggregate import WINDOWS, contribution
from strikewatch.agents.aggregate.timing import NEVER
from strikewatch.schemas import Alert, Incident

if TYPE_CHECKING:
    from datetime import datetime

    from strikewatch.agents.aggregate import Contribution, Zones
    from strikewatch.schemas.base import Record

SEVERITIES = ("minor", "moderate", "severe", "extreme")
PACKING = 1
"""zlib's quickest: a third smaller already."""
UNDATED = -(1 << 40)
LEFT_OUT = {"ledger", "reports", "schema_version"}
"""Of an incident in a list: whoever wants its claims asks for the one."""


def packed(record: Record) -> bytes:
    """Canonical JSON, compressed: what is only needed when somebody asks for the one record."""
    return zlib.compress(record.encode(), PACKING)


def unpacked(content: bytes) -> bytes:
    """The canonical JSON again."""
    return zlib.decompress(content)


def utc(moment: datetime | None) -> str | None:
    """RFC 3339 with Z."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """One incident: what it is selected by, what it adds to the tables, its list item and its record.

    `moment` is when it is counted, in Unix seconds, UNDATED where nothing dates it; `killed` -1 where not stated.
    """

    incident_id: str
    region: str | None
    country: str
    scope: str
    severity: int
    grade: str
    weapons: frozenset[str]
    moment: int
    killed: int
    changed: int
    adds: Contribution | None
    item: bytes
    packed: bytes

    @property
    def gone(self) -> bool:
        """Merged into another, or withdrawn: answered by its id, listed nowhere."""
        return self.adds is None

    @property
    def strike(self) -> bool:
        """Whether it stands for a strike of its own in sums."""
        return self.adds is not None and self.adds.strike

    @property
    def anchor(self) -> datetime | None:
        """The instant it is counted at."""
        return None if self.adds is None else self.adds.anchor

    def incident(self) -> Incident:
        """The record."""
        return Incident.decode(unpacked(self.packed))


def incident_entry(incident: Incident, zones: Zones) -> IncidentEntry:
    """What is kept of an incident."""
    adds = contribution(incident, zones)
    changed = incident.last_changed or incident.last_reported
    killed = incident.casualties.killed
    return IncidentEntry(
        incident_id=incident.incident_id,
        region=incident.place.region,
        country=adds.country if adds else incident.place.country or "",
        scope=incident.scope,
        severity=SEVERITIES.index(incident.severity),
        grade=incident.grade,
        weapons=frozenset(weapon.weapon_class for weapon in incident.weapons),
        moment=UNDATED if adds is None or adds.anchor is None else int(adds.anchor.timestamp()),
        killed=-1 if killed is None else killed.value,
        changed=0 if changed is None else int(changed.timestamp()),
        adds=adds,
        item=_incident_item(incident, adds),
        packed=packed(incident),
    )


def _incident_item(incident: Incident, adds: Contribution | None) -> bytes:
    fields = incident.model_dump(mode="json", exclude=LEFT_OUT)
    counted = adds is not None and adds.reach != NEVER
    fields |= {
        "counted_at": utc(adds.anchor) if adds else None,
        "shortest_window": WINDOWS[adds.reach] if adds and counted else None,
        "report_count": len(incident.reports),
        "claim_count": len(incident.ledger),
        "superseded_count": sum(1 for entry in incident.ledger if not entry.live),
    }
    return _written(fields)


def _written(fields: dict[str, Any]) -> bytes:
    """Canonical JSON in no more memory than it needs: orjson leaves the buffer that it wrote into as it is."""
    return bytes(memoryview(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)))


@dataclass(frozen=True, slots=True)
class AlertEntry:
    """One alert's copy on one topic. `moved`: it goes on under another severity, this copy is not shown."""

    fingerprint: str
    rule: str
    area: str
    severity: int
    sent: datetime
    sequence: int
    live: bool
    moved: bool
    incident_ids: frozenset[str]
    item: bytes
    packed: bytes

    @property
    def country(self) -> str:
        return self.area.partition("-")[0]

    @property
    def rank(self) -> tuple[bool, bool, int, datetime, int]:
        """Of several copies of one fingerprint the greatest is shown."""
        return (not self.moved, self.live, self.sequence, self.sent, self.severity)

    def alert(self) -> Alert:
        """The record."""
        return Alert.decode(unpacked(self.packed))


def alert_entry(alert: Alert) -> AlertEntry:
    """What is kept of an alert."""
    live = alert.msg_type != "Cancel"
    fields = alert.model_dump(mode="json", exclude={"schema_version"})
    fields["state"] = "live" if live else "cancelled"
    return AlertEntry(
        fingerprint=alert.fingerprint,
        rule=alert.rule,
        area=alert.area.region,
        severity=SEVERITIES.index(alert.severity),
        sent=alert.sent,
        sequence=alert.sequence,
        live=live,
        moved=alert.moved_to is not None,
        incident_ids=frozenset(alert.incident_ids),
        item=_written(fields),
        packed=packed(alert),
    )
