"""Rule 14: what is stated for a whole country and night, beside the sum of what is known place by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.munitions import COUNTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.incident import Incident

LONGEST_NIGHT = 1
"""A sum for a night spans two days at most; longer ones (a week, the war to date) are not of this night."""


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity (`killed`, `drone.launched`): what is stated, and what the incidents come to."""

    quantity: str
    stated: int | None
    summed: int
    incidents: int

    @property
    def difference(self) -> int | None:
        """Stated less summed; null where nothing is stated."""
        return None if self.stated is None else self.stated - self.summed

    @property
    def finding(self) -> str:
        """The difference in words."""
        if self.difference is None:
            return "nothing is stated for the country"
        if self.difference == 0:
            return "the places come to the stated total"
        if self.difference > 0:
            return f"{self.difference} are stated for the country and told of in no place"
        return f"the places come to {-self.difference} more than is stated"


def reconcile(incidents: Iterable[Incident], country: str, day: dt.date) -> tuple[Line, ...]:
    """Stated totals of a country for the night or day that ends on `day`, beside the sum of its incidents.

    Of several stated totals the best reported counts (most reports, then the larger). Incidents count when their
    period ends on that day; unallocated ones and sums do not.
    """
    of_day = [
        one
        for one in incidents
        if one.place.country == country
        and one.period is not None
        and one.period.end == day
        and (one.period.end - one.period.start).days <= LONGEST_NIGHT
        and not one.retracted
    ]
    national = [one for one in of_day if one.scope == "summary" and one.place.level == "country"]
    local = [one for one in of_day if one.counts]
    quantities = dict.fromkeys(name for one in (*national, *local) for name, _ in _quantities(one))
    return tuple(_line(name, national, local) for name in sorted(quantities))


def _line(name: str, national: list[Incident], local: list[Incident]) -> Line:
    stated = [
        (len(one.reports), figure.value)
        for one in national
        for own, figure in _quantities(one)
        if own == name
    ]
    found = [figure.value for one in local for own, figure in _quantities(one) if own == name]
    return Line(name, max(stated)[1] if stated else None, sum(found), len(found))


def _quantities(incident: Incident) -> Iterator[tuple[str, Figure]]:
    for metric in ("killed", "injured"):
        figure = getattr(incident.casualties, metric)
        if figure is not None:
            yield metric, figure
    for weapon in incident.weapons:
        for metric in COUNTS:
            figure = getattr(weapon, metric)
            if figure is not None:
                yield f"{weapon.weapon_class}.{metric}", figure
