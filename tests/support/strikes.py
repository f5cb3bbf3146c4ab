"""Incidents in a few words: `strike("UA-63", "2024-05-14", killed=3)` is one strike in the Kharkiv region that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from strikewatch.schemas import Casualties, Figure, Incident, LedgerEntry, Period, Place, Weapon

if TYPE_CHECKING:
    from strikewatch.schemas.period import TimeOfDay


def exactly(number: int) -> Figure:
    return Figure(low=number, best=number, high=number)


def at_least(number: int) -> Figure:
    return Figure(op="at_least", low=number, best=number)


def up_to(number: int) -> Figure:
    return Figure(op="at_most", best=number, high=number)


def figure(stated: int | Figure | None) -> Figure | None:
    return exactly(stated) if isinstance(stated, int) else stated


def place(area: str | None, name: str | None = None) -> Place:
    """A settlement of a region (`UA-63`), a whole country (`UA`), or nowhere known (None)."""
    region = area if area and "-" in area else None
    country = area.split("-")[0] if area else None
    level = "settlement" if region else "country"
    return Place(
        text=name or area or "?", name=name or area or "?", level=level, region=region, country=country
    )


def period(
    day: str | date | None, at: str | None = None, part: TimeOfDay | None = None, **more: Any
) -> Period | None:
    """A day, with a local clock time or part of the day where one is given."""
    if day is None:
        return None
    start = date.fromisoformat(day) if isinstance(day, str) else day
    precision = "minute" if at else "night" if part == "night" else "day"
    content = {
        "start": start,
        "end": start,
        "precision": precision,
        "basis": "explicit",
        "time_of_day": part,
        **more,
    }
    return Period(at=time.fromisoformat(at) if at else None, **content)


def munitions(
    weapon_class: Any, launched: int | None = None, intercepted: int | None = None, **more: Any
) -> Weapon:
    return Weapon(
        weapon_class=weapon_class, launched=figure(launched), intercepted=figure(intercepted), **more
    )


def moment(text: str | datetime) -> datetime:
    """`2024-05-14 09:00`, UTC."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=UTC)


def strike(
    area: str | None,
    day: str | date | None,
    at: str | None = None,
    *,
    id: str | None = None,  # noqa: A002  # reads as in the record
    killed: int | Figure | None = None,
    injured: int | Figure | None = None,
    reported: str | datetime | None = None,
    part: TimeOfDay | None = None,
    **more: Any,
) -> Incident:
    """One incident; first and last reported six hours after its day began unless `reported` says otherwise."""
    when = more.pop("period", None) or period(day, at, part)
    told = moment(reported) if reported else None
    if told is None and when is not None:
        told = datetime.combine(when.end, time(18), tzinfo=UTC) + timedelta(minutes=7)
    content: dict[str, Any] = {
        "incident_id": id or f"{area} {day} {at or part or ''}".strip(),
        "revision": 1,
        "place": place(area),
        "period": when,
        "casualties": Casualties(killed=figure(killed), injured=figure(injured)),
        "outcome": "impact",
        "reports": ("report-1",),
        "sources": ("Example Wire",),
        "grade": "fair",
        "first_reported": told,
        "last_reported": told,
        "last_changed": told,
        **more,
    }
    return Incident(**content)


def tombstone(incident: Incident, merged_into: str | None = None) -> Incident:
    """The incident after it was merged into another, or lost its last report."""
    return incident.model_copy(
        update={
            "retracted": True,
            "merged_into": merged_into,
            "change_reason": "merged" if merged_into else "retracted",
        }
    )


def claim(
    field: str, number: int, *, live: bool = True, quote: str = "", source: str = "Example Wire"
) -> LedgerEntry:
    return LedgerEntry(
        field=field, report_id=f"report-{number}", article_id=f"article-{number}", source=source,
        figure=exactly(number), quote=quote, live=live,
    )  # fmt: skip
