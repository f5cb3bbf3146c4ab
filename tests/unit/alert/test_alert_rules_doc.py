from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from strikes import at_least, place, strike

from strikewatch.agents.alert import Rules, dry_run
from strikewatch.agents.alert.condition import Condition
from strikewatch.agents.alert.incident_fields import INCIDENT_FIELDS
from strikewatch.agents.alert.rule_spec import RuleSpec
from strikewatch.agents.alert.window_fields import WINDOW_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strikewatch.agents.alert.fields import Field

DOC = (Path(__file__).parents[3] / "docs" / "alert-rules.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)


def section(title: str) -> str:
    return DOC.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_in_the_guide_is_sound(example: str) -> None:
    assert Rules.parse(example).rules


def test_the_first_example_says_what_the_guide_says_it_does() -> None:
    there = place("UA-63", "Kharkiv")
    raised, updated, cancelled = dry_run(
        Rules.parse(EXAMPLES[0]),
        [
            strike("UA-63", "2024-05-14", id="a", place=there, targets=("energy",), killed=killed)
            for killed in (at_least(8), 9, 0)
        ],
    )
    assert raised.headline in " ".join(DOC.split())
    assert [raised.severity, updated.msg_type, cancelled.msg_type] == ["severe", "Update", "Cancel"]


def test_the_guide_names_every_key_of_a_rule() -> None:
    keys = section("Keys of a rule")
    for name, field in RuleSpec.model_fields.items():
        assert f"`{field.alias or name}`" in keys


CONDITIONS = [
    condition
    for line in section("Conditions").splitlines()
    if line.startswith("| `")
    for condition in re.findall(r"`([^`]+)`", line.split(" | ")[0])
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_in_the_guide_compiles(condition: str) -> None:
    fields: Mapping[str, Field[Any]] = {**WINDOW_FIELDS, **INCIDENT_FIELDS}
    assert Condition(condition, fields).symbols


@pytest.mark.parametrize(
    ("title", "fields"), [("Fields of incidents", INCIDENT_FIELDS), ("Fields of windows", WINDOW_FIELDS)]
)
def test_the_guide_lists_every_field_as_it_is(title: str, fields: Mapping[str, Field[object]]) -> None:
    rows = [line for line in section(title).splitlines() if line.startswith("| `")]
    assert len(rows) == len(fields)
    for row, (name, field) in zip(rows, fields.items(), strict=True):
        assert row.startswith(f"| `{name}` | {field.kind} | {field.about}")
        assert set(re.findall(r"`([^`]*)`", row)[1:]) == {word for word in field.words if word}
