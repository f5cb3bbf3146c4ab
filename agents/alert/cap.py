"""An alert as an OASIS CAP 1.2 message (https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

if TYPE_CHECKING:
    from datetime import datetime

    from strikewatch.schemas.alert import Alert

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_FORBIDDEN_IN_NAMES = re.compile(r"[\s,<&]")
_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cap_time(moment: datetime) -> str:
    """CAP wants an offset, writes UTC as `-00:00`, and knows no fractions of a second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S-00:00")


def printable(text: str) -> str:
    """Without the characters that XML cannot carry."""
    return _FORBIDDEN_IN_XML.sub("", text)


def _put(parent: Element, name: str, text: str | None) -> None:
    """An element, unless there is nothing to say; characters that XML cannot carry are left out."""
    if text:
        SubElement(parent, name).text = printable(text)


def _pair(parent: Element, name: str, key: str, value: str) -> None:
    pair = SubElement(parent, name)
    _put(pair, "valueName", key)
    _put(pair, "value", value)


def _area(info: Element, alert: Alert) -> None:
    area = SubElement(info, "area")
    _put(area, "areaDesc", alert.area.name)
    if alert.area.point is not None:
        longitude, latitude = alert.area.point
        _put(area, "circle", f"{latitude},{longitude} {alert.area.radius_km or 0:g}")
    _pair(area, "geocode", "ISO3166-2" if "-" in alert.area.region else "ISO3166-1", alert.area.region)


def _info(message: Element, alert: Alert, sender_name: str) -> None:
    info = SubElement(message, "info")
    quotes = "\n".join(f"“{one.quote}” ({one.source or 'unknown source'})" for one in alert.evidence)
    _put(info, "language", "en")
    _put(info, "category", "Security")
    _put(info, "event", alert.event)
    _put(info, "urgency", alert.urgency)
    _put(info, "severity", alert.severity.capitalize())
    _put(info, "certainty", alert.certainty)
    _pair(info, "eventCode", "strikewatch:rule", alert.rule)
    _put(info, "onset", cap_time(alert.onset) if alert.onset else None)
    _put(info, "expires", cap_time(alert.expires) if alert.expires else None)
    _put(info, "senderName", sender_name)
    _put(info, "headline", alert.headline)
    _put(info, "description", "\n".join(part for part in (alert.description, quotes) if part))
    for name, value in sorted(alert.values.items()):
        _pair(info, "parameter", f"strikewatch:{name}", "" if value is None else str(value))
    _area(info, alert)


def cap_xml(
    alert: Alert, sender: str = "strikewatch", sender_name: str = "strikewatch", status: str = "Actual"
) -> str:
    """The CAP message. `sender` identifies the issuer for good, `status` is CAP's: `Actual`, `Exercise`, `Test` ..

    Raises:
        ValueError: a sender with white space, a comma, `<` or `&`, which CAP forbids.
    """
    message = cap_element(alert, sender, sender_name, status)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(message, encoding="unicode")


def cap_element(
    alert: Alert, sender: str = "strikewatch", sender_name: str = "strikewatch", status: str = "Actual"
) -> Element:
    """The same as an element, to stand in a document of others.

    Raises:
        ValueError: as `cap_xml`.
    """
    if not sender or _FORBIDDEN_IN_NAMES.search(sender):
        raise ValueError(f"CAP forbids white space, commas, `<` and `&` in a sender: {sender!r}")
    message = Element("alert", xmlns=NAMESPACE)
    _put(message, "identifier", alert.identifier)
    _put(message, "sender", sender)
    _put(message, "sent", cap_time(alert.sent))
    _put(message, "status", status)
    _put(message, "msgType", alert.msg_type)
    _put(message, "scope", "Public")
    _put(message, "note", alert.description if alert.msg_type == "Cancel" else None)
    former = zip(alert.references, alert.reference_times, strict=True)
    _put(message, "references", " ".join(f"{sender},{name},{cap_time(sent)}" for name, sent in former))
    _put(
        message,
        "incidents",
        " ".join(f'"{one}"' if re.search(r"\s", one) else one for one in alert.incident_ids),
    )
    _info(message, alert, sender_name)
    return message
