from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import orjson
import pytest
from strikes import claim, place, strike

from strikewatch.agents.alert import Rules, dry_run
from strikewatch.agents.alert.cap import NAMESPACE, cap_time, cap_xml
from strikewatch.agents.alert.cloudevents import cloud_event

# The order of elements in OASIS CAP 1.2, chapter 3.4 (schema); a sequence in each container.
ORDER = {
    "alert": "identifier sender sent status msgType source scope restriction addresses code note references incidents info",
    "info": "language category event responseType urgency severity certainty audience eventCode effective onset expires "
    "senderName headline description instruction web contact parameter resource area",
    "area": "areaDesc polygon circle geocode altitude ceiling",
    "parameter": "valueName value", "eventCode": "valueName value", "geocode": "valueName value",
}  # fmt: skip
REQUIRED = {
    "alert": "identifier sender sent status msgType scope",
    "info": "category event urgency severity certainty",
    "area": "areaDesc",
}
CLOSED = {
    "status": "Actual Exercise System Test Draft", "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private", "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown", "certainty": "Observed Likely Possible Unlikely Unknown",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
}  # fmt: skip

KHARKIV = place("UA-63", "Kharkiv <centre> & market").model_copy(
    update={"latitude": 49.99, "longitude": 36.23, "precision": 1}
)
MESSAGES = dry_run(
    Rules.from_seeds(),
    [
        strike("UA-63", "2024-05-14", id="the market", killed=killed, place=KHARKIV,
               ledger=(claim("casualties.killed", killed, quote="killed \x0b there"),))
        for killed in (6, 7, 12, 1)
    ],
)  # fmt: skip


def local(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_every_message_is_valid_cap(number: int) -> None:
    root = ET.fromstring(cap_xml(MESSAGES[number]))  # noqa: S314  # our own text
    for element in root.iter():
        children = [local(child) for child in element]
        if children:
            order = ORDER[local(element)].split()
            assert children == sorted(children, key=order.index)
            assert set(REQUIRED.get(local(element), "").split()) <= set(children)
        if local(element) in CLOSED:
            assert element.text in CLOSED[local(element)].split()


def test_updates_and_cancels_name_what_they_replace() -> None:
    assert [alert.msg_type for alert in MESSAGES] == ["Alert", "Update", "Cancel", "Update", "Cancel"]
    root = ET.fromstring(cap_xml(MESSAGES[1], sender="warnings@example.org"))  # noqa: S314  # our own text
    former = root.findtext(f"{{{NAMESPACE}}}references")
    assert former == f"warnings@example.org,{MESSAGES[0].identifier},2024-05-14T18:07:00-00:00"


def test_cap_writes_utc_its_own_way() -> None:
    assert cap_time(datetime(2024, 5, 14, 7, tzinfo=UTC)) == "2024-05-14T07:00:00-00:00"


def test_cap_areas_carry_the_code_and_the_point() -> None:
    root = ET.fromstring(cap_xml(MESSAGES[0]))  # noqa: S314  # our own text
    area = root.find(f".//{{{NAMESPACE}}}area")
    assert area is not None
    assert [child.text for child in area] == ["Kharkiv <centre> & market", "49.99,36.23 0", None]
    assert [child.text for child in area[2]] == ["ISO3166-2", "UA-63"]


def test_cap_refuses_a_sender_it_forbids() -> None:
    with pytest.raises(ValueError, match="CAP forbids"):
        cap_xml(MESSAGES[0], sender="our desk")


def test_a_cloud_event_carries_the_alert() -> None:
    event = cloud_event(MESSAGES[1])
    assert json.loads(orjson.dumps(event)) == event
    assert {"specversion", "id", "source", "type"} <= event.keys()
    assert (event["type"], event["subject"]) == ("strikewatch.alert.update", "incident-toll|the market")
    assert event["time"] == "2024-05-14T18:07:00Z"
    assert event["data"]["values"]["killed"] == 7
    assert all(name.isalnum() and name.islower() for name in event)
