"""Secrets come from the environment or from files, and are shown nowhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner

from strikewatch.agents.cli.logs import LOUD, configure
from strikewatch.agents.cli.main import app
from strikewatch.agents.settings import SECRETS, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = "too-short"
"""No token: those have sixteen letters."""


@pytest.fixture
def _root_logger() -> Iterator[None]:
    """The root logger as it was."""
    root = logging.getLogger()
    before = root.level, list(root.handlers), {name: logging.getLogger(name).level for name in LOUD}
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def test_every_field_that_is_secret_is_known_as_one() -> None:
    held = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    assert sorted(held) == sorted(SECRETS)


def test_no_field_that_sounds_secret_is_plain() -> None:
    named = [
        name
        for name in Settings.model_fields
        if {"password", "token", "authorization", "key"} & {*name.split("_")}
    ]
    assert set(named) <= set(SECRETS)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_in_no_text_of_the_settings(name: str) -> None:
    settings = Settings(**{name: SecretStr("a secret of the tests")})
    for text in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump())):
        assert "a secret of the tests" not in text


def test_a_secret_that_does_not_do_is_not_repeated_to_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEWATCH_SERVE_TOKEN", SHORT)
    result = CliRunner().invoke(app, ["topics", "list"])
    assert result.exit_code == 2
    assert "STRIKEWATCH_SERVE_TOKEN does not do" in result.stderr
    assert SHORT not in result.output
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert SHORT not in str(caught.value)


@pytest.mark.parametrize("command", ["publish", "subscribe", "worker", "serve", "webhook", "topics"])
def test_no_command_takes_a_secret_as_an_option(command: str) -> None:
    """Others on the machine could read it in the list of processes."""
    said = CliRunner().invoke(app, [command, "--help"]).stdout.lower()
    assert [word for word in ("--password", "--token", "--sasl", "--secret") if word in said] == []


@pytest.mark.usefixtures("_root_logger")
def test_kafkas_client_never_logs_what_it_sends_however_much_is_logged() -> None:
    """It logs requests for debugging; one of them holds the password of SASL PLAIN."""
    configure("debug")
    assert logging.getLogger().isEnabledFor(logging.DEBUG)
    for name in ("aiokafka", "aiokafka.conn", "aiokafka.client", "faust.transport"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_every_port_is_on_loopback_unless_told_otherwise() -> None:
    assert {
        field: Settings.model_fields[field].default
        for field in Settings.model_fields
        if field.endswith("_host")
    } == {
        "web_host": "127.0.0.1",
        "serve_host": "127.0.0.1",
    }
