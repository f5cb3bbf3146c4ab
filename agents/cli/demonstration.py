"""The demo's course: topics, worker, articles, waiting until all is done, tables; and all of it undone again."""

from __future__ import annotations

import asyncio
import signal
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.live import Live
from rich.rule import Rule
from rich.text import Text

from strikewatch.agents.admin import create_topics
from strikewatch.agents.broker import BrokerError
from strikewatch.agents.child import view_process, worker_process
from strikewatch.agents.display.console import console, counted
from strikewatch.agents.display.live import progress_line, view
from strikewatch.agents.display.outcome import outcome
from strikewatch.agents.publishing import publish
from strikewatch.agents.watching import processed, watching

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from rich.console import Console

    from strikewatch.agents.child import Child
    from strikewatch.agents.reading import Reading
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.watching import Watch

PATIENCE_SECONDS = 60.0
"""How long nothing may move before the demo gives up."""
REFRESH_SECONDS = 0.1
LINE_SECONDS = 1.0


@dataclass(slots=True)
class Demonstration:
    """One run; `kept` is set once it only waits for Ctrl-C."""

    settings: Settings
    readings: Sequence[Reading]
    note: str
    started: float
    out: Console = field(default_factory=console)
    doing: str = "starting the worker"
    kept: bool = False

    async def run(self, *, keep: bool) -> None:
        """From the first topic to the last table, and on until cancelled if `keep`.

        Raises:
            BrokerError: the worker ended, or nothing moved for too long.
        """
        task = asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)  # type: ignore[union-attr]  # inside a task
        self.say(f"embedded broker at {self.settings.bootstrap_servers}")
        self.out.print(Text(f"        {self.note}", "dim"))
        self.say(f"{counted(len(await create_topics(self.settings)), 'topic')} created")
        async with worker_process(self.settings) as child, watching(self.settings) as watch:
            async with self._shown(watch):
                address = await self._process(child, watch)
            self.say(f"all processed: {progress_line(watch)}")
            self.out.print(outcome(watch))
            if keep:
                await self._keep(child, address)
        self.say("worker and broker stopped, nothing left behind")

    def say(self, what: str) -> None:
        """A line with the time since the command began."""
        self.out.print(Text.assemble((f"{time.monotonic() - self.started:5.1f} s ", "dim"), what))

    async def _process(self, child: Child, watch: Watch) -> str:
        ready = asyncio.create_task(child.ready())
        try:
            result = await publish(self.readings, self.settings)
            if result.refused:
                raise BrokerError(
                    f"{counted(len(result.refused), 'article')} not taken: {result.refused[0][1]}"
                )
            self.say(f"{counted(result.confirmed, 'article')} published")
            address = await ready
        finally:
            ready.cancel()
        self.say(f"worker ready, metrics at {address}/metrics")
        self.doing = "processing"
        await self._processed(child, watch)
        return address

    async def _processed(self, child: Child, watch: Watch) -> None:
        ended = asyncio.create_task(child.process.wait())
        done = asyncio.create_task(processed(watch, len(self.readings), patience=PATIENCE_SECONDS))
        try:
            await asyncio.wait({ended, done}, return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                raise await child.failure()
            if not done.result():
                raise BrokerError(
                    f"nothing has moved for {PATIENCE_SECONDS:.0f} s ({progress_line(watch)}); run again, "
                    f"or see what the worker says: {child.tail()}"
                )
        finally:
            ended.cancel()
            done.cancel()

    @asynccontextmanager
    async def _shown(self, watch: Watch) -> AsyncIterator[None]:
        """Show the counts move: in place on a terminal, else a line a second."""
        showing = asyncio.create_task(self._live(watch) if self.out.is_terminal else self._lines(watch))
        try:
            yield
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing

    async def _live(self, watch: Watch) -> None:
        with Live(console=self.out, transient=True, auto_refresh=False) as live:
            while True:
                live.update(view(watch, len(self.readings), self.doing), refresh=True)
                await asyncio.sleep(REFRESH_SECONDS)

    async def _lines(self, watch: Watch) -> None:
        said = ""
        while True:
            await asyncio.sleep(LINE_SECONDS)
            if (line := progress_line(watch)) != said:
                said = line
                self.say(f"{self.doing}: {line}")

    async def _keep(self, child: Child, address: str) -> None:
        self.kept = True
        ended = asyncio.create_task(child.process.wait())
        try:
            async with view_process(self.settings) as view:
                self._shown_where(address, await view.ready())
                gone = asyncio.create_task(view.process.wait())
                await asyncio.wait({ended, gone}, return_when=asyncio.FIRST_COMPLETED)
                raise await (child if ended.done() else view).failure()
        finally:
            ended.cancel()

    def _shown_where(self, address: str, page: str) -> None:
        export = f"export KAFKA_BOOTSTRAP_SERVERS={self.settings.bootstrap_servers}"
        tries = (
            export,
            "strikewatch subscribe --from beginning --severity moderate",
            "strikewatch subscribe --topic incidents",
            "strikewatch publish FILE.txt --published YYYY-MM-DD",
            "strikewatch topics list",
            f"curl {address}/metrics",
        )
        self.say(f"dashboard at {page}")
        self.out.print(Rule("still running; in another terminal", align="left", style="dim"))
        for line in tries:
            self.out.print(f"  {line}", soft_wrap=True)
        self.out.print("Ctrl-C stops the worker, the dashboard and the broker.")
