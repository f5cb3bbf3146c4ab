"""Incidents as CSV in ACLED's columns (ACLED codebook, data export), followed by what ACLED has no column for.

Where we differ: `fatalities` is empty where no source states any, since not stated is not 0; actors are countries;
what sides, civilian targeting and source scale would need is not known, so those columns are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.export.sheet import Cell, sheet
from strikewatch.schemas import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strikewatch.schemas import Incident, Period

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision", "source", "notes",
    "fatalities", "timestamp",
    "fatalities_low", "fatalities_high", "injured", "injured_low", "injured_high",
    "weapons", "launched", "intercepted", "targets", "outcome", "time_of_day", "country_code", "admin1_code",
    "grade", "attribution_grade", "severity", "scope", "possible_duplicates",
)  # fmt: skip
AIR = frozenset({"drone", "bomb"})
GROUND = frozenset({"missile", "artillery"})
GEO_PRECISION = {1: 1, 2: 2, 3: 2}
"""UCDP's where_prec -> ACLED's geo_precision: 1 the place, 2 near it or its district; 3 a larger region."""
REGION = 3
WEEK = 7


def acled_sheet(incidents: Iterable[Incident], names: Callable[[str], str]) -> str:
    """CSV under COLUMNS, a line each; `names` gives the name of a country's or region's code."""
    return sheet(COLUMNS, (_row(incident, names) for incident in incidents))


def sub_event_type(incident: Incident) -> str:
    """By weapon: drones and bombs come by air, the rest is fired; empty where no weapon is named."""
    used = {weapon.weapon_class for weapon in incident.weapons}
    if used & AIR:
        return "Air/drone strike"
    return "Shelling/artillery/missile attack" if used & GROUND else ""


def time_precision(period: Period) -> int:
    """1: the day is known, a night of two dates too; 2: within a week; 3: longer."""
    days = (period.end - period.start).days + 1
    if period.precision in {"month", "year"} or days > WEEK:
        return 3
    return 1 if days == 1 or _is_night(period) else 2


def _is_night(period: Period) -> bool:
    return "night" in {period.precision, period.time_of_day} and (period.end - period.start).days == 1


def _row(incident: Incident, names: Callable[[str], str]) -> dict[str, Cell]:
    return {**_event(incident), **_place(incident, names), **_figures(incident), **_ours(incident)}


def _event(incident: Incident) -> dict[str, Cell]:
    when = incident.period
    day = None if when is None else when.end if _is_night(when) else when.start
    changed = incident.last_changed or incident.last_reported
    return {
        "event_id_cnty": incident.incident_id,
        "event_date": None if day is None else f"{day}",
        "year": None if day is None else day.year,
        "time_precision": None if when is None else time_precision(when),
        "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": sub_event_type(incident),
        "source": "; ".join(incident.sources),
        "notes": " ".join(_quotes(incident)),
        "timestamp": None if changed is None else int(changed.timestamp()),
    }


def _quotes(incident: Incident) -> list[str]:
    """The words of the claims in force, each once, with whose they are."""
    told = [
        f"“{entry.quote}” ({entry.speaker or entry.source or 'not named'})"
        for entry in incident.ledger
        if entry.live and entry.quote
    ]
    return list(dict.fromkeys(told))


def _place(incident: Incident, names: Callable[[str], str]) -> dict[str, Cell]:
    place = incident.place
    return {
        "actor1": names(incident.attacker) if incident.attacker else None,
        "country": names(place.country) if place.country else None,
        "admin1": names(place.region) if place.region else None,
        "admin2": place.admin2,
        "location": f"{place.name}: {place.feature}" if place.feature else place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geo_precision": GEO_PRECISION.get(place.precision, REGION),
        "country_code": place.country,
        "admin1_code": place.region,
    }


def _figures(incident: Incident) -> dict[str, Cell]:
    killed, injured = incident.casualties.killed or Figure(), incident.casualties.injured or Figure()
    return {
        "fatalities": _value(incident.casualties.killed),
        "fatalities_low": killed.low,
        "fatalities_high": killed.high,
        "injured": _value(incident.casualties.injured),
        "injured_low": injured.low,
        "injured_high": injured.high,
    }


def _value(stated: Figure | None) -> int | None:
    return None if stated is None else stated.value


def _ours(incident: Incident) -> dict[str, Cell]:
    when = incident.period
    return {
        "weapons": "; ".join(dict.fromkeys(one.model or one.weapon_class for one in incident.weapons)),
        "launched": _counted(incident, "launched"),
        "intercepted": _counted(incident, "intercepted"),
        "targets": "; ".join(incident.targets),
        "outcome": incident.outcome,
        "time_of_day": None if when is None else when.time_of_day,
        "grade": incident.grade,
        "attribution_grade": incident.attribution_grade,
        "severity": incident.severity,
        "scope": incident.scope,
        "possible_duplicates": "; ".join(incident.possible_duplicates),
    }


def _counted(incident: Incident, metric: str) -> str:
    """`drone 36; missile 28`: the best figures as stated, never added up."""
    stated: list[tuple[str, Figure | None]] = [
        (one.model or one.weapon_class, getattr(one, metric)) for one in incident.weapons
    ]
    return "; ".join(f"{name} {number.value}" for name, number in stated if number is not None)
