"""Runs the pipeline in one process, until it is told to stop or cannot go on."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry

from strikewatch.agents import pipeline, stages, web
from strikewatch.agents.admin import check_topics
from strikewatch.agents.broker.log import LogReader, LogTruncatedError
from strikewatch.agents.connection import client_options
from strikewatch.agents.guard import Guard
from strikewatch.agents.holding import Holding
from strikewatch.agents.reloading import RulesWatch, content_of
from strikewatch.agents.standing import keep
from strikewatch.agents.watchdog import Progress

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from faust.types import TP

    from strikewatch.agents.pipeline import Pipeline
    from strikewatch.agents.settings import Settings

EXIT_SOFTWARE = os.EX_SOFTWARE
"""A stage could not go on: something is wrong with the program or the broker, not with a message."""
EXIT_UNAVAILABLE = os.EX_UNAVAILABLE
"""Faust stopped by itself, as it does when the broker has gone."""
EXIT_STALLED = os.EX_TEMPFAIL
"""The watchdog found that the worker no longer gets on."""
YOUNGEST = 20_000
"""Objects until the collector looks: reading an article makes some thousands, and hardly any are in cycles."""
_POLL_SECONDS = 0.2
_SAMPLE_SECONDS = 2.0
_STOP_SECONDS = 20.0
_SUSPENDED_SECONDS = 3.0
"""A loop that stands still for less is only busy, however short the session."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Worker:
    """One worker process: what it runs, why it stops, and how it is doing."""

    settings: Settings
    on_ready: Callable[[str], None] = lambda _: None
    exit_code: int = 0
    reason: str | None = None
    waiting: str | None = "waiting for partitions"
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    awake: float = field(default_factory=time.monotonic)
    """When the event loop last turned, by the monotonic clock."""

    def halt(self, stage: str, error: BaseException) -> None:
        """Stop with a non-zero code: a stage cannot go on."""
        self.reason = f"{stage}: {type(error).__name__}: {error}"
        self.exit_code = EXIT_SOFTWARE
        self.stopping.set()

    async def run(self) -> int:
        """Serve until told to stop; the exit code.

        Raises:
            BrokerError: no broker answers, or its topics are missing or not as declared.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        # Not by the loop, which would send first what it had in hand.
        signal.signal(signal.SIGCONT, self._woken)
        await check_topics(self.settings)
        gc.set_threshold(YOUNGEST)
        async with AsyncExitStack() as stack:
            log = LogReader(**client_options(self.settings))
            stack.push_async_callback(log.close)
            registry = CollectorRegistry()
            file = self.settings.alert_rules
            rules = content_of(file) if file else None  # before they are loaded
            line = pipeline.build(
                self.settings, registry, log=log, halt=self.halt, domain=stages.load(self.settings)
            )
            app = web.application(registry, lambda: self.reason, lambda: self.waiting)
            address = await stack.enter_async_context(
                web.serving(app, self.settings.web_host, self.settings.web_port)
            )
            await self._serve(line, log, address, rules)
        return self.exit_code

    async def _serve(self, line: Pipeline, log: LogReader, address: str, rules: bytes | None) -> None:
        holding = Holding(line, self.halt)
        holding.connect()
        guard = Guard(line, log, self.settings.stall_seconds)
        beside = [asyncio.create_task(self._on(guard.ask()))]
        beside.append(asyncio.create_task(self._on(keep(line.tables, self.settings.session_timeout))))
        await line.app.start()
        beside.append(asyncio.create_task(self._on(self._watch(line, holding, guard, address))))
        if self.settings.alert_rules is not None:
            watch = self._rules_watch(line, self.settings.alert_rules, rules)
            beside.append(asyncio.create_task(self._on(watch.run())))
        try:
            await self.stopping.wait()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await holding.stop()
            await self._settled(line)
            await self._stopped(line)

    async def _on(self, work: Awaitable[None]) -> None:
        """Go on with `work` until it is cancelled; halt where it fails."""
        try:
            await work
        except LogTruncatedError as error:
            self.reason, self.exit_code = (
                f"{error} Start again: what can be computed is sent anew",
                EXIT_UNAVAILABLE,
            )
            self.stopping.set()
        except Exception as error:  # noqa: BLE001  # whatever it is, the worker is not whole
            _log.exception("the worker cannot go on")
            self.halt("worker", error)

    @staticmethod
    def _rules_watch(line: Pipeline, path: Path, in_force: bytes | None) -> RulesWatch:
        """Reads the rules again when their file changes, and on SIGHUP."""
        watch = RulesWatch(path, line.alerting.use, line.shop.metrics, line.shop.clock)
        watch.start(in_force)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, watch.ask)
        return watch

    async def _settled(self, line: Pipeline) -> None:
        """Before leaving in good order: what waits for its second to be over is sent."""
        if self.exit_code or not any(table.owing for table in line.tables):
            return
        await asyncio.sleep(max(table.interval for table in line.tables))
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                for table in line.tables:
                    await table.drain()

    async def _stopped(self, line: Pipeline) -> None:
        """Stop Faust; leave without it where it hangs, as aiokafka's consumer can in its own `stop`.

        Everything confirmed is committed by then or will be done again: leaving is as safe as a crash.
        """
        stop = asyncio.create_task(line.app.stop())
        _, late = await asyncio.wait({stop}, timeout=_STOP_SECONDS)
        if late:
            _log.warning("Faust has not stopped within %g s; leaving without it", _STOP_SECONDS)
            logging.shutdown()
            os._exit(self.exit_code)
        stop.result()

    def _woken(self, *_: object) -> None:
        """After SIGCONT: leave, if the worker slept so long that its partitions may be another's."""
        self._slept(self.settings.session_timeout / 2)

    def _slept(self, allowed: float) -> None:
        """Leave without another word if nothing has run for longer than `allowed` seconds.

        What is still in hand is older than what the partitions' new owner has sent, and would stand in its place.
        """
        slept = time.monotonic() - self.awake
        if slept > allowed:
            _log.error("nothing has run for %.1f s, and others may have taken over; leaving", slept)
            logging.shutdown()
            os._exit(EXIT_STALLED)

    def _stalled(self, reason: str) -> None:
        """Leave at once and with a code of its own: what hangs may not let itself be stopped."""
        self.reason, self.exit_code = reason, EXIT_STALLED
        _log.error("the worker does not get on: %s; leaving, to be started again", reason)
        self.stopping.set()

    async def _watch(self, line: Pipeline, holding: Holding, guard: Guard, address: str) -> None:
        announced = False
        sampler, sampled = Sampler(), 0.0
        self.awake = time.monotonic()
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            # A host that was suspended sends no signal.
            self._slept(max(self.settings.session_timeout, _SUSPENDED_SECONDS))
            self.awake = time.monotonic()
            if line.app.should_stop or line.app.crashed:
                self.reason = f"Faust stopped by itself: {line.app.crash_reason!r}"
                self.exit_code = EXIT_UNAVAILABLE
                self.stopping.set()
                return
            self.waiting = _waiting(line, holding)
            if not announced and self.waiting is None:
                announced = True
                self.on_ready(address)
            if time.monotonic() - sampled >= _SAMPLE_SECONDS:
                sampled = time.monotonic()
                sampler.sample(line)
                reason = guard.look(sampler.progress)
                if reason is not None:
                    self._stalled(reason)
                    return


