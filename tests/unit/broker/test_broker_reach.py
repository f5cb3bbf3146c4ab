from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from strikewatch.agents.broker import BrokerError, reachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """Address of a server that gives one answer and hangs up; without an answer it keeps silent."""
    writers = []

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        if answer:
            writer.write(answer)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        server.close()
        await server.wait_closed()


async def test_no_broker_is_reported_with_address_and_advice(caplog: pytest.LogCaptureFixture) -> None:
    address = f"127.0.0.1:{closed_port()}"
    with caplog.at_level(logging.DEBUG, "aiokafka"), pytest.raises(BrokerError) as failed:
        await reachable(address)
    assert address in str(failed.value)
    assert "connection refused" in str(failed.value)
    assert "KAFKA_BOOTSTRAP_SERVERS" in str(failed.value)
    assert "--broker embedded" in str(failed.value)
    assert not caplog.records, "the client adds its own lines to what people see"


async def test_a_name_that_does_not_resolve_is_reported() -> None:
    with pytest.raises(BrokerError, match=r"no-such-host\.invalid:9092"):
        await reachable("no-such-host.invalid:9092")


async def test_a_port_that_says_nothing_is_given_up_in_time() -> None:
    async with answering(b"") as address:
        started = asyncio.get_running_loop().time()
        with pytest.raises(BrokerError, match=address):
            await reachable(address, timeout=0.5)
        assert asyncio.get_running_loop().time() - started < 2


async def test_something_that_is_not_kafka_is_reported() -> None:
    async with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address:
        with pytest.raises(BrokerError, match=address):
            await reachable(address, timeout=2)


async def test_an_address_that_is_no_address_is_reported() -> None:
    with pytest.raises(BrokerError, match="kafka:nine"):
        await reachable("kafka:nine")
