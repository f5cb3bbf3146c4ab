"""An alert as a CloudEvents 1.0 event in structured mode (content type `application/cloudevents+json`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strikewatch.schemas.alert import Alert

TYPE = "strikewatch.alert"


def cloud_event(alert: Alert, source: str = "/strikewatch/alerts") -> dict[str, Any]:
    """The event: `source` (a URI reference) and `id` together are unique; `subject` is the fingerprint.

    `type` ends in the kind of message: `strikewatch.alert.update`. Receivers that filter need not open `data`:
    `severity` and `region` are extension attributes.
    """
    data = alert.model_dump(mode="json")
    return {
        "specversion": "1.0",
        "id": alert.identifier,
        "source": source,
        "type": f"{TYPE}.{alert.msg_type.lower()}",
        "subject": alert.fingerprint,
        "time": data["sent"],
        "datacontenttype": "application/json",
        "severity": alert.severity,
        "region": alert.area.region,
        "data": data,
    }
