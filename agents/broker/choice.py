"""Which broker a command runs against: the one that was named, or an embedded one."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.broker.interface import Broker, BrokerError, ExternalBroker
from strikewatch.agents.broker.tansu import embedded

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def choose(
    asked: Literal["embedded", "external"] | None, bootstrap: str | None
) -> AbstractContextManager[Broker]:
    """The broker to run against, as a context manager that starts and stops it if it is ours.

    Args:
        asked: what `--broker` said; `None` means external if there is an address, else embedded.
        bootstrap: KAFKA_BOOTSTRAP_SERVERS; empty counts as unset.

    Raises:
        BrokerError: an external broker was asked for and no address was given.
    """
    address = (bootstrap or "").strip()
    if asked == "embedded" or (asked is None and not address):
        return embedded()
    if not address:
        raise BrokerError(
            "No Kafka broker is named: set KAFKA_BOOTSTRAP_SERVERS to its address (HOST:PORT), or use --broker embedded."
        )
    return nullcontext(ExternalBroker(address))
