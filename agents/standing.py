"""Whether what a worker has sent still stands on its topics; where it does not, it is put right.

A worker that was cut off from the broker, and whose partitions are another's by now, may have had messages under way.
No timeout of ours bounds when they arrive: the network, or a proxy in it, may hold them for as long as it likes. When
they do arrive they are older than what the partition's owner has sent, and stand over it. So the owner reads its own
output topics on, and compares with what it sent last.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from strikewatch.agents.broker.interface import BrokerError
from strikewatch.agents.broker.log import LogTruncatedError
from strikewatch.agents.partition import decoded, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strikewatch.agents.partition import Partition
    from strikewatch.agents.tables import Table
    from strikewatch.agents.topics import TopicSpec

_log = logging.getLogger(__name__)
_Tail: TypeAlias = dict[tuple[str, str], tuple[int, bytes] | None]
"""By topic and key: the partition and the value of the last message; null where it is what was sent."""


@dataclass(slots=True)
class Standing:
    """Looks after the outputs of one table. `_next` is where each log is to be read on."""

    table: Table[Any, Any]
    _next: dict[tuple[str, int], int] = field(default_factory=dict)
    _looked: dict[int, Partition[Any, Any]] = field(default_factory=dict)
    _others: set[tuple[str, str]] = field(default_factory=set)
    """Keys that were seen to be of partitions that others hold."""

    async def look(self) -> int:
        """Read on what has come since the last look; how many partitions had to be put right.

        Raises:
            BrokerError: the broker does not answer.
            LogTruncatedError: a log of ours is shorter than it was.
        """
        ours = self._ours()
        await self._whole(ours)
        tail = await self._read({}, ours)
        doubtful = sorted({number for number, _ in self._differing(tail, ours)})
        if not doubtful:
            return 0
        async with AsyncExitStack() as stack:
            for number in doubtful:  # what was being sent is sent, and known to be
                await stack.enter_async_context(ours[number].sending)
            tail = await self._read(tail, ours)
            wrong = {number for number, _ in self._differing(tail, ours) if number in doubtful}
        for number in sorted(wrong):
            _log.warning("%s: late messages stand over those of partition %d; sending them again",
                         self.table.stage, number)  # fmt: skip
            self.table.shop.metrics.overwritten.labels(self.table.stage).inc()
            await self.table.put_right(number, ours[number])
        return len(wrong)

    def _ours(self) -> dict[int, Partition[Any, Any]]:
        """The partitions that are held and read back."""
        table = self.table
        ours = {
            number: state
            for number, state in table.partitions.items()
            if table.held is None or number in table.held
        }
        if not ours:
            self._next.clear()
        new = [state for number, state in ours.items() if self._looked.get(number) is not state]
        if new or ours.keys() != self._looked.keys():
            self._others.clear()
        for at, end in (one for state in new for one in state.read_to.items()):
            # What has come since it was built was looked at, if at all, as another's.
            self._next[at] = min(end, self._next.get(at, end))
        self._looked = ours
        return ours

    async def _whole(self, ours: dict[int, Partition[Any, Any]]) -> None:
        """Return if the input of every partition is at least as long as what was read of it."""
        for number, state in ours.items():
            done = state.next_offset
            async for _ in self.table.log.read(self.table.source.name, number, start=done, until=done):
                pass

    async def _read(self, tail: _Tail, ours: dict[int, Partition[Any, Any]]) -> _Tail:
        """What has come since the last look, on top of `tail`."""
        for topic, partition in sorted(self._logs(ours), key=lambda log: (log[0].name, log[1])):
            at = topic.name, partition
            start = self._next.get(at, 0)
            async for message in self.table.log.read(topic.name, partition, start=start):
                start = message.offset + 1
                address = topic.name, (message.key or b"").decode(errors="replace")
                if address not in self._others:
                    stands = self._sent(address, ours) == digest(message.value or b"")
                    tail[address] = None if stands else (partition, message.value or b"")
            self._next[at] = start
        return tail

    def _logs(self, ours: dict[int, Partition[Any, Any]]) -> set[tuple[TopicSpec, int]]:
        return {log for number in ours for log in self.table.outputs_of(number)}

    @staticmethod
    def _sent(address: tuple[str, str], ours: dict[int, Partition[Any, Any]]) -> str | None:
        return next((state.sent[address] for state in ours.values() if address in state.sent), None)

    def _differing(
        self, tail: _Tail, ours: dict[int, Partition[Any, Any]]
    ) -> Iterator[tuple[int, tuple[str, str]]]:
        """The partitions, and keys of theirs, that do not hold what was sent last."""
        table = self.table
        for address, found in tail.items():
            output = None if found is None else decoded(table.writes, found[1])
            if found is None or output is None:
                continue
            owner = self._owner(ours, (address[0], found[0]), output)
            if owner is None:
                self._others.add(address)
            elif ours[owner].sent.get(address) != table.route(output, found[1]).version:
                yield owner, address

    def _owner(self, ours: dict[int, Partition[Any, Any]], at: tuple[str, int], output: Any) -> int | None:
        """Whose output it is, of those that write to the log it is in."""
        for number in ours:
            logs = {(topic.name, partition) for topic, partition in self.table.outputs_of(number)}
            if at in logs and self.table.owns(number, output):
                return number
        return None


async def keep(tables: Sequence[Table[Any, Any]], seconds: float) -> None:
    """Look after all of `tables` every so often, for ever.

    Raises:
        LogTruncatedError: a log of ours is shorter than it was: it has to be read back from the beginning.
    """
    watched = [Standing(table) for table in tables]
    while True:
        await asyncio.sleep(seconds)
        for one in watched:
            try:
                await one.look()
            except LogTruncatedError:
                raise
            except BrokerError as error:
                _log.debug("%s: not looked at this time: %s", one.table.stage, error)
