"""docs/api.md names what can be asked, what is answered, and what Prometheus is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import viewing
from prometheus_client import CollectorRegistry

from strikewatch.agents.view import answers
from strikewatch.agents.view.measures import Measures
from strikewatch.agents.view.service_routes import EVENT

DOC = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", DOC, flags=re.DOTALL)
NAMED = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", PROSE))))
SHOWN = set(re.findall(r'"(\w+)":', DOC))
OURS = (
    answers.Status, answers.RegionPage, answers.Region, answers.Series, answers.WeaponSeries, answers.AreaSeries,
    answers.TimelineAnswer, answers.IncidentPage, answers.IncidentAccount, answers.FigureAccount,
    answers.Superseded, answers.KnownState, answers.Report, answers.AlertPage, answers.Accepted, answers.Problem,
)  # fmt: skip


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    document: dict[str, Any] = viewing.service().app.openapi()
    return document


def test_every_address_is_named(described: dict[str, Any]) -> None:
    spelt = {re.sub(r"\{incident_id\}", "{id}", path) for path in described["paths"]}
    assert [
        path
        for path in sorted(spelt)
        if f"`{path}`" not in DOC and f" {path}`" not in DOC and f"`{path}?" not in DOC
    ] == []


def test_every_parameter_is_named(described: dict[str, Any]) -> None:
    asked = {
        parameter["name"]
        for methods in described["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
    }
    assert {"region", "window", "cursor", "level", "bucket", "state", "of"} <= asked
    assert asked - NAMED - {"incident_id", "last-event-id", "code", "fingerprint"} == set()


@pytest.mark.parametrize("answer", OURS, ids=lambda model: model.__name__)
def test_every_field_of_an_answer_is_named(answer: Any) -> None:
    assert set(answer.model_fields) - NAMED - SHOWN == set()


def test_what_is_added_to_the_records_in_lists_is_explained() -> None:
    added = set(answers.IncidentItem.model_fields) - set(answers.Incident.model_fields)
    assert added == {"counted_at", "shortest_window", "report_count", "claim_count", "superseded_count"}
    for name in added:
        assert f"| `{name}` |" in DOC


def test_the_status_that_is_shown_is_one() -> None:
    (shown,) = [
        json.loads(block) for block in re.findall(r"```json\n(\{\n  \"version\".+?)```", DOC, re.DOTALL)
    ]
    assert answers.Status.model_validate(shown)


def test_every_event_of_the_stream_is_explained() -> None:
    assert [name for name in EVENT["properties"]["event"]["enum"] if f"| `{name}` |" not in DOC] == []


def test_every_metric_is_listed_with_its_labels() -> None:
    rows = {
        name: set(re.findall(r"`(\w+)`", labels))
        for name, labels in re.findall(r"^\| `(strikewatch_\w+)` \| (.*?) \|", DOC, re.MULTILINE)
    }
    registry = CollectorRegistry()
    Measures(registry)
    collectors = set(registry._names_to_collectors.values())  # noqa: SLF001  # as test_monitoring.py
    told = {}
    for one in collectors:
        name = str(one._name)  # type: ignore[attr-defined]  # noqa: SLF001
        told[name + ("_total" if type(one).__name__ == "Counter" else "")] = set(one._labelnames)  # type: ignore[attr-defined]  # noqa: SLF001
    assert rows == told
