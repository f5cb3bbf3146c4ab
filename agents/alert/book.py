"""The book of what subscribers were told: one live alert per fingerprint, updated in place, cancelled when wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import xxhash

from strikewatch.schemas.alert import Alert

if TYPE_CHECKING:
    from datetime import datetime

    from strikewatch.agents.alert.firing import Firing
    from strikewatch.schemas.incident import Severity

MOST_REFERENCES = 32
"""Earlier messages that an alert still names; `sequence` counts all of them."""


def content_of(told: Firing | Alert) -> dict[str, Any]:
    """What makes two messages about one fingerprint the same or not."""
    return {
        "fingerprint": told.fingerprint,
        "severity": told.severity,
        "certainty": told.certainty,
        "event": told.event,
        "area": told.area.model_dump(mode="json"),
        "headline": told.headline,
        "values": told.values,
        "incident_ids": told.incident_ids,
        "expires": told.expires,
    }


def identifier_of(content: dict[str, Any], used: tuple[str, ...] = ()) -> str:
    """128 bits of the content; salted while an earlier message about the same fingerprint has it already."""
    salt = 0
    while True:
        basis = orjson.dumps([content, salt] if salt else content, option=orjson.OPT_SORT_KEYS)
        found = xxhash.xxh3_128_hexdigest(basis)
        if found not in used:
            return found
        salt += 1


def _chain(last: Alert | None) -> dict[str, Any]:
    """References of the message after `last`."""
    if last is None:
        return {"references": (), "reference_times": (), "sequence": 0}
    return {
        "references": (*last.references, last.identifier)[-MOST_REFERENCES:],
        "reference_times": (*last.reference_times, last.sent)[-MOST_REFERENCES:],
        "sequence": last.sequence + 1,
    }


class Book:
    """The last message about each fingerprint."""

    def __init__(self) -> None:
        self._last: dict[str, Alert] = {}
        self._strays: list[Alert] = []

    def recall(self, alert: Alert) -> None:
        """Note a message that a topic already holds.

        Of two about one fingerprint on two topics the later stands; if the earlier was left without its
        Cancel (a crash between the two), it is a stray, to be cancelled.
        """
        other = self._last.get(alert.fingerprint)
        newest, older = (
            (alert, other) if other is None or alert.sequence >= other.sequence else (other, alert)
        )
        self._last[alert.fingerprint] = newest
        if older is not None and older.msg_type != "Cancel" and older.severity != newest.severity:
            self._strays.append(older)

    def strays(self) -> list[Alert]:
        """Cancels for copies that a move to another topic left behind."""
        left, self._strays = self._strays, []
        return [self._moved(alert, self._last[alert.fingerprint].severity) for alert in left]

    def live(self, fingerprint: str, clock: datetime | None) -> Alert | None:
        """The alert that holds now: neither cancelled nor, where time counts, expired."""
        last = self._last.get(fingerprint)
        if last is None or last.msg_type == "Cancel":
            return None
        return None if clock is not None and self.expired(fingerprint, clock) else last

    def expired(self, fingerprint: str, clock: datetime) -> bool:
        """Whether the last message about it has run out."""
        expires = self._last[fingerprint].expires
        return expires is not None and expires <= clock

    def fingerprints(self) -> list[str]:
        """Everything ever told of, in alphabetical order."""
        return sorted(self._last)

    def forget(self, fingerprint: str) -> None:
        """Drop what was said, once it can matter no more."""
        self._last.pop(fingerprint, None)

    def tell(self, firing: Firing, incident_ids: tuple[str, ...], clock: datetime | None) -> list[Alert]:
        """Alert, Update or nothing; a change of severity also cancels the copy on the former topic."""
        live, last = self.live(firing.fingerprint, clock), self._last.get(firing.fingerprint)
        alert = self._message(firing, incident_ids, last, live)
        if live is not None and content_of(live) == content_of(alert):
            return []
        messages = []
        if live is not None and live.severity != alert.severity:
            messages.append(self._moved(live, alert.severity))
            alert = alert.model_copy(update={"sequence": alert.sequence + 1})
        self._last[alert.fingerprint] = alert
        return [*messages, alert]

    def cancel(self, fingerprint: str, why: str, sent: datetime, clock: datetime | None) -> list[Alert]:
        """Take a live alert back; nothing where none is."""
        live = self.live(fingerprint, clock)
        if live is None:
            return []
        self._last[fingerprint] = self._ended(live, why, max(sent, live.sent))
        return [self._last[fingerprint]]

    @staticmethod
    def _message(
        firing: Firing, incident_ids: tuple[str, ...], last: Alert | None, live: Alert | None
    ) -> Alert:
        """The message that says what `firing` found; CAP lets only updates refer to what went before."""
        chain = _chain(last)
        known = {"references": (), "reference_times": ()} if live is None else {}
        draft = Alert(
            identifier="",
            fingerprint=firing.fingerprint,
            rule=firing.rule,
            sent=firing.sent,
            msg_type="Alert" if live is None else "Update",
            event=firing.event,
            urgency=firing.urgency,
            severity=firing.severity,
            certainty=firing.certainty,
            onset=firing.onset,
            expires=firing.expires,
            area=firing.area,
            headline=firing.headline,
            description=firing.description,
            incident_ids=incident_ids,
            values=firing.values,
            evidence=firing.evidence,
            **(chain | known),
        )
        content = content_of(draft)
        if last is not None:  # the same may be told again after a Cancel, and not as the same message
            content["after"] = last.identifier
        return draft.model_copy(update={"identifier": identifier_of(content, chain["references"])})

    def _moved(self, alert: Alert, severity: Severity) -> Alert:
        return self._ended(
            alert, f"Severity is now {severity}: see alerts.{severity}.", alert.sent, moved_to=severity
        )

    @staticmethod
    def _ended(alert: Alert, why: str, sent: datetime, moved_to: Severity | None = None) -> Alert:
        ending: dict[str, Any] = {
            "identifier": identifier_of({"cancels": alert.identifier, "why": why}),
            "msg_type": "Cancel",
            "description": why,
            "sent": sent,
            "moved_to": moved_to,
        }
        return alert.model_copy(update=ending | _chain(alert))
