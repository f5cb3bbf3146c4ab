"""A group of reports -> the incident they make. Nothing here looks beyond the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from strikewatch.agents.resolve.grading import attribution, grade, outcome
from strikewatch.agents.resolve.identity import anchor
from strikewatch.agents.resolve.ledger import account
from strikewatch.agents.resolve.munitions import weapons
from strikewatch.agents.resolve.origins import origins, publishers
from strikewatch.agents.resolve.sighting import UNDATED, Sighting
from strikewatch.agents.resolve.statements import METRICS, casualty_statements
from strikewatch.schemas.base import instant
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.incident import Incident
from strikewatch.schemas.strike_report import StrikeReport, Target

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.region import Named
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.ledger import LedgerEntry
    from strikewatch.schemas.period import Period
    from strikewatch.schemas.place import Place

TARGETS: tuple[Target, ...] = get_args(Target)
_LEVELS = ("settlement", "district", "region", "country")


@dataclass(frozen=True, slots=True)
class Change:
    """The last time that what is known of an incident changed, and what did."""

    at: dt.datetime | None
    reason: str


def build(named: Named, policy: Policy) -> Incident:
    """The incident a named group of reports makes."""
    members = named.members
    reports = [one.report for one in members]
    chains = origins(members, policy)
    casualties, ledger = _casualties(reports, chains, policy)
    munitions, counted = weapons(reports, chains, policy)
    told_by = publishers(reports, chains)
    attacker, attributed = attribution(reports, told_by)
    graded, reasons = grade(reports, told_by, policy)
    change = _last_change(reports, chains, policy)
    dated = [one.order[0] for one in members if one.order[0] != UNDATED]
    return Incident(
        incident_id=named.incident_id,
        revision=len(reports),
        scope=named.scope,
        modality="current" if any(report.modality == "current" for report in reports) else "historical",
        place=_place(members),
        period=_period(members),
        attacker=attacker,
        weapons=munitions,
        casualties=casualties,
        targets=tuple(target for target in TARGETS if any(target in report.targets for report in reports)),
        outcome=outcome(reports),
        severity=policy.severity(_best(casualties.killed), _best(casualties.injured)),
        reports=tuple(sorted(report.report_id for report in reports)),
        sources=tuple(sorted(set(told_by.values()))),
        grade=graded,
        grade_reasons=reasons,
        attribution_grade=attributed,
        ledger=(*ledger, *counted),
        first_reported=min(dated, default=None),
        last_reported=max(dated, default=None),
        last_changed=change.at,
        change_reason=change.reason,
        possible_duplicates=named.near,
    )


def _casualties(
    reports: list[StrikeReport], chains: dict[str, str], policy: Policy
) -> tuple[Casualties, tuple[LedgerEntry, ...]]:
    accounts = {m: account(casualty_statements(reports, chains, m, policy), policy) for m in METRICS}
    figures = Casualties(**{metric: one.figure for metric, one in accounts.items()})
    return figures, tuple(entry for one in accounts.values() for entry in one.entries())


def _best(figure: Figure | None) -> int:
    return 0 if figure is None else figure.value


def _place(members: Sequence[Sighting]) -> Place:
    """The finest place named, and of those the first that the gazetteer knows."""
    first = min(
        members,
        key=lambda one: (
            _LEVELS.index(one.report.place.level),
            one.report.place.geonames_id is None,
            one.report.place.latitude is None,
            one.order,
        ),
    )
    return first.report.place


def _period(members: Sequence[Sighting]) -> Period | None:
    """The most exact dating, with the part of the day and the clock time that others give."""
    first = anchor(members)
    if first.period is None or first.when.width != "timed":
        return first.period
    clocked = [one for one in members if one.when.clock is not None and one.period is not None]
    if first.when.clock is None and clocked:
        exact = min(clocked, key=lambda one: one.order)
        assert exact.period is not None  # noqa: S101 - filtered above; tells the type checker
        return exact.period.model_copy(
            update={"time_of_day": exact.period.time_of_day or first.period.time_of_day}
        )
    return first.period


def _last_change(reports: list[StrikeReport], chains: dict[str, str], policy: Policy) -> Change:
    """Replay in canonical order: after which report were the headline figures last other than before?"""
    if len(reports) == 1:
        return Change(_moment(reports[0]), "first report")
    now = _headline(reports, chains, policy)
    for size in range(len(reports) - 1, 0, -1):
        before = _headline(reports[:size], chains, policy)
        if before != now:
            return Change(_moment(reports[size]), _difference(before, now, reports[size]))
    return Change(_moment(reports[0]), "first report")


Headline = tuple[tuple[str, str], ...]


def _headline(reports: list[StrikeReport], chains: dict[str, str], policy: Policy) -> Headline:
    known = []
    for metric in METRICS:
        figure = account(casualty_statements(reports, chains, metric, policy), policy).figure
        known.append((metric, "not stated" if figure is None else _shown(figure)))
    known.append(("outcome", outcome(reports)))
    return tuple(known)


def _shown(figure: Figure) -> str:
    if figure.low == figure.best == figure.high:
        return str(figure.value)
    low = "" if figure.low is None else figure.low
    high = "" if figure.high is None else figure.high
    return f"{figure.value} ({low}..{high})"


def _difference(before: Headline, now: Headline, report: StrikeReport) -> str:
    changed = [
        f"{name} {old} -> {new}" for (name, old), (_, new) in zip(before, now, strict=True) if old != new
    ]
    return f"{', '.join(changed)} ({report.source or report.article_id})"


def _moment(report: StrikeReport) -> dt.datetime | None:
    return None if report.published_at is None else instant(report.published_at)
