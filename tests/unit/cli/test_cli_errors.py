"""What the command line says when it cannot: one line, what to do, exit code 2, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["extract"], "error: missing argument 'PATHS'; see: strikewatch extract --help"),
        (["extract", "nothing.txt"], "error: nothing.txt is not there; check the path"),
        (["replay", "x.txt"], "error: missing option '--out'; see: strikewatch replay --help"),
        (["pub"], "error: no such command 'pub'. Did you mean 'publish'?; see: strikewatch --help"),
        (["subscribe", "--from", "yesterday"], "'yesterday' is not one of 'beginning', 'now'"),
        (
            ["subscribe", "--topic", "incidents", "--rule", "x"],
            "error: --rule is about alerts, not incidents; leave it out",
        ),
        (
            ["subscribe", "--topic", "dead-letters", "--severity", "minor"],
            "--severity is about alerts and incidents",
        ),
        (
            ["worker", "--broker", "embedded", "--bootstrap", "x:1"],
            "error: --broker embedded and --bootstrap exclude",
        ),
        (
            ["topics", "list"],
            "error: no Kafka broker is named; set KAFKA_BOOTSTRAP_SERVERS or give --bootstrap",
        ),
    ],
)
def test_a_mistake_is_answered_in_a_line(strikewatch: Command, arguments: list[str], says: str) -> None:
    result = strikewatch(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    "command", [["topics", "list"], ["topics", "create"], ["publish", "{news}"], ["subscribe"], ["worker"]]
)
def test_a_broker_that_is_not_there_is_named_with_its_address_and_what_to_do(
    strikewatch: Command, news: Path, closed_port: int, command: list[str]
) -> None:
    address = f"127.0.0.1:{closed_port}"
    arguments = [each.replace("{news}", str(news)) for each in command]
    result = strikewatch(*arguments, "--bootstrap", address)
    assert result.exit_code == 2
    (line,) = [each for each in result.stderr.splitlines() if each.startswith("error:")]
    assert address in line
    assert "KAFKA_BOOTSTRAP_SERVERS" in line
    assert "Traceback" not in result.stderr


def test_a_setting_that_will_not_do_is_named(strikewatch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEWATCH_PARTITIONS", "many")
    result = strikewatch("topics", "list")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: STRIKEWATCH_PARTITIONS='many' does not do")


def test_alert_rules_that_will_not_do_are_named(
    strikewatch: Command, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rule]]\nid = 'x'\n", encoding="utf-8")
    monkeypatch.setenv("STRIKEWATCH_ALERT_RULES", str(rules))
    result = strikewatch("replay", news, "--out", tmp_path / "tables")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {rules}:")


def test_a_bug_is_not_taken_for_a_mistake(
    strikewatch: Command, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr("strikewatch.agents.stages.load", broken)
    result = strikewatch("extract", news)
    assert isinstance(result.exception, ValueError)


def test_a_reader_that_leaves_ends_it_quietly(samples: Path) -> None:
    command = f"{sys.executable} -m strikewatch.agents.cli.main extract {samples} | head -n 1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, env=os.environ
    )
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert ended.stdout.startswith("{")
