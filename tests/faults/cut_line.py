"""A TCP proxy between clients and one broker whose line can be cut: nothing is lost on it, and all of it comes late."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK = "127.0.0.1"
CHUNK = 1 << 16


@dataclass
class Line:
    """Takes connections on `port` and hands them on to `upstream`.

    While it is cut both ends see a peer that is silent: connections are taken, bytes are, and none arrives. When it
    is mended all of them do, also those of a client that has ended meanwhile. It is the worst that a network may do.
    """

    port: int
    upstream: int
    _whole: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._whole.set()
        self._server = await asyncio.start_server(self._taken, LOOPBACK, self.port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def cut(self) -> None:
        """Let nothing through, either way."""
        self._whole.clear()

    def mend(self) -> None:
        """Let everything through, what has waited first."""
        self._whole.set()

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        with suppress(OSError, asyncio.CancelledError):
            await self._whole.wait()
            try:
                beyond_reader, beyond_writer = await asyncio.open_connection(LOOPBACK, self.upstream)
            except OSError:  # the broker is down, and says so as it would without us
                writer.transport.abort()
                return
            try:
                await asyncio.gather(self._pumped(reader, beyond_writer), self._pumped(beyond_reader, writer))
            finally:
                beyond_writer.transport.abort()
                writer.transport.abort()

    async def _pumped(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._whole.wait()
                writer.write(chunk)
                await writer.drain()
        await self._whole.wait()
        with suppress(OSError, RuntimeError):
            writer.write_eof()
