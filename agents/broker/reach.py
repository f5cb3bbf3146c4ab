"""Ask a broker whether it is there, before anything is started against it."""

from __future__ import annotations

import asyncio
import os
import ssl
from typing import TYPE_CHECKING, Any

from aiokafka.client import AIOKafkaClient
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from strikewatch.agents.broker.interface import BrokerError

if TYPE_CHECKING:
    from collections.abc import Sequence

ADVICE = "Start it, or set KAFKA_BOOTSTRAP_SERVERS to the right address, or use --broker embedded."


async def reachable(bootstrap: str, timeout: float = 5.0, **security: Any) -> None:  # noqa: ASYNC109  # also bounds the protocol
    """Return when a Kafka broker answers at one of the addresses and at every address it sends clients to.

    Args:
        bootstrap: `host:port[,host:port...]`.
        timeout: seconds in all.
        security: further arguments of aiokafka's client (security_protocol, ssl_context, sasl_*).

    Raises:
        BrokerError: nothing answers, or not as Kafka does; the message has the address and what to do.
    """
    try:
        async with asyncio.timeout(timeout):
            await _any_port_open(bootstrap)
            await _speaks_kafka(bootstrap, round(timeout * 1000), security)
    except TimeoutError as late:
        protocol = security.get("security_protocol", "PLAINTEXT")
        raise BrokerError(
            f"No Kafka broker answers at {bootstrap} within {timeout:g} s over {protocol}. {ADVICE}"
        ) from late


async def _any_port_open(bootstrap: str) -> None:
    """A plain connection first: the client would log every refusal as an error of its own."""
    try:
        hosts: Sequence[tuple[str, int, int]] = collect_hosts(bootstrap, randomize=False)
    except ValueError as malformed:
        raise BrokerError(f"{bootstrap!r} is no broker address: HOST:PORT[,HOST:PORT...] is.") from malformed
    refusals = await asyncio.gather(*(_refusal(host, port) for host, port, _ in hosts))
    if all(refusals):
        raise BrokerError(f"No broker answers at {bootstrap} ({refusals[0]}). {ADVICE}")


async def _refusal(host: str, port: int) -> str | None:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError as refused:
        number = refused.errno or 0  # of getaddrinfo's own below 0; asyncio's text repeats the address
        return (os.strerror(number) if number > 0 else refused.strerror or str(refused)).lower()
    writer.close()
    return None


async def _speaks_kafka(bootstrap: str, timeout_ms: int, security: dict[str, Any]) -> None:
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=timeout_ms, **security)
    try:
        await client.bootstrap()
        for node in client.cluster.brokers():
            if not await client.ready(node.nodeId):
                raise BrokerError(
                    f"The broker at {bootstrap} sends clients to {node.host}:{node.port}, where none answers: "
                    "advertised.listeners of that broker must be an address that is reachable from here."
                )
    except KafkaError as failed:
        cause = await _first_refusal(bootstrap, timeout_ms, security) or failed
        raise BrokerError(_explained(bootstrap, cause, security)) from failed
    finally:
        await client.close()


async def _first_refusal(bootstrap: str, timeout_ms: int, security: dict[str, Any]) -> Exception | None:
    """What a node said or did when it was asked in: the client logs that and raises something else."""
    for host, port, _ in collect_hosts(bootstrap, randomize=False):
        try:
            connection = await create_conn(host, port, request_timeout_ms=timeout_ms, **security)
        except (OSError, KafkaError, TimeoutError) as error:
            return error
        connection.close()
    return None


def _explained(bootstrap: str, cause: Exception, security: dict[str, Any]) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate at {bootstrap} is not trusted: {cause.verify_message.rstrip('.')}. "
            "Set STRIKEWATCH_SSL_CAFILE to the PEM file of the authority that signed it, and give the name it is for."
        )
    if isinstance(cause, SaslAuthenticationFailed | UnsupportedSaslMechanismError | IllegalSaslStateError):
        return (
            f"{bootstrap} does not let user {security.get('sasl_plain_username')} in: {cause}. Set "
            "STRIKEWATCH_SASL_USERNAME, STRIKEWATCH_SASL_PASSWORD and STRIKEWATCH_SASL_MECHANISM as the broker has them."
        )
    protocol = security.get("security_protocol", "PLAINTEXT")
    said = str(cause).rstrip(".") or type(cause).__name__
    return (
        f"What answers at {bootstrap} does not let us in as Kafka over {protocol}: {said}. "
        f"If that listener speaks another protocol, set STRIKEWATCH_SECURITY_PROTOCOL. {ADVICE}"
    )
