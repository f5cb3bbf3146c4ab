"""What a receiver of Alertmanager's webhook gets of our alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikes import strike

from strikewatch.agents.alert import Rules, dry_run
from strikewatch.agents.alert.alertmanager import NO_END, payload

if TYPE_CHECKING:
    from strikewatch.schemas import Alert

SEEDS = Rules.from_seeds()


def told(*tolls: int) -> list[Alert]:
    incidents = [strike("UA-63", "2024-05-14", id="market", killed=toll) for toll in tolls]
    return [alert for alert in dry_run(SEEDS, incidents) if alert.rule == "incident-toll"]


def test_an_alert_fires_with_what_it_is_about_as_labels_and_what_it_says_as_annotations() -> None:
    sent = payload(told(6))
    (alert,) = sent["alerts"]
    assert (sent["version"], sent["status"], alert["status"]) == ("4", "firing", "firing")
    assert alert["labels"] == {
        "alertname": "incident-toll", "severity": "moderate", "region": "UA-63", "area": "UA-63",
        "event": "Strike with casualties", "subject": "incident-toll|market",
    }  # fmt: skip
    assert alert["annotations"]["summary"] == "UA-63: killed 6"
    assert (alert["startsAt"], alert["endsAt"]) == ("2024-05-14T09:00:00Z", NO_END)
    assert sent["commonLabels"] == alert["labels"]


def test_of_several_messages_about_one_alert_the_last_is_sent() -> None:
    (alert,) = payload(told(6, 7))["alerts"]
    assert alert["annotations"]["summary"] == "UA-63: killed 7"
    assert alert["fingerprint"] == payload(told(6))["alerts"][0]["fingerprint"]


def test_a_cancelled_alert_is_resolved() -> None:
    sent = payload(told(6, 1))
    (alert,) = sent["alerts"]
    assert (sent["status"], alert["status"], alert["endsAt"]) == (
        "resolved",
        "resolved",
        "2024-05-14T18:07:00Z",
    )


def test_an_alert_that_moved_resolves_at_the_former_severity_and_fires_at_the_new() -> None:
    sent = payload(told(6, 12))
    assert [(one["labels"]["severity"], one["status"]) for one in sent["alerts"]] == [
        ("moderate", "resolved"),
        ("severe", "firing"),
    ]
    assert sent["status"] == "firing"
    assert "severity" not in sent["commonLabels"]
    assert len({one["fingerprint"] for one in sent["alerts"]}) == 2
