"""docker-compose.yml and the Dockerfile, checked without docker."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from strikewatch.agents.cli.main import app
from strikewatch.agents.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "STRIKEWATCH_"
OURS = ("topics", "worker", "serve")


@pytest.fixture
def dockerfile(root: Path) -> str:
    return (root / "Dockerfile").read_text()


def in_environment(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_it_keeps_to_the_compose_specification(root: Path, compose: dict[str, Any]) -> None:
    schema = json.loads((root / "tests/unit/house/data/compose-spec.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(compose)


def test_the_specification_would_refuse_a_misspelt_key(root: Path, compose: dict[str, Any]) -> None:
    schema = json.loads((root / "tests/unit/house/data/compose-spec.json").read_text())
    compose = compose | {"services": {"worker": compose["services"]["worker"] | {"comand": ["worker"]}}}
    with pytest.raises(jsonschema.ValidationError, match="comand"):
        jsonschema.Draft202012Validator(schema).validate(compose)


@pytest.mark.parametrize("service", OURS)
def test_every_variable_of_ours_is_a_setting(compose: dict[str, Any], service: str) -> None:
    for name, value in compose["services"][service]["environment"].items():
        assert name.removeprefix(PREFIX).lower() in Settings.model_fields, name
        assert isinstance(value, str), (
            f"{name}: YAML reads {value!r}, compose would have to guess its spelling"
        )


@pytest.mark.parametrize("service", OURS)
def test_our_containers_connect_to_its_kafka(
    compose: dict[str, Any], service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = in_environment(compose["services"][service]["environment"], monkeypatch)
    inside = compose["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert f"INSIDE://{settings.bootstrap_servers}" in inside.split(",")
    assert settings.security_protocol == "PLAINTEXT"
    assert settings.allow_plaintext, "kafka is not on this container's loopback"


@pytest.mark.parametrize("service", OURS)
def test_what_our_containers_run_is_a_command(compose: dict[str, Any], service: str, dockerfile: str) -> None:
    assert 'ENTRYPOINT ["strikewatch"]\n' in dockerfile
    result = CliRunner().invoke(app, [*compose["services"][service]["command"], "--help"])
    assert result.exit_code == 0, result.output
    assert f"strikewatch {' '.join(compose['services'][service]['command'])}" in result.output


def test_topics_are_there_before_the_worker_and_kafka_before_both(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert "test" in services["kafka"]["healthcheck"]
    assert services["worker"]["depends_on"] == {"topics": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize(("service", "setting"), [("worker", "web_port"), ("serve", "serve_metrics_port")])
def test_prometheus_scrapes_the_ports_that_ours_serve(
    root: Path, compose: dict[str, Any], service: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = in_environment(compose["services"][service]["environment"], monkeypatch)
    (job,) = yaml.safe_load((root / "monitoring/prometheus.yml").read_text())["scrape_configs"]
    ports = {name: each["port"] for each in job["dns_sd_configs"] for name in each["names"]}
    assert ports[service] == getattr(settings, setting)
    assert settings.web_host == "0.0.0.0"  # noqa: S104  # its own container's; nothing is published


def test_prometheus_finds_the_rules_where_they_are_mounted(root: Path, compose: dict[str, Any]) -> None:
    (pattern,) = yaml.safe_load((root / "monitoring/prometheus.yml").read_text())["rule_files"]
    mounted = dict(mount.split(":")[:2] for mount in compose["services"]["prometheus"]["volumes"])
    assert mounted["./monitoring/rules"] == "/etc/prometheus/rules"
    assert mounted["./monitoring/prometheus.yml"] == "/etc/prometheus/prometheus.yml"
    assert list((root / "monitoring").glob(pattern))


def test_the_dashboard_is_published_on_the_port_it_serves(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = in_environment(compose["services"]["serve"]["environment"], monkeypatch)
    assert compose["services"]["serve"]["ports"] == [f"127.0.0.1:8090:{settings.serve_port}"]
    assert settings.serve_host == "0.0.0.0"  # noqa: S104  # its own container's; published on loopback
    assert f":{settings.serve_metrics_port}/readyz" in compose["services"]["serve"]["healthcheck"]["test"][-1]


def test_the_image_exposes_and_probes_the_default_port(dockerfile: str) -> None:
    default = Settings.model_fields["web_port"].default
    assert f"EXPOSE {default}\n" in dockerfile
    assert f"http://127.0.0.1:{default}/readyz" in dockerfile


def test_what_is_mounted_is_there(root: Path, compose: dict[str, Any]) -> None:
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert mounts
    for mount in mounts:
        source = mount.split(":")[0]
        assert (root / source).exists() if source.startswith(".") else source in compose["volumes"], mount


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_images_of_others_are_pinned_to_a_version(compose: dict[str, Any], dockerfile: str) -> None:
    images = [service["image"] for service in compose["services"].values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert images
    assert [image for image in images if not re.search(r":v?\d+\.\d+", image)] == []


def test_the_image_runs_as_a_user_without_rights(dockerfile: str) -> None:
    final = dockerfile.rpartition("\nFROM ")[2]
    uid = re.search(r"useradd .*--uid (\d+)", final)
    assert uid
    assert int(uid[1]) > 0
    assert final.index("\nUSER strikewatch\n") < final.index("\nENTRYPOINT ")


def test_everything_that_the_image_is_built_from_reaches_the_build(root: Path, dockerfile: str) -> None:
    """`.dockerignore` shuts all out and lets a few in again: what is copied must be among them."""
    *rules, bytecode = [
        line
        for line in (root / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    admitted = {rule.removeprefix("!") for rule in rules[1:]}
    copied = {
        source
        for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
        for source in sources.split()
    }
    assert copied == admitted
    assert all((root / source).exists() for source in copied)
    assert fnmatch("agents/cli/__pycache__", bytecode)
