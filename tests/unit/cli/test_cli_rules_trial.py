"""`strikewatch rules test`: what a subscriber would have received, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from strikewatch.schemas import Alert

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]

RULES = """version = 1
[[rule]]
id = "toll"
on = "incident"
event = "Toll"
when = "killed >= 3"
severity = "minor"
fingerprint = ["incident_id"]
headline = "{place}: {killed_text} killed"
expires = "30d"

[[rule]]
id = "massacre"
on = "incident"
event = "Toll"
when = "killed >= 3000"
severity = "extreme"
fingerprint = ["incident_id"]
headline = "{place}"
"""
STORY = (
    ("first", "2024-05-06T08:00:00Z", "killing three people"),
    ("more", "2024-05-06T15:00:00Z", "killing five people"),
    ("corrected", "2024-05-09T09:00:00Z", "killing one person"),
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A toll that rises, and is corrected downwards, written down in no order."""
    lines = [
        {
            "id": name, "source": "Wire", "published_at": at,
            "text": f"A Russian missile struck the city of Kharkiv on 6 May 2024, {toll}, the regional governor said.",
        }
        for name, at, toll in STORY
    ]  # fmt: skip
    path = tmp_path / "story.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in reversed(lines)), encoding="utf-8")
    return path


def messages(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_message_comes_with_the_article_that_brought_it(
    strikewatch: Command, rules: Path, story: Path
) -> None:
    found = messages(strikewatch("rules", "test", rules, "--input", story, "--format", "json"))
    assert [(each["article_id"], each["received"]) for each in found] == [(name, at) for name, at, _ in STORY]
    alerts = [Alert.parse(each["alert"]) for each in found]
    assert [each.msg_type for each in alerts] == ["Alert", "Update", "Cancel"]
    assert [each.headline for each in alerts[:2]] == ["Kharkiv: 3 killed", "Kharkiv: 5 killed"]
    assert len({each.fingerprint for each in alerts}) == 1


def test_the_table_says_when_what_and_which_rule_and_the_end_which_rules_were_silent(
    strikewatch: Command, rules: Path, story: Path
) -> None:
    result = strikewatch("rules", "test", rules, "--input", story)
    header, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert header == ["received", "message", "severity", "area", "rule", "headline"]
    assert rows[0] == ["2024-05-06 08:00", "new", "minor", "UA-63", "toll", "Kharkiv: 3 killed"]
    assert [row[1] for row in rows] == ["new", "updated", "cancelled"]
    assert result.stderr.strip() == "3 messages: 1 new, 1 updated, 1 cancelled; never fired: massacre"


def test_live_leaves_out_what_was_no_news(strikewatch: Command, rules: Path, tmp_path: Path) -> None:
    path = tmp_path / "late.txt"
    path.write_text(" date 2024-05-30 A missile struck Kharkiv on 6 May 2024, killing four people.", "utf-8")
    command = ["rules", "test", rules, "--input", path, "--format", "json", "--alerts"]
    assert len(messages(strikewatch(*command, "all"))) == 1
    assert messages(strikewatch(*command, "live")) == []


def test_several_inputs_are_one_stream(strikewatch: Command, rules: Path, tmp_path: Path) -> None:
    for name, day, killed in (("a", "07", "five"), ("b", "06", "three")):
        text = f" date 2024-05-{day} A missile struck Kharkiv on 6 May 2024, killing {killed} people."
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    command = ["rules", "test", rules, "--format", "json"]
    found = messages(strikewatch(*command, "--input", tmp_path / "a.txt", "--input", tmp_path / "b.txt"))
    assert [each["article_id"] for each in found] == ["b", "a"]


def test_what_is_no_article_is_named_and_the_rest_is_tried(
    strikewatch: Command, rules: Path, story: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("nope\n", encoding="utf-8")
    result = strikewatch("rules", "test", rules, "--input", bad, "--input", story, "--format", "json")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert f"{bad}:1: not JSON" in result.stderr
    assert result.stderr.endswith("error: 1 of 4 articles could not be processed\n")


def test_a_rule_that_is_wrong_is_named_before_anything_is_read(strikewatch: Command, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(RULES.replace('killed >= 3"', 'dead >= 3"'), encoding="utf-8")
    result = strikewatch("rules", "test", path, "--input", tmp_path / "nothing.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {path}:6:")
