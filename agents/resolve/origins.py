"""Rule 1: wire copies collapse; independence is by origin, not by address."""

from __future__ import annotations

from operator import eq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting
    from strikewatch.schemas.strike_report import StrikeReport


def similarity(one: array[int], other: array[int]) -> float:
    """Share of equal MinHash values, an estimate of the Jaccard index; 0 where either text has no signature."""
    if not one or len(one) != len(other):
        return 0.0
    return float(sum(map(eq, one, other))) / len(one)


def same_text(one: Sighting, other: Sighting, policy: Policy) -> bool:
    """Whether two reports come from one text, perhaps edited on its way."""
    if one.report.article_id == other.report.article_id:
        return True
    if one.report.url is not None and one.report.url == other.report.url:
        return True
    return similarity(one.signature, other.signature) >= policy.similarity


def twins(one: Sighting, other: Sighting, policy: Policy) -> bool:
    """Whether one is a copy of the other that tells the same: they are matched as one, by the first of them."""
    return one.tale == other.tale and same_text(one, other, policy)


def collapsed(sightings: Iterable[Sighting], policy: Policy) -> list[list[Sighting]]:
    """Reports with their twins, the canonically first in front; in canonical order of these."""
    by_tale: dict[object, list[list[Sighting]]] = {}
    for one in sorted(sightings, key=lambda one: one.order):
        told = by_tale.setdefault(one.tale, [])
        for group in told:
            if same_text(group[0], one, policy):
                group.append(one)
                break
        else:
            told.append([one])
    return [group for told in by_tale.values() for group in told]


def origins(members: Iterable[Sighting], policy: Policy) -> dict[str, str]:
    """For every report_id the article_id its text came from: the first, canonically, of its chain of copies."""
    ordered = sorted(members, key=lambda one: one.order)
    leader = list(range(len(ordered)))
    for later, one in enumerate(ordered):
        for earlier in range(later):
            if leader[earlier] != leader[later] and same_text(ordered[earlier], one, policy):
                low, high = sorted((leader[earlier], leader[later]))
                leader = [low if mark == high else mark for mark in leader]
    return {one.report_id: ordered[leader[at]].report.article_id for at, one in enumerate(ordered)}


def publishers(reports: Iterable[StrikeReport], chains: Mapping[str, str]) -> dict[str, str]:
    """For every report_id whose text it was first: an outlet that writes of a strike twice is one source.

    `reports` in canonical order; a text without a source stands for itself.
    """
    own = list(reports)
    firsts = {report.article_id: report for report in reversed(own)}
    return {
        report.report_id: firsts[chains[report.report_id]].source or chains[report.report_id]
        for report in own
    }
