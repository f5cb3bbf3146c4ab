"""A worker or a view service as a child process: started, told apart from its broker, stopped, never left behind."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from strikewatch.agents.broker import BrokerError
from strikewatch.agents.broker.leash import leashed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from strikewatch.agents.settings import Settings

STOP_SECONDS = 10.0
LOG_TAIL_LINES = 15
_WORKER = re.compile(r"metrics at (http://\S+)/metrics")
_VIEW = re.compile(r"dashboard at (http://\S+/),")


@dataclass(slots=True)
class Child:
    """A running command, where it logs, and how it says that it is ready and where."""

    name: str
    process: asyncio.subprocess.Process
    log: Path
    announces: re.Pattern[str]

    async def ready(self) -> str:
        """Wait until it says so; the address that it gives: a worker's web port, a view service's page.

        Raises:
            BrokerError: it ended before; the message holds the end of its log.
        """
        assert self.process.stdout is not None  # noqa: S101  # it was given a pipe
        async for line in self.process.stdout:
            if found := self.announces.search(line.decode()):
                return found[1]
        raise await self.failure()

    async def failure(self) -> BrokerError:
        """Why it ended, once it has."""
        code = await self.process.wait()
        return BrokerError(f"the {self.name} ended with code {code}; its last words:\n{self.tail()}")

    def tail(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        return "\n".join(f"    {line}" for line in lines) or "    (nothing)"

    async def stop(self) -> None:
        """Tell it to stop, and end it if it does not."""
        if self.process.returncode is None:
            self.process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


def worker_process(settings: Settings) -> AbstractAsyncContextManager[Child]:
    """A worker with these settings for the length of the block; it dies with us whatever happens."""
    return _process("worker", settings, "worker", _WORKER)


def view_process(settings: Settings) -> AbstractAsyncContextManager[Child]:
    """A view service, likewise."""
    return _process("view service", settings, "serve", _VIEW)


@asynccontextmanager
async def _process(
    name: str, settings: Settings, command: str, announces: re.Pattern[str]
) -> AsyncIterator[Child]:
    handle, path = tempfile.mkstemp(prefix=f"strikewatch-{command}-", suffix=".log")
    log = Path(path)
    arguments = leashed(sys.executable, "-m", "strikewatch.agents.cli.main", command)
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            env=os.environ | settings.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=handle,
            start_new_session=True,
        )
    finally:
        os.close(handle)
    child = Child(name, process, log, announces)
    try:
        yield child
    finally:
        await child.stop()
        log.unlink(missing_ok=True)  # noqa: ASYNC240  # one small file, at the end
