"""The shapes of the answers, for the OpenAPI document: what docs/api.md explains. The answers are made of bytes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from strikewatch.agents.view.entries import LEFT_OUT
from strikewatch.agents.view.parameters import Moment
from strikewatch.schemas import (
    Alert,
    Casualties,
    Claim,
    Figure,
    Incident,
    LedgerEntry,
    Period,
    Place,
    RegionWindow,
    Weapon,
)
from strikewatch.schemas.incident import Grade, Severity
from strikewatch.schemas.region_window import Window
from strikewatch.schemas.strike_report import Modality, Outcome
from strikewatch.schemas.weapon import WeaponClass

WINDOWS: tuple[Window, ...] = get_args(Window)
WEAPONS: tuple[WeaponClass, ...] = get_args(WeaponClass)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class Answer(BaseModel):
    """Exactly these fields."""

    model_config = ConfigDict(extra="forbid")


def _without(record: type[BaseModel], name: str, left_out: set[str], **more: Any) -> type[BaseModel]:
    """A record without some fields, and with others."""
    kept = {
        field: (info.annotation, info)
        for field, info in record.model_fields.items()
        if field not in left_out | {"schema_version"}
    }
    fields: dict[str, Any] = {**kept, **more}
    return create_model(name, __base__=Answer, __doc__=f"As in a list; see {record.__name__}.", **fields)


IncidentItem = _without(
    Incident,
    "IncidentItem",
    LEFT_OUT,
    counted_at=(datetime | None, ...),
    shortest_window=(Window | None, ...),
    report_count=(int, ...),
    claim_count=(int, ...),
    superseded_count=(int, ...),
)
AlertItem = _without(Alert, "AlertItem", set(), state=(Literal["live", "cancelled"], ...))


class Problem(Answer):
    """What went wrong and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Status(Answer):
    version: str
    caught_up: bool
    stale: bool
    lag_records: int
    newest_record_at: datetime | None
    newest_record_age_seconds: float | None
    broker_answered_seconds_ago: float | None
    as_of: datetime | None
    first_strike_at: datetime | None
    last_strike_at: datetime | None
    incidents: int
    regions: int
    alerts: int
    reports: int
    unreadable: int
    windows: list[Window]
    weapon_classes: list[WeaponClass]
    severities: list[Severity]
    articles_accepted: bool
    stream_clients: int


class RegionPage(Answer):
    window: Window
    at: datetime | None
    items: list[RegionWindow]
    total: int
    next: str | None


class Region(Answer):
    region: str
    region_name: str
    country: str
    at: datetime | None
    windows: dict[Window, RegionWindow]


class Series(Answer):
    incidents: list[int]
    killed: list[int]
    injured: list[int]
    launched: list[int]
    intercepted: list[int]


class WeaponSeries(Answer):
    incidents: list[int]
    launched: list[int]
    intercepted: list[int]


class AreaSeries(Series):
    region: str
    country: str


class TimelineAnswer(Answer):
    start: datetime
    end: datetime
    bucket: Literal["hour", "day"]
    bucket_seconds: int
    buckets: int
    too_coarse: int
    total: Series
    weapons: dict[WeaponClass, WeaponSeries]
    areas: list[AreaSeries]


class IncidentPage(Answer):
    items: list[IncidentItem]  # type: ignore[valid-type]  # made above
    total: int
    next: str | None


class Superseded(Answer):
    claim: LedgerEntry
    because: str


class FigureAccount(Answer):
    field: str
    figure: Figure | None
    live: list[LedgerEntry]
    superseded: list[Superseded]


class KnownState(Answer):
    known_at: datetime | None
    reports: int
    casualties: Casualties
    weapons: list[Weapon]
    grade: Grade
    severity: Severity
    change_reason: str


class Report(Answer):
    report_id: str
    article_id: str
    source: str | None
    title: str | None
    url: str | None
    published_at: datetime | date | None
    language: str
    modality: Modality
    place: Place
    period: Period | None
    weapons: list[Weapon]
    casualties: Casualties
    outcome: Outcome
    claims: list[Claim]
    confidence: float
    reasons: list[str]


class IncidentAccount(Answer):
    incident: Incident
    counted_at: datetime | None
    shortest_window: Window | None
    figures: list[FigureAccount]
    history: list[KnownState]
    reports: list[Report]
    reports_gone: int


class AlertPage(Answer):
    items: list[AlertItem]  # type: ignore[valid-type]  # made above
    total: int
    next: str | None


class HandedIn(BaseModel):
    """An article as it may be handed in: see Article; fields that are not known are left aside."""

    model_config = ConfigDict(extra="ignore", strict=True)

    schema_version: Literal[1] = 1
    article_id: Annotated[str, Field(max_length=200)] = ""
    source: Annotated[str, Field(max_length=200)] | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    title: str | None = None
    text: Annotated[str, Field(min_length=1, pattern=r"[^\s\x1c-\x1f]")]
    language: Annotated[str, Field(max_length=35)] | None = None
    published_at: Moment | None = None
    fetched_at: Moment | None = None
    updated_at: Moment | None = None


class Accepted(Answer):
    article_id: str


class Health(Answer):
    status: Literal["ok", "unavailable"]
    reason: str | None
