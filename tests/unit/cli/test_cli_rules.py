"""`strikewatch rules lint`: a file of alert rules, read as a worker would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.alert import Rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]


def test_the_rules_that_come_with_the_system_are_listed(strikewatch: Command) -> None:
    result = strikewatch("rules", "lint")
    assert result.exit_code == 0
    listed = [line.split("\t")[0] for line in result.stdout.splitlines()[1:]]
    assert listed == [rule.id for rule in Rules.from_seeds().rules]


def test_a_rule_that_is_wrong_is_named_with_its_line(strikewatch: Command, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(
        'version = 1\n[[rule]]\nid = "toll"\non = "incident"\nevent = "Toll"\nwhen = "dead >= 3"\n'
        'severity = "minor"\nfingerprint = ["incident_id"]\nheadline = "x"\n',
        encoding="utf-8",
    )
    result = strikewatch("rules", "lint", path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {path}:6:")
    assert "dead" in result.stderr


def test_a_file_that_is_not_there_is_named(strikewatch: Command, tmp_path: Path) -> None:
    result = strikewatch("rules", "lint", tmp_path / "no.toml")
    assert result.exit_code == 2
    assert "no.toml" in result.stderr
