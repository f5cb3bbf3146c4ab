"""The dashboard asks for nothing that the worker does not tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry

from strikewatch.agents.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRAPED = frozenset({"instance", "job", "le"})
"""Labels that Prometheus adds."""


def told() -> dict[str, frozenset[str]]:
    """Every series name of the worker, and its labels."""
    registry = CollectorRegistry()
    Metrics(registry)
    collectors = registry._names_to_collectors  # noqa: SLF001  # the client has no public way to list them
    return {name: frozenset(getattr(one, "_labelnames", ())) for name, one in collectors.items()}


def panels(root: Path) -> Iterator[dict[str, Any]]:
    dashboard = json.loads((root / "monitoring/grafana/dashboards/strikewatch.json").read_text())
    yield from (panel for panel in dashboard["panels"] if panel["type"] != "row")


def queries(root: Path) -> Iterator[str]:
    for panel in panels(root):
        for target in panel["targets"]:
            yield target["expr"].replace("$__rate_interval", "1m")


def asked(query: str) -> tuple[dict[str, set[str]], set[str]]:
    """Series of a query with the labels it selects by, and the labels it groups by."""
    selected: dict[str, set[str]] = {}
    grouped: set[str] = set()

    def visit(node: object) -> None:
        if isinstance(node, promql_parser.MatrixSelector):
            node = node.vector_selector
        if isinstance(node, promql_parser.VectorSelector):
            labels = {matcher.name for matcher in node.matchers.matchers}
            selected.setdefault(str(node.name), set()).update(labels)
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            grouped.update(node.modifier.labels)

    promql_parser.walk(promql_parser.parse(query), visit)
    return selected, grouped


def test_a_query_is_taken_apart() -> None:
    query = 'sum by (stage) (rate(a_total{topic="x"}[5m])) / on () max(b)'
    assert asked(query) == ({"a_total": {"topic"}, "b": set()}, {"stage"})


def test_every_query_asks_for_a_series_and_labels_that_the_worker_tells(root: Path) -> None:
    series = told()
    for query in queries(root):
        selected, grouped = asked(query)
        assert selected, query
        for name, labels in selected.items():
            assert name in series, f"{name} in {query}"
            assert labels | grouped <= series[name] | SCRAPED, query


def test_a_panel_says_what_it_shows_and_stands_on_its_own_ground(root: Path) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels(root):
        assert panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "prometheus"}
        grid = panel["gridPos"]
        ground = {
            (x, y)
            for x in range(grid["x"], grid["x"] + grid["w"])
            for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert grid["x"] + grid["w"] <= 24
        assert not ground & taken, panel["title"]
        taken |= ground


@pytest.mark.parametrize("label", ["article_id", "title", "text", "url", "source", "incident_id"])
def test_no_metric_carries_what_an_article_says(label: str) -> None:
    assert not [name for name, labels in told().items() if label in labels]


def test_grafana_is_given_the_prometheus_and_the_dashboards_of_compose(
    root: Path, compose: dict[str, Any]
) -> None:
    provisioning = root / "monitoring/grafana/provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())["datasources"]
    assert (source["uid"], source["type"]) == ("prometheus", "prometheus")
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in compose["services"]
    (provider,) = yaml.safe_load((provisioning / "dashboards/strikewatch.yml").read_text())["providers"]
    mounted = dict(mount.split(":")[:2] for mount in compose["services"]["grafana"]["volumes"])
    assert mounted["./monitoring/grafana/dashboards"] == provider["options"]["path"]
