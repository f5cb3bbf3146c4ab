"""Statements -> ledger and range: which claims are live, and what they leave of a figure (rules 6 to 13).

A claim is superseded by a later one of the same speaker (rule 6; rule 9 where it is lower), or of anyone as well
placed (rule 8): tolls grow. A lower figure of another official within two days is another count: both live.
Copies (rule 1), echoes of an official figure and quotations of an older one (rule 7) hold no claim of their own;
a toll that has grown, and for which no speaker is named, ranks as an official's. low is the minimum and high the
maximum of the live claims, best the newest of the highest tier.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.statements import Statement, published
from strikewatch.schemas.figure import Figure, Operator
from strikewatch.schemas.ledger import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.resolve.policy import Policy


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a statement."""

    statement: Statement
    live: bool
    rule: str
    by: Statement | None = None
    applied: Figure | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One figure of an incident with all that was said about it; `figure` null where nothing is live."""

    figure: Figure | None
    best: Statement | None
    rulings: tuple[Ruling, ...]

    def entries(self) -> tuple[LedgerEntry, ...]:
        """The ledger as it goes on the wire, oldest claim first."""
        return tuple(_entry(ruling) for ruling in sorted(self.rulings, key=lambda one: one.statement.order))


UNSAID = Account(None, None, ())
"""Nobody said anything about it."""


def _stands_alone(statement: Statement) -> bool:
    """Whether it is a total, and a claim of its own, where there is no other."""
    return not (statement.figure.delta or statement.soldiers or statement.told_as_past)


def account(statements: Sequence[Statement], policy: Policy) -> Account:
    """Rule on all statements about one figure; a function of their set."""
    if not statements:
        return UNSAID
    if len(statements) == 1 and _stands_alone(statements[0]):  # as most do: nothing to weigh it against
        (only,) = statements
        return Account(_range([only], only), only, (Ruling(only, live=True, rule="8"),))
    ordered = sorted(statements, key=lambda one: one.order)
    rulings: list[Ruling] = []
    totals = _own_voices(ordered, rulings, policy)
    totals = _with_deltas(ordered, totals, rulings, policy)
    live: list[Statement] = []
    for statement in totals:
        later, rule = _superseding(statement, totals, policy)
        if later is None:
            live.append(statement)
        if not statement.figure.delta:
            rulings.append(Ruling(statement, later is None, rule, later))
    best = max(live, key=_standing, default=None)
    return Account(_range(live, best), best, tuple(_derived(rulings, live)))


def _own_voices(ordered: list[Statement], rulings: list[Ruling], policy: Policy) -> list[Statement]:
    """Totals that are claims of their own: not soldiers, not quoted as past, no copies, no echoes."""
    kept: list[Statement] = []
    first_told: dict[tuple[str, str, int], Statement] = {}
    for statement in ordered:
        if statement.figure.delta:
            continue
        first = first_told.setdefault((statement.origin, statement.role, statement.value), statement)
        if first is not statement:
            rulings.append(Ruling(statement, live=False, rule="1", by=first))
        elif statement.soldiers:
            rulings.append(Ruling(statement, live=False, rule="12"))
        elif statement.told_as_past:
            rulings.append(Ruling(statement, live=False, rule="7"))
        elif (known := _echoed(statement, kept, policy)) is not None:
            rulings.append(Ruling(statement, live=False, rule="7", by=known))
        else:
            kept.append(_handed_on(statement, kept, policy))
    return kept


def _handed_on(statement: Statement, kept: list[Statement], policy: Policy) -> Statement:
    """Rule 7: a grown toll that no speaker is named for is an official's newer one, and ranks as that."""
    before = [one for one in kept if one.tier >= policy.official and one.as_of < statement.as_of]
    most = max((one.value for one in before), default=0)
    grown = most < statement.value <= max(most + policy.close_absolute, policy.close_factor * most)
    if not (
        before and grown and statement.own and statement.bounded and statement.role in policy.unnamed_roles
    ):
        return statement
    return replace(statement, tier=max(statement.tier, policy.unnamed_rank))


def _echoed(statement: Statement, kept: list[Statement], policy: Policy) -> Statement | None:
    """What an outlet hands on: a figure an official gave before, or one below what officials had said by then."""
    if statement.tier >= policy.official:
        return None
    official = [other for other in kept if other.tier >= policy.official and other.as_of <= statement.as_of]
    for other in reversed(official):
        if other.value == statement.value:
            return other
    newest = max(official, key=lambda other: (other.as_of, other.tier, other.order), default=None)
    return newest if newest is not None and statement.value < newest.value else None


def _with_deltas(
    ordered: list[Statement], totals: list[Statement], rulings: list[Ruling], policy: Policy
) -> list[Statement]:
    """Rule 10: an increase is applied once, to a known base only, and becomes a total of its own."""
    applied: list[Statement] = []
    seen: dict[tuple[str, int], Statement] = {}
    for delta in (one for one in ordered if one.figure.delta):
        first = seen.setdefault((delta.origin, delta.value), delta)
        if first is not delta:
            rulings.append(Ruling(delta, live=False, rule="1", by=first))
            continue
        known = [*totals, *applied]
        told = _already_told(delta, known, applied, policy)
        base = _base(delta, known, policy)
        if told is not None or base is None:
            rulings.append(Ruling(delta, live=False, rule="10", by=told))
            continue
        figure = _increased(base.figure, delta)
        tier = max(base.tier, delta.tier)
        applied.append(replace(delta, figure=figure, tier=tier))
        rulings.append(Ruling(delta, live=True, rule="10", applied=figure))
    return sorted([*totals, *applied], key=lambda one: one.order)


