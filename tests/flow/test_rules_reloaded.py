"""Other rules in a running flow: what holds afterwards is what a restart with them would hold."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from flow import Line, Logs
from prometheus_client import CollectorRegistry

from strikewatch.agents.alert import Rules
from strikewatch.agents.metrics import Metrics
from strikewatch.agents.reloading import RulesWatch

if TYPE_CHECKING:
    from pathlib import Path

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Alert, Article


def rule(name: str, when: str, on: str = 'on = "incident"', fingerprint: str = "incident_id") -> str:
    return f"""
        [[rule]]
        id = "{name}"
        {on}
        event = "Test"
        when = "{when}"
        severity = "minor"
        fingerprint = ["{fingerprint}"]
        headline = "{{region}}: {{killed_text}}"
        expires = "9000d"
    """


BY_INCIDENT = rule("deaths", "killed >= 1", fingerprint="region")
BY_WINDOW = rule("deaths", "killed >= 1", 'on = "window"\nwindow = "365d"', "region")
OF_INJURED = rule("injured", "injured >= 1")
CHANGES = {
    "a rule more": (BY_INCIDENT, BY_INCIDENT + OF_INJURED),
    "a rule less": (BY_INCIDENT + OF_INJURED, OF_INJURED),
    "a rule that asks for more": (rule("deaths", "killed >= 1"), rule("deaths", "killed >= 4")),
    "none left": (BY_INCIDENT + OF_INJURED, ""),
    "from incidents to windows": (BY_INCIDENT, BY_WINDOW),
    "from windows to incidents": (BY_WINDOW, BY_INCIDENT),
    "a rule on windows gone": (BY_WINDOW + OF_INJURED, OF_INJURED),
}


def content(alerts: dict[str, Alert]) -> dict[str, Any]:
    """What the alerts say, apart from what was said before."""
    return {key: (one.headline, one.values, one.incident_ids, one.expires) for key, one in alerts.items()}


def identifiers(logs: Logs) -> list[str]:
    from strikewatch.schemas import Alert  # noqa: PLC0415

    return [
        Alert.decode(message.value).identifier
        for (topic, _), log in sorted(logs.messages.items())
        if topic.startswith("alerts.")
        for message in log
    ]


async def alerts_under(
    settings: Settings, domain: Stages, samples: list[Article], rules: str
) -> dict[str, Any]:
    async with Line(settings, replace(domain, rules=Rules.parse(rules))) as line:
        await line.publish(*samples)
        return content((await line.settled()).alerts)


@pytest.mark.parametrize("change", CHANGES)
async def test_other_rules_hold_at_once_and_a_restart_with_them_adds_nothing(
    settings: Settings, domain: Stages, samples: list[Article], change: str
) -> None:
    before, after = CHANGES[change]
    logs = Logs()
    async with Line(settings, replace(domain, rules=Rules.parse(before)), logs) as line:
        await line.publish(*samples)
        await line.settled()
        assert content(line.alerts) == await alerts_under(settings, domain, samples, before)
        await line.pipeline.alerting.use(Rules.parse(after))
        assert content(line.alerts) == await alerts_under(settings, domain, samples, after)
    sent = identifiers(logs)
    assert len(sent) == len(set(sent)), "an identifier came twice"
    async with Line(settings, replace(domain, rules=Rules.parse(after)), logs) as again:
        for table in again.pipeline.tables:
            await table.hold(range(table.source.partitions))
        await again.settled()
    assert identifiers(logs) == sent


async def test_articles_that_come_while_rules_change_are_all_held_to_the_new_ones(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    before, after = CHANGES["a rule that asks for more"]
    half = len(samples) // 2
    async with Line(settings, replace(domain, rules=Rules.parse(before))) as line:
        await line.publish(*samples[:half])
        await line.acknowledged()
        await line.publish(*samples[half:])
        await line.pipeline.alerting.use(Rules.parse(after))
        await line.settled()
        assert content(line.alerts) == await alerts_under(settings, domain, samples, after)


async def test_there_and_back_again_raises_under_new_identifiers(
    settings: Settings, domain: Stages, samples: list[Article]
) -> None:
    logs = Logs()
    async with Line(settings, replace(domain, rules=Rules.parse(OF_INJURED)), logs) as line:
        await line.publish(*samples)
        first = dict((await line.settled()).alerts)
        await line.pipeline.alerting.use(Rules())
        assert not line.alerts
        await line.pipeline.alerting.use(Rules.parse(OF_INJURED))
        assert line.alerts.keys() == first.keys()
        assert {one.msg_type for one in line.alerts.values()} == {"Alert"}
        assert not {one.identifier for one in first.values()} & {
            one.identifier for one in line.alerts.values()
        }


# The file


class Told:
    """What a watch handed over, and what its metrics say."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rules: list[list[str]] = []
        self.registry = CollectorRegistry()
        self.now = 100.0
        self.watch = RulesWatch(path, self.use, Metrics(self.registry), lambda: self.now, every=0.001)
        self.watch.start(path.read_bytes())

    async def use(self, rules: Rules) -> None:
        self.rules.append([one.id for one in rules.rules])

    def metric(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"strikewatch_alert_rules_last_reload_{name}")

    async def write(self, text: str) -> None:
        """Write and look twice, as the watch does before it believes a change."""
        self.path.write_text(text)
        await self.watch.look()
        await self.watch.look()


@pytest.fixture
def told(tmp_path: Path) -> Told:
    path = tmp_path / "rules.toml"
    path.write_text(BY_INCIDENT)
    return Told(path)


async def test_a_changed_file_is_taken_up_once(told: Told) -> None:
    await told.watch.look()
    assert told.rules == []
    await told.write(OF_INJURED)
    await told.watch.look()
    assert told.rules == [["injured"]]


async def test_wrong_rules_change_nothing_and_are_told_with_their_line(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    told.now = 200.0
    with caplog.at_level(logging.ERROR):
        await told.write(rule("deaths", "killd >= 1"))
    assert told.rules == []
    assert "rules.toml:6: rule `deaths`, when:" in caplog.text
    assert told.metric("successful") == 0
    assert told.metric("success_timestamp_seconds") == 100
    await told.write(BY_INCIDENT + OF_INJURED)
    assert told.rules == [["deaths", "injured"]]
    assert told.metric("successful") == 1
    assert told.metric("success_timestamp_seconds") == 200


async def test_a_file_that_is_gone_changes_nothing(told: Told) -> None:
    told.path.unlink()
    await told.watch.look()
    await told.watch.look()
    assert told.rules == []
    assert told.metric("successful") == 0


async def test_a_file_half_written_is_left_alone(told: Told) -> None:
    told.path.write_text("")
    await told.watch.look()
    told.path.write_text(OF_INJURED)
    await told.watch.look()
    assert told.rules == []
    await told.watch.look()
    assert told.rules == [["injured"]]


async def test_who_asks_gets_it_at_once_changed_or_not(told: Told) -> None:
    told.watch.ask()
    await told.watch.look()
    told.path.write_text(OF_INJURED)
    told.watch.ask()
    await told.watch.look()
    assert told.rules == [["deaths"], ["injured"]]
