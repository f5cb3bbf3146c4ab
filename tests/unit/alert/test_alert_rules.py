from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from strikes import strike

from strikewatch.agents.alert import Rules, RulesError
from strikewatch.agents.alert.condition import Condition, ConditionError
from strikewatch.agents.alert.fields import Reading, figure_in_words
from strikewatch.agents.alert.incident_fields import INCIDENT_FIELDS
from strikewatch.agents.alert.template import Template, TemplateError
from strikewatch.schemas import Figure

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version = 1

[lists]
critical = ["energy", "health"]

[[rule]]
id = "toll"
on = "incident"
event = "Toll"
when = "killed >= 3"
fingerprint = ["incident_id"]
headline = "{place}"
[rule.severity]
severe = "killed >= 10"
"""


def holds(condition: str, **incident: object) -> bool:
    values = Reading(INCIDENT_FIELDS, strike("UA-63", "2024-05-14", **incident))
    return Condition(condition, INCIDENT_FIELDS, {"critical": frozenset({"energy", "health"})}).holds(values)


@pytest.mark.parametrize(
    "condition",
    [
        "killed >= 3 and killed < 10",
        "targets & critical",
        "'energy' in targets and not ('nuclear' in targets)",
        "(targets & {'energy', 'oil'}).length == 1",
        "(killed_high ?? 0) == 5",
        "country in ['UA', 'MD'] and region == 'UA-63'",
        "(killed + 2 * injured) / 10 > 0.4",
        "killed_stated ? killed > 4 : false",
        "killed > 100 or outcome == 'impact'",
    ],
)
def test_a_condition_asks_about_an_incident(condition: str) -> None:
    assert holds(condition, killed=5, targets=("energy",))


def test_what_is_not_stated_is_nought_and_said_to_be_unstated() -> None:
    assert holds("killed == 0 and not killed_stated and killed_high == null")
    assert holds("killed == 0 and killed_stated", killed=0)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("kiled >= 3", "unknown field `kiled`: did you mean `killed`?"),
        ("killed >= ", "syntax error"),
        ("killed >= 'three'", "mismatch"),
        ("killed == 'three'", "compared with"),
        ("killed_high > 3", r"write `\(field \?\? 0\)`"),
        ("-targets", "a minus stands before a number, not before a set"),
        ("killed", "is true or false"),
        ("place", "is true or false"),
        ("'power' in targets", "never `power`"),
        ("targets & {'energy', 'powerplant'}", "never `powerplant`"),
        ("outcome == 'hit'", "never `hit`"),
        ("grade in ['fair', 'good']", "never `good`"),
        ("killed / injured > 2", "division"),
        ("killed / 0 > 2", "arithmetic|division"),
        ("killed & 3 == 1", "sets|mismatch"),
        ("killed > 3" + " " * 1000, "at most 1000"),
    ],
)
def test_a_wrong_condition_is_refused_at_load(condition: str, reason: str) -> None:
    with pytest.raises(ConditionError, match=reason):
        Condition(condition, INCIDENT_FIELDS)


@pytest.mark.parametrize(
    "condition",
    [
        "$now > d'2024-01-01'",
        "$random() > 0.5",
        "$any([true])",
        "$parse_datetime('2024-01-01') == $today",
        "d'2024-01-01' < t'P1D'",
        "place =~ '(a+)+$'",
        "place =~~ 'a'",
        "[x for x in targets] == ['energy']",
        "place[0] == 'K'",
        "place[0:3] == 'Kha'",
        "killed ** 9 ** 9 > 1",
        "1 << 99999999999 > killed",
        "place.__class__ == 'str'",
        "place.to_ary.length > 2",
        "place.as_lower == 'kharkiv'",
        "casualties.killed.low > 2",
        "incident > 2",
        "__builtins__ == 1",
        "{'a': killed}['a'] == 1",
    ],
)
def test_a_condition_reaches_nothing_but_its_fields(condition: str) -> None:
    with pytest.raises(ConditionError):
        Condition(condition, INCIDENT_FIELDS)


def test_a_text_may_hold_what_the_language_leaves_out() -> None:
    assert not holds("place == '$now << 3 ** 4'")


@pytest.mark.parametrize(
    "headline", ["{killed.real}", "{killed!r}", "{0}", "{}", "{killed:>9999999}", "{{killed}}", "{killed"]
)
def test_a_headline_holds_fields_and_nothing_else(headline: str) -> None:
    with pytest.raises(TemplateError):
        Template(headline, INCIDENT_FIELDS)


def test_the_rules_that_come_with_the_system_are_sound() -> None:
    rules = Rules.from_seeds()
    assert rules.ids("incident") >= {"incident-toll", "national-munitions", "critical-infrastructure"}
    assert rules.ids("window") == {"surge", "first-strike"}


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('when = "killed >= 3"', 'when = "kiled >= 3"', 10, "rule `toll`, when: unknown field `kiled`"),
        ('severe = "killed >= 10"', 'severe = "killed >= place"', 14, "rule `toll`, severe"),
        ('"incident_id"', '"incident"', 11, "fingerprint: unknown field `incident`"),
        ('"incident_id"', '"killed"', 11, "fingerprint: `killed` is not a text field"),
        ('"{place}"', '"{plaice}"', 12, "headline: `{plaice}` is not a field"),
        ('event = "Toll"\n', "", 6, "rule `toll`, event: Field required"),
        ('on = "incident"', 'on = "region"', 8, "rule `toll`, on"),
        ('on = "incident"', 'on = "incident"\nwindow = "24h"', 6, "no meaning in a rule on incidents"),
        ('on = "incident"', 'on = "window"', 6, "names its `window`"),
        ('on = "incident"', 'on = "incident"\nexpires = "3 days"', 9, "not a duration"),
        ('on = "incident"', 'on = "incident"\nexpire = "3d"', 9, "expire: Extra inputs"),
        ("severe =", "sever =", 13, "severity: `sever` is no severity"),
        ("critical =", "killed =", 4, "has the name of a field"),
        ("version = 1", "version = 2", 1, "version"),
        ("[[rule]]", "[[rule]", 6, "not TOML"),
        ("[lists]", "[list]", 3, "list: Extra inputs"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = tmp_path / "mine.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(RulesError) as caught:
        Rules.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert reason in str(caught.value)


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(RulesError, match=r"rules:16: rule `toll` is there twice"):
        Rules.parse(GOOD + GOOD[GOOD.index("[[rule]]") :])


def test_a_rules_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"nowhere\.toml"):
        Rules.load(tmp_path / "nowhere.toml")


def test_a_window_without_a_month_before_it_has_no_mean() -> None:
    text = GOOD.replace('on = "incident"', 'on = "window"\nwindow = "30d"').replace(
        "killed >= 3", "mean_30d > 1"
    )
    text = text.replace("incident_id", "region").replace("{place}", "{region_name}")
    with pytest.raises(RulesError, match="up to 7d only"):
        Rules.parse(text)
    assert Rules.parse(text.replace('"30d"', '"7d"')).ids("window") == {"toll"}


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (None, "not stated"),
        (Figure(low=5, best=5, high=5), "5"),
        (Figure(low=0, best=0, high=0), "0"),
        (Figure(op="at_least", low=8, best=8), "at least 8"),
        (Figure(op="at_most", best=30, high=30), "up to 30"),
        (Figure(op="between", low=3, best=3, high=4), "3 to 4"),
        (Figure(op="about", best=12), "about 12"),
        (Figure(op="vague", text="an unknown number of people"), "not stated"),
        (Figure(), "not stated"),
        (Figure(op="vague", low=12, text="dozens"), "dozens"),
    ],
)
def test_figures_are_said_as_they_were_stated(figure: Figure | None, words: str) -> None:
    assert figure_in_words(figure) == words
