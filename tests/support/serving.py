"""A view service in a process of its own, and plain sockets that listen to its stream."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from strikewatch.agents.settings import Settings

READY = re.compile(r"ready: dashboard at (http://\S+)/, metrics at (http://\S+)/metrics")


@dataclass
class ServeProcess:
    """`strikewatch serve`; `page` and `metrics` are its addresses once it is ready."""

    process: subprocess.Popen[bytes]
    log_file: Path
    page: str = ""
    metrics: str = ""

    def wait_ready(self, within: float = 60.0) -> ServeProcess:
        end = time.monotonic() + within
        while time.monotonic() < end:
            if found := READY.search(self.log_file.read_text()):
                self.page, self.metrics = found[1], found[2]
                return self
            assert self.process.poll() is None, self.log_file.read_text()[-4000:]
            time.sleep(0.05)
        raise AssertionError(f"not ready in {within} s:\n{self.log_file.read_text()[-4000:]}")

    def get(self, address: str) -> Any:
        """The JSON of an answer."""
        answer = httpx.get(self.page + address, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def resident(self) -> int:
        """Bytes of memory that it holds (Linux)."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def serving(settings: Settings, log_file: Path) -> Iterator[ServeProcess]:
    """A service on free ports, ended with the block."""
    environment = {**os.environ, **settings.environment()}
    with (
        log_file.open("ab") as log,
        subprocess.Popen(
            [sys.executable, "-m", "strikewatch.agents.cli.main", "serve", "--port", "0", "--metrics-port", "0"],
            env=environment, stdout=log, stderr=log,
        ) as process,
    ):  # fmt: skip
        try:
            yield ServeProcess(process, log_file).wait_ready()
        finally:
            process.kill()


@asynccontextmanager
async def listening(page: str, query: str = "", last_id: str | None = None) -> AsyncIterator[Listener]:
    """One listener for the length of the block."""
    listener = await Listener.to(page, query, last_id)
    try:
        yield listener
    finally:
        await listener.close()


@dataclass
class Listener:
    """One connection to `/api/stream`, with no more around it than the socket."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, page: str, query: str = "", last_id: str | None = None) -> Listener:
        host, port = page.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        resumed = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        writer.write(f"GET /api/stream{query} HTTP/1.1\r\nHost: {host}\r\n{resumed}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        assert b"text/event-stream" in head
        return cls(reader, writer)

    async def event(self, within: float = 30.0) -> dict[str, Any]:
        """The next event, its data read; chunk sizes of HTTP are passed over."""
        fields: dict[str, Any] = {}
        async with asyncio.timeout(within):
            while True:
                line = (await self.reader.readline()).decode().rstrip("\r\n")
                assert line or not self.reader.at_eof(), "the stream ended"
                name, separator, value = line.partition(": ")
                if separator:
                    fields[name] = json.loads(value) if name == "data" else value
                elif fields and not line:
                    return fields

    async def until(self, event: str, within: float = 30.0) -> dict[str, Any]:
        """The next event of this name."""
        async with asyncio.timeout(within):
            while (found := await self.event(within))["event"] != event:
                pass
        return found

    async def each(self, *events: str, within: float = 60.0) -> dict[str, dict[str, Any]]:
        """The newest of each of these, once all have come: topics are followed apart, so they come in any order."""
        found = dict[str, dict[str, Any]]()
        async with asyncio.timeout(within):
            while not found.keys() >= {*events}:
                event = await self.event(within)
                found[event["event"]] = event
        return found

    def stop_reading(self) -> None:
        """Leave what comes in the socket, until it is full."""
        self._transport().pause_reading()

    def read_on(self) -> None:
        self._transport().resume_reading()

    def _transport(self) -> asyncio.ReadTransport:
        transport = self.writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        return transport

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()
