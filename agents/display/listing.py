"""Incidents with their ids, for those who go on to ask about one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid
from strikewatch.agents.display.incidents import GRADE_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.table import Table

    from strikewatch.schemas import Incident

COLUMNS = ("incident", "time", "place", "by", "weapons: launched, shot down", "killed", "injured", "grade", "sources", "kind")  # fmt: skip
NARROW = frozenset({"by", "weapons: launched, shot down", "sources"})
"""Left out where a terminal has no room for them."""
ROOM = 120
SHORTEST = len("UA-63.20240506.abcd")
KINDS = {"place": "", "summary": "stated sum", "unallocated": "coarse"}


def listing(incidents: Sequence[Incident], width: int) -> Table:
    """A row each, ids as short as they can be told apart."""
    ids = shortened(one.incident_id for one in incidents)
    rows = [dict(zip(COLUMNS, cells(one), strict=True)) for one in incidents]
    told = [
        name for name in COLUMNS if (width >= ROOM or name not in NARROW) and any(row[name] for row in rows)
    ]
    table = grid(*told, right=("killed", "injured", "sources"))
    for column in table.columns:
        column.no_wrap = column.header in {"incident", "killed", "injured", "grade"}
    for incident, row in zip(incidents, rows, strict=True):
        row["incident"] = ids[incident.incident_id]
        styles = {"incident": "dim", "grade": GRADE_STYLES[incident.grade], "kind": "yellow"}
        table.add_row(*(Text(row[name].replace("; ", "\n"), styles.get(name, "")) for name in told))
    return table


def cells(incident: Incident) -> tuple[str, ...]:
    """One incident under COLUMNS; `-` is not stated."""
    return (
        incident.incident_id,
        wording.period(incident.period),
        wording.place(incident.place),
        incident.attacker or wording.NOTHING,
        "; ".join(wording.weapons(incident.weapons)) or wording.NOTHING,
        wording.spread(incident.casualties.killed),
        wording.spread(incident.casualties.injured),
        incident.grade,
        f"{len(incident.sources)}",
        KINDS[incident.scope],
    )


def shortened(ids: Iterable[str]) -> Mapping[str, str]:
    """Each id by as much of its beginning as no other shares, and not less than region, day and four digits."""
    ordered = sorted(set(ids))
    shared = dict.fromkeys(ordered, 0)
    for one, other in pairwise(ordered):
        common = next(
            (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
            min(len(one), len(other)),
        )
        shared[one], shared[other] = max(shared[one], common), max(shared[other], common)
    return {one: one[: max(SHORTEST, shared[one] + 1)] for one in ordered}
