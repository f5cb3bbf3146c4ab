"""docs/settings.md lists every setting as the code has it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from strikewatch.agents.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

ROW = re.compile(r"^\| `STRIKEWATCH_([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def documented(root: Path) -> dict[str, tuple[str, str]]:
    """Default and meaning of every row, by field."""
    rows = ROW.findall((root / "docs/settings.md").read_text())
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name.lower(): (default, meaning) for name, default, meaning in rows}


def written(field: str) -> str:
    """A default as the page writes it."""
    default = Settings.model_fields[field].default
    if default is None:
        return "not set"
    if default == "":
        return "empty"
    if isinstance(default, (bool, tuple)):
        return f"`{json.dumps(default)}`"
    return f"`{default}`"


def test_no_setting_is_missing_and_none_is_made_up(documented: dict[str, tuple[str, str]]) -> None:
    assert sorted(documented) == sorted(Settings.model_fields)


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_its_default_and_every_choice_are_the_codes_own(
    documented: dict[str, tuple[str, str]], field: str
) -> None:
    default, meaning = documented[field]
    assert default == written(field)
    choices = re.findall(r"'([^']+)'", str(Settings.model_fields[field].annotation).partition("Literal")[2])
    assert [choice for choice in choices if f"`{choice}`" not in meaning] == []


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_the_code_says_what_it_is_for(field: str) -> None:
    assert Settings.model_fields[field].description


@pytest.mark.parametrize(
    ("environment", "servers"),
    [
        ({}, None),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:9092"}, "a:9092"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:9092", "STRIKEWATCH_BOOTSTRAP_SERVERS": "b:9092"}, "b:9092"),
    ],
)
def test_kafkas_usual_variable_is_read_and_ours_wins(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], servers: str | None
) -> None:
    for name in ("KAFKA_BOOTSTRAP_SERVERS", "STRIKEWATCH_BOOTSTRAP_SERVERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings().bootstrap_servers == servers


def test_a_secret_may_stand_in_a_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "strikewatch_sasl_password").write_text("from the file")
    password = Settings(_secrets_dir=tmp_path).sasl_password
    assert password is not None
    assert password.get_secret_value() == "from the file"
    assert "from the file" not in repr(Settings(_secrets_dir=tmp_path))
    monkeypatch.setenv("STRIKEWATCH_SASL_PASSWORD", "from the environment")
    password = Settings(_secrets_dir=tmp_path).sasl_password
    assert password is not None
    assert password.get_secret_value() == "from the environment"


def test_another_process_can_be_given_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        bootstrap_servers="a:1,b:2",
        allow_plaintext=True,
        sasl_password="x",  # noqa: S106  # opens nothing
        languages=("en", "uk"),
        web_port=0,
    )
    for name, value in given.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == given
