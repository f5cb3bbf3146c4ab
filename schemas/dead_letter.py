"""A message that could not be processed, with its address and its original bytes."""

from __future__ import annotations

import base64
from typing import Literal

from pydantic import NonNegativeInt

from strikewatch.schemas.base import Instant, Model, Record

Encoding = Literal["utf-8", "base64"]


class Failure(Model):
    """`type` is a reason from a closed list (it is a metric label), `reason` one line for people."""

    type: str
    reason: str


def written(raw: bytes) -> tuple[str, Encoding]:
    """Bytes as JSON can carry them: as text where they are UTF-8, else base64."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii"), "base64"


class DeadLetter(Record):
    """Topic `dead-letters`, key = `topic/partition/offset`, so a replay replaces and never adds."""

    stage: str
    error: Failure
    topic: str
    partition: NonNegativeInt
    offset: NonNegativeInt
    key: str | None = None
    value: str | None = None
    value_encoding: Encoding = "utf-8"
    headers: dict[str, str] = {}
    failed_at: Instant
    attempts: NonNegativeInt = 1

    @property
    def address(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def original(self) -> bytes | None:
        """The bytes that came in."""
        if self.value is None:
            return None
        return base64.b64decode(self.value) if self.value_encoding == "base64" else self.value.encode()