def _increased(base: Figure, delta: Statement) -> Figure:
    more = delta.value
    return Figure(
        op=base.op,
        low=None if base.low is None else base.low + more,
        best=None if base.best is None else base.best + more,
        high=None if base.high is None else base.high + more,
        text=delta.figure.text,
        delta=True,
    )


def _base(delta: Statement, known: list[Statement], policy: Policy) -> Statement | None:
    before = [one for one in known if one.as_of < delta.as_of]
    live = [one for one in before if _superseding(one, before, policy)[0] is None]
    return max(live, key=_standing, default=None)


def _already_told(
    delta: Statement, known: list[Statement], applied: list[Statement], policy: Policy
) -> Statement | None:
    """The total or the earlier increase that has this death in it already."""
    days = dt.timedelta(days=policy.same_death_days)
    for one in known:
        if one.origin == delta.origin:
            return one
    for one in applied:
        if delta.as_of - one.as_of <= days:
            return one
    before = [one for one in known if not one.figure.delta and one.as_of < delta.as_of]
    for earlier, later in pairwise(before):
        recent = delta.as_of - later.as_of <= dt.timedelta(days=1)
        if recent and later.value - earlier.value == delta.value:
            return later
    return None


def _superseding(
    statement: Statement, totals: Sequence[Statement], policy: Policy
) -> tuple[Statement | None, str]:
    """The first statement that put this one out of force, and by which rule; (None, "8") if it is live."""
    for other in totals:
        if other.as_of <= statement.as_of:
            continue
        same_voice = other.role == statement.role and statement.tier >= policy.official
        if _contradicts(other, statement, policy) and not same_voice:
            continue
        same_origin = other.origin == statement.origin
        first_word = statement.value == 0 and other.value > 0 and other.tier >= policy.official
        placed = other.tier >= statement.tier or same_voice or same_origin or first_word
        if placed and not _says_no_more(other, statement):
            lower = other.value < statement.value
            return other, "9" if lower else "6" if same_voice or same_origin else "8"
    for other in totals:
        if other is not statement and other.tier >= statement.tier and _adds_nothing(statement, other):
            return other, "13"
    return None, "8"


def _contradicts(other: Statement, statement: Statement, policy: Policy) -> bool:
    """Whether a lower figure soon after, of another who counts for himself, is another count and no correction."""
    return (
        other.value < statement.value
        and other.origin != statement.origin
        and statement.tier >= policy.official
        and other.as_of - statement.as_of <= dt.timedelta(hours=policy.contradiction_hours)
    )


def _says_no_more(other: Statement, statement: Statement) -> bool:
    """Rule 13: "at least 3" or "dozens" does not replace the exact number that bears it out."""
    floor = other.figure.low if other.figure.low is not None else 0
    return statement.bounded and not other.bounded and statement.value >= floor


def _adds_nothing(statement: Statement, other: Statement) -> bool:
    """A later floor under an exact figure that is at least as well placed."""
    return other.as_of <= statement.as_of and _says_no_more(statement, other)


def _standing(statement: Statement) -> tuple[object, ...]:
    """Rule 8: the highest tier, then the newest; within one article the figure it reports as its own."""
    return (
        statement.tier, statement.as_of, statement.own, statement.bounded, statement.value, statement.order,
    )  # fmt: skip


def _range(live: list[Statement], best: Statement | None) -> Figure | None:
    if best is None:
        return None
    floors = [one.figure.low if one.figure.low is not None else one.value for one in live]
    ceilings = [one.figure.high if one.figure.high is not None else one.value for one in live]
    open_below = all(one.figure.op == "at_most" for one in live)
    open_above = any(one.figure.op in ("at_least", "vague") and one.value >= best.value for one in live)
    low = None if open_below else min(floors)
    high = None if open_above else max(ceilings)
    return Figure(op=_operator(low, best, high), low=low, best=best.value, high=high, text=best.figure.text)


def _operator(low: int | None, best: Statement, high: int | None) -> Operator:
    if best.figure.op in ("vague", "about"):
        return best.figure.op
    if low == high == best.value:
        return "exact"
    if high is None:
        return "at_least"
    return "at_most" if low is None else "between"


def _derived(rulings: list[Ruling], live: list[Statement]) -> list[Ruling]:
    """An applied increase is as live as the total it made."""
    alive = {one.report.report_id for one in live if one.figure.delta}
    return [
        replace(ruling, live=ruling.statement.report.report_id in alive)
        if ruling.applied is not None
        else ruling
        for ruling in rulings
    ]


def _entry(ruling: Ruling) -> LedgerEntry:
    statement = ruling.statement
    return LedgerEntry(
        field=statement.field,
        report_id=statement.report.report_id,
        article_id=statement.report.article_id,
        source=statement.report.source,
        origin=statement.origin,
        speaker=statement.speaker,
        role=statement.role,
        tier=statement.tier,
        as_of=published(statement),
        figure=statement.figure,
        applied=ruling.applied,
        quote=statement.quote,
        live=ruling.live,
        superseded_by=ruling.by.report.report_id if ruling.by is not None else None,
        rule=ruling.rule,
    )
