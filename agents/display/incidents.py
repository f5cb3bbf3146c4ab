"""Incidents for people: a row in a table, a line in a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from strikewatch.schemas import Incident

GRADE_STYLES = {
    "confirmed": "green",
    "fair": "cyan",
    "weak": "yellow",
    "contested": "red",
    "discounted": "dim",
}


def incident_table(incidents: Iterable[Incident]) -> Table:
    """Strikes at a place, in the order of time; `-` is not stated."""
    counted = sorted((each for each in incidents if each.counts), key=_order)
    return _table(counted)


def sums_table(incidents: Iterable[Incident]) -> Table | None:
    """What sums and coarse reports state beside them; None where there are none."""
    beside = sorted((each for each in incidents if not each.counts and not each.retracted), key=_order)
    return _table(beside) if beside else None


def incident_line(incident: Incident) -> str:
    """One line that says it all."""
    if incident.retracted:
        into = f", merged into {incident.merged_into}" if incident.merged_into else ""
        return f"{wording.place(incident.place)}: withdrawn{into}"
    told = (
        wording.period(incident.period) if incident.period else "",
        wording.place(incident.place),
        f"by {incident.attacker}" if incident.attacker else "",
        "; ".join(wording.weapons(incident.weapons)),
        wording.toll(incident.casualties),
        incident.severity,
        f"{incident.grade}, {_sources(incident)}",
    )
    return " | ".join(part for part in told if part)


def _table(incidents: Iterable[Incident]) -> Table:
    shown = grid(
        "time", "place", "by", "weapons: launched, shot down", "killed", "injured", "grade", "sources",
        right=("killed", "injured", "sources"),
    )  # fmt: skip
    for each in incidents:
        shown.add_row(
            wording.period(each.period),
            wording.place(each.place),
            each.attacker or wording.NOTHING,
            "\n".join(wording.weapons(each.weapons)) or wording.NOTHING,
            wording.spread(each.casualties.killed),
            wording.spread(each.casualties.injured),
            Text(each.grade, GRADE_STYLES[each.grade]),
            str(len(each.sources)),
        )
    return shown


def _order(incident: Incident) -> tuple[str, str, str]:
    when = incident.period
    return (f"{when.start}" if when else "", wording.place(incident.place), incident.incident_id)


def _sources(incident: Incident) -> str:
    number = len(incident.sources)
    return f"{number} source{'' if number == 1 else 's'}"
