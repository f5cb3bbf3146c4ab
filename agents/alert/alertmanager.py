"""Alerts as Alertmanager's webhook sends them, payload version 4, so that its receivers take ours as well.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xxhash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from strikewatch.schemas.alert import Alert

VERSION = "4"
NO_END = "0001-01-01T00:00:00Z"
"""What Alertmanager writes for the end of what goes on (Go's zero time)."""


def payload(alerts: Sequence[Alert], receiver: str = "strikewatch") -> dict[str, Any]:
    """One notification; of several messages about one alert the last stands. At least one alert.

    An alert that moves to another severity is another one to Alertmanager, whose alerts are their labels: the
    former is resolved, the new one fires.
    """
    latest = {fingerprint(one): one for one in alerts}
    told = [_alert(name, one) for name, one in latest.items()]
    return {
        "version": VERSION,
        "groupKey": f"{{}}:{{receiver={receiver!r}}}",
        "truncatedAlerts": 0,
        "status": "firing" if any(one["status"] == "firing" for one in told) else "resolved",
        "receiver": receiver,
        "groupLabels": {},
        "commonLabels": _common([one["labels"] for one in told]),
        "commonAnnotations": _common([one["annotations"] for one in told]),
        "externalURL": "",
        "alerts": told,
    }


def fingerprint(alert: Alert) -> str:
    """64 bits, as Alertmanager's, of what tells one alert from another."""
    return xxhash.xxh3_64_hexdigest(f"{alert.fingerprint}\n{alert.severity}".encode())


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _alert(name: str, alert: Alert) -> dict[str, Any]:
    over = alert.msg_type == "Cancel"
    return {
        "status": "resolved" if over else "firing",
        "labels": {
            "alertname": alert.rule,
            "severity": alert.severity,
            "region": alert.area.region,
            "area": alert.area.name,
            "event": alert.event,
            "subject": alert.fingerprint,
        },
        "annotations": _annotations(alert),
        "startsAt": _written(alert.onset or alert.sent),
        "endsAt": _written(alert.sent) if over else NO_END,
        "generatorURL": "",
        "fingerprint": name,
    }


def _annotations(alert: Alert) -> dict[str, str]:
    """Texts for people; only what is known."""
    texts = {
        "summary": alert.headline,
        "description": alert.description,
        "certainty": alert.certainty,
        "identifier": alert.identifier,
        "msg_type": alert.msg_type,
        "expires": _written(alert.expires) if alert.expires else "",
        "evidence": "\n".join(f"“{one.quote}” ({one.source or 'unknown source'})" for one in alert.evidence),
    }
    return {key: text for key, text in texts.items() if text}


def _common(sets: Sequence[dict[str, str]]) -> dict[str, str]:
    """The pairs that all of them share."""
    first, *rest = sets
    return {key: value for key, value in first.items() if all(one.get(key) == value for one in rest)}
