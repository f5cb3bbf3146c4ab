"""Why a number is what it is: each figure of an incident with the claims behind it, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.incidents import GRADE_STYLES, incident_table
from strikewatch.agents.display.windows import window_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from strikewatch.agents.resolve import Because
    from strikewatch.schemas import Incident, LedgerEntry, RegionWindow

Opened = tuple["Incident", "Sequence[Because]"]
"""An incident and its figures."""
COLUMNS = (
    "incident", "figure", "value", "claim", "state", "as of", "role", "speaker", "source", "quote", "rule",
)  # fmt: skip
LIVE, SUPERSEDED = "in force", "superseded"


def opened(incident: Incident, figures: Sequence[Because]) -> RenderableType:
    """One incident for people: what it is, then every figure with its claims."""
    parts: list[RenderableType] = [
        _heading(incident),
        *(Padding(line, (0, 0, 0, 2)) for line in _about(incident)),
    ]
    if figures:
        parts.append(Padding(Group(*map(_figure, figures)), (0, 0, 1, 2)))
    else:
        parts.append(Padding(Text("no figure is stated", "dim"), (0, 0, 1, 2)))
    return Group(*parts)


def opened_region(row: RegionWindow, incidents: Sequence[Opened]) -> RenderableType:
    """A row of the tables: its figures, the strikes they add up, what stands beside them, and each opened."""
    counted = [one for one, _ in incidents if one.counts]
    parts: list[RenderableType] = [Text(window_line(row), "bold")]
    if counted:
        parts += [Text("The sum of:", "dim"), Padding(incident_table(counted), (0, 0, 1, 2))]
    for title, counts in (("", True), ("Beside the sum, never in it:", False)):
        some = [each for each in incidents if each[0].counts is counts]
        if some and title:
            parts += [Text(title, "dim")]
        parts += [opened(*each) for each in some]
    return Group(*parts)


def rows(incidents: Iterable[Opened]) -> list[tuple[str, ...]]:
    """The same as cells under COLUMNS, a claim each."""
    return [
        (incident.incident_id, one.field, wording.spread(one.figure), wording.figure(entry.figure), *_cells(entry, why))
        for incident, figures in incidents
        for one in figures
        for entry, why in _claims(one)
    ]  # fmt: skip


def _claims(one: Because) -> list[tuple[LedgerEntry, str]]:
    return [*((entry, "") for entry in one.live), *one.superseded]


def _cells(entry: LedgerEntry, why: str) -> tuple[str, ...]:
    return (
        LIVE if entry.live else SUPERSEDED,
        wording.moment(entry.as_of),
        entry.role,
        wording.one_line(entry.speaker or ""),
        wording.one_line(entry.source or ""),
        wording.one_line(entry.quote),
        _rule(entry, why),
    )


def _rule(entry: LedgerEntry, why: str) -> str:
    return f"{entry.rule}: {why}" if why else entry.rule


def _heading(incident: Incident) -> Text:
    return Text.assemble(
        (wording.place(incident.place), "bold"),
        ("  " + wording.period(incident.period), "bold"),
        (f"  {incident.incident_id}", "dim"),
    )


def _about(incident: Incident) -> list[Text]:
    """Did it happen, who did it, and what else it may be."""
    sources = f"{', '.join(map(wording.one_line, incident.sources))}" or "none"
    lines = [
        Text.assemble(
            (incident.grade, GRADE_STYLES[incident.grade]),
            f" ({'; '.join(incident.grade_reasons)})" if incident.grade_reasons else "",
            f", by {incident.attacker or 'nobody named'}: {incident.attribution_grade}",
        ),
        Text(f"sources: {sources}", "dim"),
    ]
    if incident.scope != "place":
        kind = "a stated sum" if incident.scope == "summary" else "coarse reports that fit several strikes"
        lines.append(Text(f"{kind}: counts in no sum", "yellow"))
    if incident.possible_duplicates:
        lines.append(Text(f"may be the same strike: {', '.join(incident.possible_duplicates)}", "yellow"))
    return lines


def _figure(one: Because) -> RenderableType:
    """The figure, and a row for each claim: as wide as there is room, so that those of all figures line up."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=6, justify="right")
    table.add_column(width=len("2024-05-06 18:00"))
    for ratio in (3, 4, 3):
        table.add_column(ratio=ratio, overflow="fold")
    for entry, why in _claims(one):
        style = "" if entry.live else "dim"
        table.add_row(
            Text(wording.figure(entry.figure), "bold" if entry.live else "dim strike"),
            Text(wording.moment(entry.as_of) or wording.NOTHING, style),
            Text(who(entry), style),
            Text(f"“{wording.one_line(entry.quote)}”" if entry.quote else "", f"italic {style}"),
            Text(f"rule {_rule(entry, why)}", style),
        )
    return Group(Text(f"{figure_name(one.field)} {wording.spread(one.figure)}", "bold"), table)


def figure_name(field: str) -> str:
    """`casualties.killed` is `killed`, `weapons.drone.launched` `drone launched`."""
    return field.partition(".")[2].replace(".", " ")


def who(entry: LedgerEntry) -> str:
    """Speaker and source, each once: `governor Synyehubov, Ukrinform`."""
    told = [wording.one_line(each) for each in (entry.speaker or entry.role, entry.source) if each]
    return ", ".join(dict.fromkeys(told))
