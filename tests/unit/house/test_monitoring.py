"""Dashboard and rules ask for nothing that is not told, every alert is tested, and every metric is documented."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry

from strikewatch.agents.metrics import Metrics
from strikewatch.agents.view.measures import Measures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRAPED = frozenset({"instance", "job", "le"})
"""Labels that Prometheus adds."""


def told() -> dict[str, frozenset[str]]:
    """Every series name of worker and view, and its labels."""
    found: dict[str, frozenset[str]] = {"up": frozenset()}
    for instruments in (Metrics, Measures):
        registry = CollectorRegistry()
        instruments(registry)
        collectors = registry._names_to_collectors  # noqa: SLF001  # the client has no public way to list them
        found |= {name: frozenset(getattr(one, "_labelnames", ())) for name, one in collectors.items()}
    return found


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


def rules(root: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((root / "monitoring/rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


def test_every_rule_asks_for_a_series_that_is_told_or_recorded(root: Path) -> None:
    recorded = {rule["record"] for rule in rules(root) if "record" in rule}
    series = told()
    for rule in rules(root):
        selected, _ = asked(rule["expr"])
        assert selected, rule
        for name, labels in selected.items():
            assert name in recorded or labels <= series[name] | SCRAPED, f"{name} in {rule}"


def test_every_alert_says_what_to_do_and_is_tested_both_ways(root: Path) -> None:
    content = yaml.safe_load((root / "monitoring/tests/alerting.test.yml").read_text())
    checks = [check for test in content["tests"] for check in test["alert_rule_test"]]
    fires = {check["alertname"] for check in checks if check["exp_alerts"]}
    keeps_quiet = {check["alertname"] for check in checks if not check["exp_alerts"]}
    alerts = {rule["alert"]: rule for rule in rules(root) if "alert" in rule}
    assert fires == keeps_quiet == alerts.keys()
    for name, rule in alerts.items():
        assert rule["labels"]["severity"] in {"critical", "warning"}, name
        assert rule["annotations"].keys() == {"summary", "action"}, name


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool: Debian has it in `prometheus`")
@pytest.mark.parametrize(
    "check",
    [
        ("test", "rules", "monitoring/tests/alerting.test.yml"),
        ("check", "config", "monitoring/prometheus.yml"),
    ],
    ids=" ".join,
)
def test_promtool_finds_nothing_wrong(root: Path, check: tuple[str, ...]) -> None:
    done = subprocess.run(["promtool", *check], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_metric_and_label_and_alert_is_documented(root: Path) -> None:
    page = (root / "docs/monitor.md").read_text()
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `strikewatch_")]
    documented = {cells[1].strip().strip("`"): cells[2] for cells in rows}
    suffixes = ("_bucket", "_sum", "_count", "_created")
    exposed = {name for name in told() if not name.endswith(suffixes) and name != "up"}
    exposed -= {name for name in exposed if f"{name}_total" in exposed}
    assert documented.keys() == exposed
    for name, labels in told().items():
        if name in documented:
            assert {label for label in labels if f"`{label}`" not in documented[name]} == set(), name
    assert [
        rule["alert"] for rule in rules(root) if "alert" in rule and f"`{rule['alert']}`" not in page
    ] == []
