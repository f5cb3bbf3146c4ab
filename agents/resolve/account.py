"""What stands behind an incident: every figure with its claims, and what was known when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.incidents import build
from strikewatch.agents.resolve.region import Named, ordered
from strikewatch.agents.resolve.sighting import UNDATED, sighting
from strikewatch.schemas.base import instant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.ledger import LedgerEntry
    from strikewatch.schemas.strike_report import StrikeReport


@dataclass(frozen=True, slots=True)
class Because:
    """One figure of an incident, null where no claim to it is in force, and the claims to it, newest first.

    `superseded` pairs each claim that is out of force with the sentence of the rule that put it there, empty for a rule of another version.
    """

    field: str
    figure: Figure | None
    live: tuple[LedgerEntry, ...]
    superseded: tuple[tuple[LedgerEntry, str], ...]


@cache
def rules() -> dict[str, str]:
    """Rule number -> what it says."""
    text = files("strikewatch.seeds").joinpath("resolve.rules.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)["rules"]
    return found


def why(incident: Incident) -> tuple[Because, ...]:
    """Every figure of an incident with the claims it rests on, in the order of the ledger's fields."""
    fields = dict.fromkeys(entry.field for entry in incident.ledger)
    return tuple(_because(incident, name) for name in fields)


def _because(incident: Incident, field: str) -> Because:
    entries = [entry for entry in reversed(incident.ledger) if entry.field == field]
    return Because(
        field=field,
        figure=_figure(incident, field),
        live=tuple(entry for entry in entries if entry.live),
        superseded=tuple((entry, rules().get(entry.rule, "")) for entry in entries if not entry.live),
    )


def _figure(incident: Incident, field: str) -> Figure | None:
    kind, *path = field.split(".")
    found: Figure | None = None
    if kind == "casualties":
        found = getattr(incident.casualties, path[0])
    else:
        weapon_class, metric = path
        for weapon in incident.weapons:
            if weapon.weapon_class == weapon_class and found is None:
                found = getattr(weapon, metric)
    return found


def history(
    incident: Incident, reports: Iterable[StrikeReport], policy: Policy, at: dt.datetime | None = None
) -> tuple[Incident, ...]:
    """The incident as its reports made it known, one state for each moment of publication, oldest first.

    `reports` may hold others too; `at` leaves out what was published later, so that the last state is what was
    known then. Membership is today's: a report counts for the incident it now belongs to.
    """
    members = ordered(sighting(one, policy) for one in reports if one.report_id in set(incident.reports))
    if at is not None:
        members = tuple(one for one in members if one.order[0] != UNDATED and one.order[0] <= instant(at))
    moments = dict.fromkeys(one.order[0] for one in members)
    return tuple(
        build(
            Named(
                incident.incident_id,
                tuple(one for one in members if one.order[0] <= moment),
                incident.scope,
                incident.possible_duplicates,
            ),
            policy,
        )
        for moment in moments
    )
