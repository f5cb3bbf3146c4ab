"""When an incident counts: the interval its sources place it in, the instant it is counted at, the windows it fits.

One rule for every precision: an incident is counted at the middle of the interval that is known of it, though
not after it was first reported, and only in windows at least as long as that interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, get_args

from strikewatch.schemas.base import instant
from strikewatch.schemas.region_window import Window

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.period import Period, TimeOfDay

WINDOWS: tuple[Window, ...] = get_args(Window)
WINDOW_HOURS: dict[Window, int] = {"1h": 1, "6h": 6, "24h": 24, "7d": 168, "30d": 720, "365d": 8760}
ONE_HOUR, PART_OF_DAY, ONE_DAY, ONE_WEEK, ONE_MONTH, ONE_YEAR, NEVER = range(7)
"""Positions in WINDOWS: the shortest window in which an incident counts; NEVER when known to no year."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = time(12)
PARTS: dict[TimeOfDay, int] = {"night": 0, "morning": 6, "day": 12, "evening": 18}
"""Local hour at which each quarter of the day begins."""
COARSE = {"week": ONE_WEEK, "month": ONE_MONTH, "year": ONE_YEAR}
LONGEST = ((2, ONE_DAY), (7, ONE_WEEK), (31, ONE_MONTH), (366, ONE_YEAR))
"""Most days a period may have for each reach.

Two days ("overnight", "since yesterday") count in 24h, a calendar month in 30d, a leap year in 365d: their middle
is what matters, and a report that says as much is of that day, that month, that year.
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """Interval (UTC), the instant counted at, and the shortest window it counts in (a position in WINDOWS)."""

    start: datetime
    end: datetime
    anchor: datetime
    reach: int


def hour_of(moment: datetime) -> int:
    """The number of the hour (since 1970) that ends at or after an instant: hour n is `(n - 1, n]`."""
    return -((EPOCH - moment) // HOUR)


def end_of(hour: int) -> datetime:
    """The instant at which an hour ends."""
    return EPOCH + hour * HOUR


def reported_by(moment: datetime | None) -> datetime | None:
    """The instant by which something was published.

    Incidents carry instants; a publication date without a clock time reaches us as midnight UTC, and stands
    for the end of that day.
    """
    if moment is None:
        return None
    moment = instant(moment)
    return moment + DAY if moment.time() == time.min else moment


def _local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _night_into_morning(period: Period) -> bool:
    return period.end - period.start == DAY


def _clock_time(period: Period, zone: ZoneInfo) -> Timing | None:
    """`at`, on the first day; in a night that spans two days, hours before noon are the second day's."""
    if period.at is None or period.end - period.start > DAY:
        return None
    day = period.end if _night_into_morning(period) and period.at < NOON else period.start
    moment = _local(day, period.at.replace(tzinfo=None), zone)
    return Timing(moment, moment, moment, ONE_HOUR)


def _part_of_day(period: Period, zone: ZoneInfo) -> Timing | None:
    """A quarter of a day; the night between two days is the second day's first quarter."""
    part = period.time_of_day or ("night" if period.precision == "night" else None)
    single = period.start == period.end
    if part is None or not (single or (part == "night" and _night_into_morning(period))):
        return None
    first = PARTS[part]
    start = _local(period.end, time(first), zone)
    end = (
        _local(period.end + DAY, time.min, zone)
        if part == "evening"
        else _local(period.end, time(first + 6), zone)
    )
    return Timing(start, end, start + (end - start) / 2, PART_OF_DAY)


def _days(period: Period, zone: ZoneInfo) -> Timing:
    start, end = _local(period.start, time.min, zone), _local(period.end + DAY, time.min, zone)
    length = (period.end - period.start).days + 1
    fits = next((reach for most, reach in LONGEST if length <= most), NEVER)
    return Timing(start, end, start + (end - start) / 2, max(fits, COARSE.get(period.precision, ONE_DAY)))


def interval(period: Period, zone: ZoneInfo) -> Timing:
    """What a period says about the instant of a strike, in the local time of `zone`.

    A date that only the publication gives stands for the day of publication, however wide it was drawn.
    """
    if period.basis == "publication" and period.start != period.end and period.time_of_day is None:
        period = period.model_copy(update={"start": period.end, "precision": "day"})
    return _clock_time(period, zone) or _part_of_day(period, zone) or _days(period, zone)


def timing(incident: Incident, zone: ZoneInfo) -> Timing | None:
    """When an incident counts; None when nothing says when it was.

    Without a period the day of first publication stands in, except for historical incidents: an old strike
    is never placed in the present.
    """
    first = incident.first_reported or incident.last_reported
    if incident.period is not None:
        found = interval(incident.period, zone)
    elif first is not None and incident.modality == "current":
        day = instant(first).astimezone(zone).date()
        start, end = _local(day, time.min, zone), _local(day + DAY, time.min, zone)
        found = Timing(start, end, start + (end - start) / 2, ONE_DAY)
    else:
        return None
    known = reported_by(incident.first_reported)
    if known is not None and found.start <= known < found.anchor:
        return Timing(found.start, found.end, known, found.reach)
    return found
