"""The labelled stream of tests/golden/resolution: are the right reports together, and are the tolls right?"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from labelled_stream import Bounds, Stream, read

from strikewatch.agents.resolve import Policy, resolve

if TYPE_CHECKING:
    from strikewatch.schemas import Figure, Incident


@pytest.fixture(scope="module")
def stream() -> Stream:
    return read(Path(__file__).parent / "resolution" / "stream.txt")


@pytest.fixture(scope="module")
def incidents(stream: Stream) -> dict[str, Incident]:
    return {one.incident_id: one for one in resolve(stream.reports, Policy.from_seeds())}


@pytest.fixture(scope="module")
def incident_of(incidents: dict[str, Incident]) -> dict[str, str]:
    """Report id -> incident id."""
    return {report_id: name for name, one in incidents.items() for report_id in one.reports}


def bounds(figure: Figure | None) -> Bounds:
    return None if figure is None else (figure.low, figure.best, figure.high)  # type: ignore[return-value]  # an open bound differs from every label


def test_the_stream_is_large_enough_to_mean_something(stream: Stream) -> None:
    assert len(stream.strikes) >= 40
    assert len(stream.articles) >= 160


def test_pairwise_f1(stream: Stream, incident_of: dict[str, str]) -> None:
    labelled = {report: strike for report, strike in stream.strike_of.items() if strike is not None}
    together = Counter(
        (labelled[one] == labelled[two], incident_of[one] == incident_of[two])
        for one, two in combinations(labelled, 2)
    )
    right = together[True, True]
    precision = right / (right + together[False, True])
    recall = right / (right + together[True, False])
    assert 2 * precision * recall / (precision + recall) >= 0.98, (precision, recall)


def test_b_cubed_f1(stream: Stream, incident_of: dict[str, str]) -> None:
    labelled = {report: strike for report, strike in stream.strike_of.items() if strike is not None}
    precision = recall = 0.0
    for report, strike in labelled.items():
        found = {other for other in labelled if incident_of[other] == incident_of[report]}
        true = {other for other, its in labelled.items() if its == strike}
        precision += len(found & true) / len(found) / len(labelled)
        recall += len(found & true) / len(true) / len(labelled)
    assert 2 * precision * recall / (precision + recall) >= 0.98, (precision, recall)


def test_tolls(stream: Stream, incidents: dict[str, Incident], incident_of: dict[str, str]) -> None:
    wrong = []
    for strike in stream.strikes.values():
        homes = Counter(
            incident_of[report] for report, its in stream.strike_of.items() if its == strike.strike_id
        )
        incident = incidents[homes.most_common(1)[0][0]]
        found = bounds(incident.casualties.killed), bounds(incident.casualties.injured)
        if found != (strike.killed, strike.injured):
            wrong.append((strike, found))
    assert wrong == []


def test_sums_and_torn_reports_count_nowhere(
    stream: Stream, incidents: dict[str, Incident], incident_of: dict[str, str]
) -> None:
    for report, strike in stream.strike_of.items():
        if strike is None and report in incident_of:  # a strike of two years ago is left out altogether
            assert not incidents[incident_of[report]].counts
