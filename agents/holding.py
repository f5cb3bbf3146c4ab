"""The partitions a worker holds: their state is read back as soon as they are assigned, and kept until they go."""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from faust.types import TP

    from strikewatch.agents.pipeline import Pipeline

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Holding:
    """Handlers of Faust's two signals about partitions.

    Reading back runs beside the rebalance, which has only its session's length: messages of a partition wait for
    it. So rows move on and alerts end also where no message comes any more, and what the last owner of a
    partition did not come to send is sent.
    """

    line: Pipeline
    halt: Callable[[str, BaseException], None]
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _generation: int | None = None

    def connect(self) -> None:
        """Be told by the app."""
        revoked: Callable[..., Awaitable[None]] = self.revoked
        assigned: Callable[..., Awaitable[None]] = self.assigned
        self.line.app.on_partitions_revoked.connect(revoked)
        self.line.app.on_partitions_assigned.connect(assigned)

    @property
    def reading(self) -> bool:
        """Whether state is being read back."""
        return bool(self._tasks)

    async def revoked(self, _: object, partitions: set[TP], **__: object) -> None:
        """Send nothing more of these; what is being sent still is."""
        for table in self.line.tables:
            await table.give_up(tp.partition for tp in partitions if tp.topic == table.source.name)

    async def assigned(self, _: object, partitions: set[TP], **__: object) -> None:
        """All that is ours from now on.

        Every table is told at once: what is still being read back for an earlier assignment sends nothing under it.
        Where generations of the group have passed without us, others may have had what was ours.
        """
        self.line.shop.metrics.rebalances.inc()
        generation = self.line.app.consumer_generation_id
        unbroken = self._generation is None or generation - self._generation in {0, 1}
        self._generation = generation
        for table in self.line.tables:
            numbers = [tp.partition for tp in partitions if tp.topic == table.source.name]
            table.take(numbers, unbroken=unbroken)
        task = asyncio.create_task(self._read_back(len(partitions)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read_back(self, count: int) -> None:
        try:
            for table in self.line.tables:
                await table.read_back()
        except Exception as error:  # noqa: BLE001  # whatever it is, the state is not whole
            _log.exception("the state of %d partitions cannot be read back", count)
            self.halt("holding", error)
        else:
            gc.collect()
            gc.freeze()  # state lives as long as the worker: the collector need not look through it again

    async def stop(self) -> None:
        """Give up what is still being read back."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
