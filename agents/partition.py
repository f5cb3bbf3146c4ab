"""What one partition of a stateful stage is made of: a fold over its input, and what was sent of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

import xxhash

from strikewatch.schemas import Record, RecordError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from strikewatch.agents.topics import TopicSpec

In = TypeVar("In", bound=Record)
Out = TypeVar("Out", bound=Record)
_R = TypeVar("_R", bound=Record)
_In_contra = TypeVar("_In_contra", bound=Record, contravariant=True)


class Fold(Protocol[_In_contra, Out]):
    """A pure state: the same set of records applied, in any order and number, gives the same outputs."""

    def apply(self, record: _In_contra) -> None:
        """Take one record in; one that is already there changes nothing."""

    def recall(self, output: Out) -> None:
        """Be told of an output that is already on its topic, so that it can be withdrawn if it no longer holds."""

    def outputs(self) -> list[Out]:
        """The current value of every output that what was applied since the last call may have changed."""
        ...


class Timed(Protocol):
    """A fold whose outputs also change as time passes."""

    def tick(self, now: datetime) -> None:
        """Let it be `now`."""


class Logged(Protocol):
    """A message read back."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""

    @property
    def key(self) -> bytes | None:
        """As it was sent."""

    @property
    def value(self) -> bytes | None:
        """As it was sent."""


class LogReader(Protocol):
    """Reads a partition of a topic outside any consumer group."""

    def read(
        self, topic: str, partition: int, *, start: int = 0, until: int | None = None
    ) -> AsyncIterator[Logged]:
        """Messages from offset `start` up to, and without, `until`; null: up to the end as of this call."""
        ...


class Route(NamedTuple):
    """Where an output goes, and what tells one version of it from another."""

    topic: TopicSpec
    key: str
    partition: int
    version: str


def digest(content: bytes) -> str:
    """What tells two encodings apart."""
    return xxhash.xxh3_128_hexdigest(content)


def decoded(kind: type[_R], value: bytes | None) -> _R | None:
    """The record that a value is; null where it is none of ours: whoever consumes its topic writes the dead letter."""
    try:
        return kind.decode(value)
    except RecordError:
        return None


@dataclass(slots=True)
class Partition(Generic[In, Out]):
    """The state of one input partition: its fold, the next offset it has not seen, and what was sent of it.

    `refused` holds the offsets read back that could not be applied, until they are handed over; `unsent` what was
    found to have to be sent when the state was built. `owed` is set while outputs may differ from what was sent: when
    the article that has waited longest came in, Unix milliseconds. `flushed_at` is when they were last sent, Unix
    seconds. `read_to` is how far each output log was read when it was built. `sending` keeps two flushes apart: what is sent last must be what `sent` says.
    """

    fold: Fold[In, Out]
    next_offset: int = 0
    sent: dict[tuple[str, str], str] = field(default_factory=dict)
    refused: dict[int, RecordError] = field(default_factory=dict)
    read_to: dict[tuple[str, int], int] = field(default_factory=dict)
    unsent: list[tuple[Out, Route, bytes]] = field(default_factory=list)
    owed: int | None = None
    flushed_at: float | None = None
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    def owe(self, since: int) -> None:
        """Outputs may have changed, by an article that came in at `since`, Unix milliseconds."""
        self.owed = since if self.owed is None else min(self.owed, since)
