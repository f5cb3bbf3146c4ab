"""What the rest of the program knows of a broker: an address, and what people should know about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class BrokerError(Exception):
    """A broker that cannot be started or reached; the message is for people: what failed, where, what to do."""


class Broker(Protocol):
    """A broker to publish to and to read from."""

    @property
    def bootstrap(self) -> str:
        """Addresses as Kafka clients take them: `host:port[,host:port...]`."""

    @property
    def note(self) -> str:
        """One line for people: what this broker keeps and what it does not."""


@dataclass(frozen=True)
class ExternalBroker:
    """A broker or cluster that somebody else runs."""

    bootstrap: str
    note: str = "External broker: what it keeps, and for how long, is its own configuration."
