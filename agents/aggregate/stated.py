"""What summary reports state (a country's night, a month's toll): shown beside the sum of regions, never added to it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate.amounts import (
    Amounts,
    add,
    figure_amounts,
    munitions,
    range_of,
    weapon_classes,
)
from strikewatch.schemas.region_window import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from strikewatch.agents.aggregate.timing import Timing
    from strikewatch.schemas.incident import Incident

Metric = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Figures that one summary incident states for the interval `(start, end]`; `newest` breaks ties."""

    incident_id: str
    start: datetime
    end: datetime
    newest: datetime | None
    reports: int
    figures: tuple[tuple[Metric, Amounts], ...]

    @property
    def preference(self) -> tuple[float, float, str]:
        """Longest interval first, then the newest, then by id: a week's sum stands over its nights' sums."""
        newest = self.newest.timestamp() if self.newest else 0.0
        return (-(self.end - self.start).total_seconds(), -newest, self.incident_id)


def statement(incident: Incident, when: Timing) -> Statement:
    """The figures of a summary incident, by metric."""
    figures: dict[Metric, Amounts] = {}
    for metric in ("killed", "injured"):
        amounts = figure_amounts((metric,), getattr(incident.casualties, metric))
        if amounts:
            figures[(metric,)] = amounts
    for name in weapon_classes(incident.weapons):
        for field in ("launched", "intercepted"):
            number = munitions(incident.weapons, name, field)
            if number is not None:
                figures[field, name] = {(field, name): number}
    return Statement(
        incident_id=incident.incident_id,
        start=when.start,
        end=when.end,
        newest=incident.last_reported or incident.first_reported,
        reports=len(incident.reports),
        figures=tuple(sorted(figures.items())),
    )


def without_overlap(statements: Iterable[Statement]) -> list[Statement]:
    """Of statements in order of preference those that can be added: each that overlaps no earlier one."""
    taken: list[tuple[datetime, datetime]] = []
    kept = []
    for one in statements:
        at = bisect_left(taken, (one.start, one.end))
        before_ends = at == 0 or (taken[at - 1][1] <= one.start and taken[at - 1][0] != one.start)
        after_starts = at == len(taken) or (taken[at][0] >= one.end and taken[at][0] != one.start)
        if before_ends and after_starts:
            taken.insert(at, (one.start, one.end))
            kept.append(one)
    return kept


def stated_total(statements: Sequence[Statement]) -> Tally:
    """For each metric the sum of the statements that do not overlap in time."""
    by_metric: dict[Metric, list[tuple[Statement, Amounts]]] = {}
    for one in sorted(statements, key=lambda one: one.preference):
        for metric, amounts in one.figures:
            by_metric.setdefault(metric, []).append((one, amounts))
    total: Amounts = {}
    for stating in by_metric.values():
        kept = {one.incident_id for one in without_overlap(one for one, _ in stating)}
        add(total, (amounts for one, amounts in stating if one.incident_id in kept))
    return tally(total, sum(one.reports for one in statements))


def tally(total: Amounts, reports: int, prefix: Metric = ()) -> Tally:
    """A Tally out of summed figures whose keys begin with `prefix`; ranges null where nothing is stated."""
    at = len(prefix)
    by_field: dict[str, dict[str, int]] = {"launched": {}, "intercepted": {}}
    for key in sorted(total):
        if key[:at] == prefix and len(key) == at + 2 and key[at] in by_field:
            by_field[key[at]][key[at + 1]] = total[key]
    killed, injured = (
        range_of(total, (*prefix, metric)) if total.get((*prefix, metric, "stated")) else None
        for metric in ("killed", "injured")
    )
    return Tally(reports=reports, killed=killed, injured=injured, **by_field)
