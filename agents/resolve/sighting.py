"""A report as matching sees it: where, when, and what may tell it from another."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.timing import DAY, When, period_of, when
from strikewatch.schemas.base import instant

if TYPE_CHECKING:
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.period import Period
    from strikewatch.schemas.strike_report import StrikeReport

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_NOT_LETTERS = re.compile(r"[^\w]+")
UNDATED = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Reports without a publication date come last in canonical order."""

Order = tuple[dt.datetime, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One report, prepared once; everything here is a function of the report alone. Compared by identity."""

    report: StrikeReport
    order: Order
    place_key: str
    summary: bool
    period: Period | None
    when: When
    classes: frozenset[str]
    models: frozenset[str]
    killed: int | None
    injured: int | None
    signature: array[int]
    """The report's own, taken out of it: 64 numbers weigh less in an array than in a tuple."""

    @property
    def report_id(self) -> str:
        return self.report.report_id

    @property
    def tale(self) -> tuple[object, ...]:
        """What it tells of where, when, by whom, with what and how bad. Two copies of one text tell the same."""
        stated = self.report.period
        return (
            self.place_key,
            self.report.modality,
            None if stated is None else (stated.start, stated.end, stated.time_of_day, stated.at),
            self.report.attacker,
            self.classes,
            self.killed,
            self.injured,
        )

    @property
    def days(self) -> range:
        """The days it may fall on; a long period is filed under its last day, an undated report under day 0."""
        when = self.when
        if when.width in ("long", "none"):
            return range(when.last_day, when.last_day + 1)
        return range(min(when.start // DAY, when.last_day), max((when.end - 1) // DAY, when.last_day) + 1)

    @property
    def filed_under(self) -> int:
        """The last day it may fall on; 0 if undated."""
        return self.days[-1]

    @property
    def rank(self) -> tuple[int, Order]:
        """Most exactly dated first, then canonical order: the order in which groups are seeded."""
        return (self.when.end - self.when.start, self.order)


def folded_name(name: str) -> str:
    """A place name without case, accents, apostrophes or punctuation."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub(" ", plain.casefold()).strip()


def order_of(report: StrikeReport) -> Order:
    """Canonical order of reports: publication, article, report."""
    published = UNDATED if report.published_at is None else instant(report.published_at)
    return (published, report.article_id, report.report_id)


def sighting(report: StrikeReport, policy: Policy) -> Sighting:
    """Prepare one report. A historical report that gives no period is left undated: never today (rule 20)."""
    fallback = report.published_at if report.modality == "current" else None
    period = period_of(report.period, fallback)
    place = report.place
    return Sighting(
        report=report.model_copy(update={"signature": ()}),
        order=order_of(report),
        place_key=f"{place.level}:{folded_name(place.name or place.text)}",
        summary=report.scope == "summary" or place.level == "country",
        period=period,
        when=when(period, report.published_at, policy),
        classes=frozenset(weapon.weapon_class for weapon in report.weapons) - {"all"},
        models=frozenset(weapon.model for weapon in report.weapons if weapon.model),
        killed=_total(report.casualties.killed),
        injured=_total(report.casualties.injured),
        signature=array("Q", report.signature),
    )


def _total(figure: Figure | None) -> int | None:
    return None if figure is None or figure.delta else figure.value