def _waiting(line: Pipeline, holding: Holding) -> str | None:
    """What the worker still waits for."""
    if line.rebalancing:
        return "waiting for partitions"
    if not line.app.consumer.assignment():
        return "no partition is assigned to this worker"
    return "reading state back" if holding.reading else None


@dataclass(slots=True)
class Sampler:
    """Sets the gauges that Faust knows: lag and committed offset per partition, and when one last moved."""

    committed: dict[TP, int] = field(default_factory=dict)
    progress: dict[str, Progress] = field(default_factory=dict)

    def sample(self, line: Pipeline) -> None:
        """Look once."""
        consumer: Any = line.app.consumer
        metrics = line.shop.metrics
        found, self.progress = {}, {}
        for tp in consumer.assignment():
            found[tp] = consumer._committed_offset.get(tp) or 0  # noqa: SLF001  # Faust offers no other way to ask
            metrics.committed.labels(tp.topic, tp.partition).set(found[tp])
            end = consumer.highwater(tp) or found[tp]
            behind = max(0, end - found[tp])
            self.progress[f"{tp.topic}/{tp.partition}"] = Progress(found[tp], behind)
            metrics.lag.labels(tp.topic, tp.partition).set(behind)
        if found != self.committed:
            self.committed = found
            metrics.last_commit.set(line.shop.clock())
