"""A worker as a child process: started, told apart from its broker, stopped, never left behind."""

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

    from strikewatch.agents.settings import Settings

STOP_SECONDS = 10.0
LOG_TAIL_LINES = 15
_READY = re.compile(r"metrics at (http://\S+)/metrics")


@dataclass(slots=True)
class Child:
    """A running worker, and where it logs."""

    process: asyncio.subprocess.Process
    log: Path

    async def ready(self) -> str:
        """Wait until it has its partitions; the address of its web port.

        Raises:
            BrokerError: it ended before; the message holds the end of its log.
        """
        assert self.process.stdout is not None  # noqa: S101  # it was given a pipe
        async for line in self.process.stdout:
            if found := _READY.search(line.decode()):
                return found[1]
        raise await self.failure()

    async def failure(self) -> BrokerError:
        """Why it ended, once it has."""
        code = await self.process.wait()
        return BrokerError(f"the worker ended with code {code}; its last words:\n{self.tail()}")

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


@asynccontextmanager
async def worker_process(settings: Settings) -> AsyncIterator[Child]:
    """A worker with these settings for the length of the block; it dies with us whatever happens."""
    handle, name = tempfile.mkstemp(prefix="strikewatch-worker-", suffix=".log")
    log = Path(name)
    command = leashed(sys.executable, "-m", "strikewatch.agents.cli.main", "worker")
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=os.environ | settings.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=handle,
            start_new_session=True,
        )
    finally:
        os.close(handle)
    child = Child(process, log)
    try:
        yield child
    finally:
        await child.stop()
        log.unlink(missing_ok=True)  # noqa: ASYNC240  # one small file, at the end
