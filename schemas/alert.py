"""A warning to subscribers, in the terms of CAP 1.2."""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeInt

from strikewatch.schemas.base import Instant, Model, Record
from strikewatch.schemas.incident import Severity

MsgType = Literal["Alert", "Update", "Cancel"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Area(Model):
    """Where it holds: ISO 3166-2 or alpha-2 code, name, and `[longitude, latitude]` where a point is known.

    Only a settlement has a point, never a region's or a country's middle; `radius_km` says how far off it may be.
    """

    region: str
    name: str
    point: tuple[float, float] | None = None
    radius_km: float | None = None


class AlertEvidence(Model):
    """A quote that fired the alert, and whose it is."""

    quote: str
    source: str | None = None
    report_id: str | None = None


class Alert(Record):
    """Topics `alerts.minor` .. `alerts.extreme`, key = fingerprint; one live alert per fingerprint.

    `identifier` is a hash of what the message says; `references` are the identifiers of the earlier messages
    about the same fingerprint, oldest first, `reference_times` when each was sent. `sequence` numbers them.
    `sent` is event time. An alert that changes severity moves to another topic: its copy on the former one gets
    a Cancel with `moved_to`.
    """

    identifier: str
    fingerprint: str
    rule: str
    sent: Instant
    msg_type: MsgType = "Alert"
    references: tuple[str, ...] = ()
    reference_times: tuple[Instant, ...] = ()
    sequence: NonNegativeInt = 0
    moved_to: Severity | None = None
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
