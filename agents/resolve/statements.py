"""Reports -> statements: who gave which figure, when, in whose words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.sighting import UNDATED, Order, order_of
from strikewatch.schemas.base import instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.claim import Claim, Role
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.strike_report import StrikeReport

LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
METRICS = ("killed", "injured", "missing", "trapped")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure from one speaker in one report. `as_of` orders statements; undated ones are oldest."""

    field: str
    report: StrikeReport
    origin: str
    speaker: str | None
    role: Role
    tier: int
    as_of: dt.datetime
    figure: Figure
    quote: str
    told_as_past: bool = False
    own: bool = True
    """Whether it is the figure that the report itself gives."""

    @property
    def order(self) -> tuple[dt.datetime, Order, str, int]:
        return (self.as_of, order_of(self.report), self.role, self.figure.value)

    @property
    def soldiers(self) -> bool:
        """Rule 12: a belligerent's figure that the report itself does not count is of enemy soldiers."""
        return self.role == "belligerent" and not self.own and self.field.startswith("casualties.")

    @property
    def value(self) -> int:
        return self.figure.value

    @property
    def bounded(self) -> bool:
        """Whether it gives a number rather than a floor or a feeling."""
        return self.figure.op in ("exact", "between", "about", "at_most")


def casualty_statements(
    reports: list[StrikeReport], origins: Mapping[str, str], metric: str, policy: Policy
) -> list[Statement]:
    """Everything said about one of `killed`, `injured`, `missing`, `trapped`."""
    field = f"casualties.{metric}"
    said: list[Statement] = []
    for report in reports:
        figure = getattr(report.casualties, metric)
        if figure is not None or report.claims:
            said += stated(report, field, figure, origins[report.report_id], policy)
    return said


def stated(
    report: StrikeReport, field: str, figure: Figure | None, origin: str, policy: Policy
) -> Iterator[Statement]:
    """The speakers' figures, and the report's own where no speaker gave it."""
    given: dict[Role, Statement] = {}
    quoted: list[Statement] = []
    for claim in report.claims:
        if claim.figure is None or claim.stance != "asserts" or not _about(claim, field):
            continue
        own = figure is not None and claim.figure.value == figure.value
        one = _statement(report, field, claim.figure, claim, origin=origin, policy=policy, own=own)
        if one.told_as_past or one.figure.delta:
            quoted.append(one)
        elif claim.role not in given or _rather(one, given[claim.role]):
            given[claim.role] = one
    yield from (*given.values(), *quoted)
    if figure is not None and not any(one.own for one in (*given.values(), *quoted)):
        behind = spokesman(report, field, policy)
        yield _statement(report, field, figure, behind, origin=origin, policy=policy, own=True)


def _rather(one: Statement, other: Statement) -> bool:
    """Rule 6 within one article: of two figures of one speaker the one the article reports, else the higher."""
    return (one.own, one.value) > (other.own, other.value)


def tiers(field: str, policy: Policy) -> Mapping[Role, int]:
    """Who is better placed to know: of people those who count them, of munitions those who shot at them."""
    return policy.munition_tiers if field.startswith("weapons.") else policy.casualty_tiers


def _about(claim: Claim, field: str) -> bool:
    return claim.field is not None and claim.field in (field, field.partition(".")[2])


def spokesman(report: StrikeReport, field: str, policy: Policy) -> Claim | None:
    """Who stands behind a report's own figure: the best placed who speaks of it, or of the strike as a whole."""
    speakers = [
        claim
        for claim in report.claims
        if claim.stance == "asserts"
        and claim.figure is None
        and (claim.field is None or _about(claim, field))
    ]
    named = [claim for claim in speakers if claim.field is not None] or speakers
    return max(named, key=lambda claim: (tiers(field, policy)[claim.role], claim.speaker), default=None)


def _statement(
    report: StrikeReport,
    field: str,
    figure: Figure,
    claim: Claim | None,
    *,
    origin: str,
    policy: Policy,
    own: bool,
) -> Statement:
    role = claim.role if claim is not None else own_role(report, policy)
    return Statement(
        field=field,
        report=report,
        origin=origin,
        speaker=claim.speaker if claim is not None else report.source,
        role=role,
        tier=tiers(field, policy)[role],
        as_of=LONG_AGO if report.published_at is None else instant(report.published_at),
        figure=figure,
        quote=_quote(report, field, figure),
        told_as_past=claim is not None and claim.earlier,
        own=own,
    )


def own_role(report: StrikeReport, policy: Policy) -> Role:
    """A report without a speaker speaks for its outlet; enrich says what kind of source that is."""
    return policy.source_roles.get(report.source_tier or "", "outlet")


def _quote(report: StrikeReport, field: str, figure: Figure) -> str:
    for evidence in report.evidence:
        if evidence.field == field and evidence.quote:
            return evidence.quote
    return figure.text


def published(statement: Statement) -> dt.datetime | None:
    """When it was said, null where nobody knows."""
    return None if statement.as_of in (LONG_AGO, UNDATED) else statement.as_of
