"""A warning to subscribers, in the terms of CAP 1.2."""

from __future__ import annotations

from typing import Literal

from strikewatch.schemas.base import Instant, Model, Record
from strikewatch.schemas.incident import Severity

MsgType = Literal["Alert", "Update", "Cancel"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Area(Model):
    """Where it holds: ISO 3166-2 or alpha-2 code, name, and `[longitude, latitude]` where a point is known."""

    region: str
    name: str
    point: tuple[float, float] | None = None


class AlertEvidence(Model):
    """A quote that fired the alert, and whose it is."""

    quote: str
    source: str | None = None
    report_id: str | None = None


class Alert(Record):
    """Topics `alerts.minor` .. `alerts.extreme`, key = fingerprint; one live alert per fingerprint."""

    identifier: str
    fingerprint: str
    rule: str
    sent: Instant
    msg_type: MsgType = "Alert"
    references: tuple[str, ...] = ()
    event: str
    urgency: Urgency = "Past"
    severity: Severity
    certainty: Certainty = "Unknown"
    onset: Instant | None = None
    expires: Instant | None = None
    area: Area
    headline: str
    description: str = ""
    incident_ids: tuple[str, ...] = ()
    values: dict[str, int | float | str | bool | None] = {}
    evidence: tuple[AlertEvidence, ...] = ()
