"""Alerts as an Atom feed (RFC 4287), each entry with its CAP 1.2 message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from strikewatch.agents.alert.cap import cap_element, printable
from strikewatch.agents.view.entries import utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.schemas import Alert

NAMESPACE = "http://www.w3.org/2005/Atom"
CAP = "application/cap+xml"
AUTHORITY = "tag:strikewatch,2024:alerts"
"""Ids are tag URIs (RFC 4151): the same wherever the feed is served."""
BEFORE_ANY = "1970-01-01T00:00:00Z"


def atom_feed(alerts: Sequence[Alert]) -> str:
    """The feed of `alerts`, the latest first; entries are updated in place, as alerts are."""
    feed = Element("feed", xmlns=NAMESPACE)
    _put(feed, "id", AUTHORITY)
    _put(feed, "title", "strikewatch alerts")
    _put(feed, "updated", (utc(alerts[0].sent) if alerts else None) or BEFORE_ANY)
    SubElement(feed, "link", rel="self", href="/feeds/alerts.atom", type="application/atom+xml")
    _put(SubElement(feed, "author"), "name", "strikewatch")
    for alert in alerts:
        _entry(feed, alert)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(feed, encoding="unicode")


def _entry(feed: Element, alert: Alert) -> None:
    entry = SubElement(feed, "entry")
    _put(entry, "id", f"{AUTHORITY}/{quote(alert.fingerprint, safe='')}")
    _put(entry, "title", alert.headline)
    _put(entry, "updated", utc(alert.sent) or BEFORE_ANY)
    _put(entry, "summary", alert.description or alert.headline)
    SubElement(entry, "category", term=alert.severity)
    link = f"/feeds/alerts/{quote(alert.fingerprint, safe='')}.cap"
    SubElement(entry, "link", rel="alternate", href=link, type=CAP)
    SubElement(entry, "content", type=CAP).append(cap_element(alert))


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = printable(text)
