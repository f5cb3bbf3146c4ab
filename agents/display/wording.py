"""Figures, ranges, periods and places in a few characters."""

from __future__ import annotations

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
    """Days, and the clock time or time of day where it is known."""
    if when is None:
        return NOTHING
    days = f"{when.start}" if when.start == when.end else f"{when.start} to {when.end:%m-%d}"
    moment = f"{when.at:%H:%M}" if when.at else when.time_of_day
    return f"{days} {moment}" if moment else days


def place(where: Place) -> str:
    """Name, the object hit in it, and the region's code, or the country's."""
    area = where.region or where.country
    name = f"{where.name}: {where.feature}" if where.feature else where.name
    return clean(name if area is None or where.level == "country" else f"{name} ({area})")


def weapons(used: Iterable[Weapon]) -> str:
    """Models where they are named, else classes."""
    return ", ".join(
        dict.fromkeys(
            weapon.model or WEAPONS[weapon.weapon_class] for weapon in used if weapon.weapon_class != "all"
        )
    )


def munitions(used: Iterable[Weapon]) -> str:
    """Launched and shot down, by class: `36 drones, 30 shot down`."""
    lines = []
    for weapon in used:
        told = []
        if weapon.launched is not None:
            told.append(f"{figure(weapon.launched)} launched")
        if weapon.intercepted is not None:
            told.append(f"{figure(weapon.intercepted)} shot down")
        if told:
            lines.append(f"{weapon.model or WEAPONS[weapon.weapon_class]}: {', '.join(told)}")
    return "\n".join(lines)


def toll(hurt: Casualties) -> str:
    """`3 killed, 12 injured`, as far as it is stated."""
    told = {"killed": hurt.killed, "injured": hurt.injured, "missing": hurt.missing, "trapped": hurt.trapped}
    return ", ".join(f"{spread(number)} {what}" for what, number in told.items() if number is not None)
