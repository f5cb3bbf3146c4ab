"""Figures, ranges, periods and places in a few characters."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.schemas import Casualties, Figure, Period, Place, Range, Weapon

NOTHING = "-"
WEAPONS = {
    "drone": "drones",
    "missile": "missiles",
    "bomb": "bombs",
    "artillery": "artillery",
    "all": "all kinds",
}

_CONTROLS = {number: "\ufffd" for number in (*range(32), *range(127, 160)) if chr(number) not in "\n\t"}


def clean(text: str) -> str:
    """Others' text with what could steer a terminal replaced, one character for one."""
    return text.translate(_CONTROLS)


def one_line(text: str) -> str:
    """The same without line breaks and runs of blanks."""
    return " ".join(clean(text).split())


def figure(stated: Figure | None) -> str:
    """`8`, `8+` (at least), `≤30` (at most), `~12` (about), `3-4`; a vague one as the text words it."""
    if stated is None:
        return NOTHING
    if stated.op == "vague" and stated.text:
        return clean(stated.text)
    if stated.op == "between" and stated.low is not None and stated.high is not None:
        number = f"{stated.low:,}-{stated.high:,}"
    else:
        signs = {"at_least": "{}+", "vague": "{}+", "at_most": "≤{}", "about": "~{}"}
        number = signs.get(stated.op, "{}").format(f"{stated.value:,}")
    return f"+{number}" if stated.delta else number


def spread(stated: Figure | Range | None) -> str:
    """The best figure, and the low and high in brackets where sources differ; an open end is `+`."""
    if stated is None:
        return NOTHING
    best = stated.best if stated.best is not None else (stated.low or stated.high or 0)
    low, high = stated.low if stated.low is not None else best, stated.high
    if low == best == high:
        return f"{best:,}"
    if high is None:
        return f"{best:,}+" if low == best else f"{best:,} ({low:,}+)"
    return f"{best:,} ({low:,}-{high:,})"


def period(when: Period | None) -> str:
    """Days, and the clock time or time of day where it is known: `2022-12-18/19 night`."""
    if when is None:
        return NOTHING
    days = f"{when.start}"
    if when.end != when.start:
        same_month = (when.end.year, when.end.month) == (when.start.year, when.start.month)
        same_year = when.end.year == when.start.year
        days += f"/{when.end:%d}" if same_month else f"/{when.end:%m-%d}" if same_year else f" to {when.end}"
    moment = f"{when.at:%H:%M}" if when.at else when.time_of_day
    return f"{days} {moment}" if moment else days


def moment(stamp: date | None) -> str:
    """A day, or an instant in UTC to the minute."""
    if stamp is None:
        return ""
    return f"{stamp:%Y-%m-%d %H:%M}" if isinstance(stamp, datetime) else f"{stamp}"


def place(where: Place) -> str:
    """Name, the object hit in it, and the region's code, or the country's."""
    area = where.region or where.country
    name = f"{where.name}: {where.feature}" if where.feature else where.name
    return clean(name if area is None or where.level == "country" else f"{name} ({area})")


def weapons(used: Iterable[Weapon]) -> list[str]:
    """An item for each weapon: `missiles 28, 16 shot down`, `drones 36`, `Shahed`.

    The first number is of those launched. A figure over several kinds (`all kinds`) comes last, and only with
    its numbers.
    """
    items = []
    for weapon in sorted(used, key=lambda each: each.weapon_class == "all"):
        numbers = [figure(weapon.launched)] if weapon.launched is not None else []
        numbers += [f"{figure(weapon.intercepted)} shot down"] if weapon.intercepted is not None else []
        if numbers or weapon.weapon_class != "all":
            items.append(
                " ".join((clean(weapon.model or WEAPONS[weapon.weapon_class]), ", ".join(numbers))).strip()
            )
    return list(dict.fromkeys(items))


def toll(hurt: Casualties) -> str:
    """`3 killed, 12 injured`, as far as it is stated."""
    told = {"killed": hurt.killed, "injured": hurt.injured, "missing": hurt.missing, "trapped": hurt.trapped}
    return ", ".join(f"{spread(number)} {what}" for what, number in told.items() if number is not None)
