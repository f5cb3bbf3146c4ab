"""Rule 1: wire copies collapse; independence is by origin, not by address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.resolve.sighting import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.strike_report import StrikeReport


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Share of equal MinHash values, an estimate of the Jaccard index; 0 where either text has no signature."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def same_text(one: StrikeReport, other: StrikeReport, policy: Policy) -> bool:
    """Whether two reports come from one text, perhaps edited on its way."""
    if one.article_id == other.article_id or (one.url is not None and one.url == other.url):
        return True
    return similarity(one.signature, other.signature) >= policy.similarity


def origins(reports: Iterable[StrikeReport], policy: Policy) -> dict[str, str]:
    """For every report_id the article_id its text came from: the first, canonically, of its chain of copies."""
    ordered = sorted(reports, key=order_of)
    leader = list(range(len(ordered)))
    for later, report in enumerate(ordered):
        for earlier in range(later):
            if leader[earlier] != leader[later] and same_text(ordered[earlier], report, policy):
                joined, kept = leader[later], leader[earlier]
                low, high = min(joined, kept), max(joined, kept)
                leader = [low if mark == high else mark for mark in leader]
    return {report.report_id: ordered[leader[at]].article_id for at, report in enumerate(ordered)}
