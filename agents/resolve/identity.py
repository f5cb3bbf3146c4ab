"""Names of incidents: `UA-63.20240501.3f2a9c1b7d4e`: region, day, and a hash of the place and what else it takes.

An id is made of where and when, never of which reports there are, so it outlives the growth of its incident.
Of several strikes on one place and day the first reported has the plain id; the others add their part of the
day, then the attacker, then a number.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import xxhash

from strikewatch.agents.resolve.timing import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.sighting import Sighting

_WIDTHS = ("timed", "day", "wide", "long", "none")


def anchor(members: Iterable[Sighting]) -> Sighting:
    """The member that dates the strike: the kind of dating that is most exact, and of those the first."""
    return min(members, key=lambda one: (_WIDTHS.index(one.when.width), one.order))


def day_of(group: Group) -> int:
    """The day (ordinal) a strike is filed under: the day it ends on, the evening's own day; 0 if undated."""
    when = anchor(group.members).when
    return when.middle // DAY if when.width == "timed" else when.last_day


def names(groups: Sequence[Group], kind: str) -> list[str]:
    """One id for each group of one place, in the order given; `kind` keeps strikes, sums and the rest apart."""
    taken: dict[str, int] = {}
    by_first = sorted(range(len(groups)), key=lambda at: groups[at].seed.order)
    named = [""] * len(groups)
    for at in by_first:
        named[at] = next(name for name in _candidates(groups[at], kind) if name not in taken)
        taken[named[at]] = at
    return named


def _candidates(group: Group, kind: str) -> list[str]:
    first = anchor(group.members)
    day = day_of(group)
    area = first.report.place.area
    stamp = dt.date.fromordinal(day).strftime("%Y%m%d") if day else "undated"
    parts = [area, kind, first.place_key, stamp]
    if first.when.width in ("long", "none"):
        parts += [str(first.when.first_day), first.report_id if first.when.width == "none" else ""]
    distinct = [first.when.time_of_day or "", first.report.attacker or "", first.report_id]
    return [f"{area}.{stamp}.{_hash([*parts, *distinct[:more]])}" for more in range(4)]


def _hash(parts: Sequence[str]) -> str:
    return xxhash.xxh3_64_hexdigest("\n".join(parts).encode())[:12]
