"""State that survives: a fold over an input log, whose outputs are compared with what their topic holds.

A stateful stage keeps no changelog. Its state is a function of the set of records in one partition of its
input topic, so the input topic itself is the state's log: whoever is given the partition reads it back from
the beginning, however it was lost. What was already sent is read from the output topics, and only what
differs is sent again. Offsets that were never handed to the stage show as a gap and are read from the log
too, whatever the consumer in between did with them.

So nothing has to be sent before a batch is acknowledged: whoever has the partition next sends what is missing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from strikewatch.agents.logbook import Logbook, Refused
from strikewatch.agents.partition import In, Out, Partition, Timed
from strikewatch.agents.stage import Emission, Received

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence


_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Table(Logbook[In, Out]):
    """All partitions of one stateful stage. `held` are those that are ours; null: all."""

    partitions: dict[int, Partition[In, Out]] = field(default_factory=dict)
    held: frozenset[int] | None = None
    _taken: frozenset[int] = frozenset()
    _tenures: Counter[int] = field(default_factory=Counter)
    _reading: defaultdict[int, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    # Messages

    async def batch(self, messages: Sequence[Received]) -> None:
        """Apply a batch, and send what it changed, where that is not to wait."""
        emissions: list[Emission] = []
        touched: dict[int, Partition[In, Out]] = {}
        for number, some in _runs(messages):
            state, refused = await self._caught_up(some[0])
            emissions += [self.shop.dead_letter(self.stage, *one) for one in refused]
            emissions += self.shop.each(self.stage, some, partial(self._apply, state))
            state.owe(min(message.ingested_at for message in some))
            touched[number] = state
        if emissions:
            await self.shop.send(self.stage, emissions)
        await self._flush_all((number, state) for number, state in touched.items() if self._due(state))

    def _apply(self, state: Partition[In, Out], message: Received) -> Iterable[Emission]:
        """Apply a message; one that was read back before is not applied again over what came after it."""
        new = message.offset >= state.next_offset
        state.next_offset = max(state.next_offset, message.offset + 1)
        if not self.takes(message.key):
            return ()
        record = self.shop.recent.decoded(self.reads, message.value)
        if new:
            state.refused.clear()
            state.fold.apply(record)
            return ()
        self.shop.metrics.duplicate.inc()
        if message.offset in state.refused:
            raise state.refused.pop(message.offset)
        return ()

    # Sending

    @property
    def owing(self) -> bool:
        """Whether anything may still have to be sent."""
        return any(state.owed is not None for state in self.partitions.values())

    async def settle(self) -> None:
        """Send what has waited long enough."""
        await self._flush_all(
            (number, state)
            for number, state in list(self.partitions.items())
            if state.owed is not None and self._due(state)
        )

    async def drain(self) -> None:
        """Send all that is owed, now."""
        for number, state in list(self.partitions.items()):
            await self._flush(number, state)

    async def tick(self) -> None:
        """Tell every partition's fold, which must be `Timed`, what time it is, and send what that changes."""
        now = self.shop.clock()
        for number, state in list(self.partitions.items()):
            cast("Timed", state.fold).tick(datetime.fromtimestamp(now, UTC))
            state.owe(int(now * 1000))
            if self._due(state):
                await self._flush(number, state)

    def _due(self, state: Partition[In, Out]) -> bool:
        """Whether the interval is over; a clock that was set back counts as over."""
        return state.flushed_at is None or not 0 <= self.shop.clock() - state.flushed_at < self.interval

    async def _flush_all(self, due: Iterable[tuple[int, Partition[In, Out]]]) -> None:
        """Side by side: they wait for the broker together."""
        await asyncio.gather(*(self._flush(number, state) for number, state in due))

    async def _flush(self, number: int, state: Partition[In, Out]) -> None:
        """Send the outputs that differ from what was sent before, unless the partition is another worker's now."""
        async with state.sending:
            if state.owed is None or not self._ours(number, state):
                return
            since, state.owed, state.flushed_at = state.owed, None, self.shop.clock()
            await self._send_changes(state, since)
        sent = sum(len(each.sent) for each in self.partitions.values())
        self.shop.metrics.keys.labels(self.stage).set(sent)

    def _ours(self, number: int, state: Partition[In, Out]) -> bool:
        """Whether a partition is ours, and `state` what is known of it; not so what was begun under a former tenure."""
        return (self.held is None or number in self.held) and self.partitions.get(number) is state

    async def _send_changes(self, state: Partition[In, Out], since: int) -> None:
        changed = self.changes(state, self.shop.recent.encoded)
        state.unsent = []
        emissions = [
            Emission(route.topic, route.key, encoded, since, route.partition) for _, route, encoded in changed
        ]
        await self.shop.send(self.stage, emissions)
        for output, route, _ in changed:
            state.sent[route.topic.name, route.key] = route.version
            self.on_output(output)

    # Partitions that come and go

    def take(self, numbers: Iterable[int], *, unbroken: bool = True) -> None:
        """These partitions are ours from now on, and no others.

        Of those that were ours until now the state is kept, if the tenure is `unbroken`: nobody else had them since.
        """
        was, self.held = self._taken if unbroken else frozenset(), frozenset(numbers)
        self._taken = self.held
        for number in self.partitions.keys() - (was & self.held):
            del self.partitions[number]
        self._tenures.update(self.held - was)

    async def hold(self, numbers: Iterable[int]) -> None:
        """Take these partitions, and read them back."""
        self.take(numbers)
        await self.read_back()

    async def read_back(self) -> None:
        """Read back what of ours is not, and send what it lacks."""
        for number in sorted(self.held or ()):
            async with self._reading[number]:
                if number not in self.partitions and number in (self.held or ()):
                    state, _ = await self._read_back(number, None)
                    state.owe(int(self.shop.clock() * 1000))
        await self.drain()

    async def give_up(self, numbers: Iterable[int]) -> None:
        """Send nothing more of these partitions; returns once what was being sent is."""
        self.held = (self.held or frozenset()) - frozenset(numbers)
        for state in list(self.partitions.values()):
            async with state.sending:
                pass

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Nothing is read back or sent for the length of the block."""
        async with AsyncExitStack() as stack:
            for number in range(self.source.partitions):
                await stack.enter_async_context(self._reading[number])
            for state in list(self.partitions.values()):
                await stack.enter_async_context(state.sending)
            yield

    async def make_anew(self) -> None:
        """While paused: read every fold back as a restart would, since what it is made with has changed."""
        for number, state in list(self.partitions.items()):
            await self._renew(number, state)

    async def put_right(self, number: int, state: Partition[In, Out]) -> None:
        """Read a partition back as a restart would, and send what its topics lack; not if it has gone meanwhile."""
        async with self._reading[number], state.sending:
            if self.partitions.get(number) is not state:
                return
            await self._renew(number, state)
        await self._flush(number, state)

    async def _renew(self, number: int, state: Partition[In, Out]) -> None:
        """Up to the log's end, also where less was handed over: of two who do so the later is not the older."""
        anew: Partition[In, Out] = Partition(self.make())
        await self.rebuild(number, anew, None)
        while anew.next_offset < state.next_offset:  # it may be given more meanwhile
            await self.reapply(number, anew, state.next_offset)
        state.fold, state.sent, state.unsent = anew.fold, anew.sent, anew.unsent
        state.next_offset, state.refused = anew.next_offset, state.refused | anew.refused
        state.owe(int(self.shop.clock() * 1000))

    # Reading back

    async def _caught_up(self, message: Received) -> tuple[Partition[In, Out], list[Refused]]:
        """The state just before `message`; and what of offsets never handed over could not be applied."""
        number, offset = message.partition, message.offset
        state = self.partitions.get(number)
        if state is not None and offset <= state.next_offset:
            return state, []
        async with self._reading[number]:
            state = self.partitions.get(number)
            if state is None:
                state, _ = await self._read_back(number, offset)
            if offset <= state.next_offset:
                return state, []
            missing = offset - state.next_offset
            _log.warning("%s: %d offsets of %s/%d were not handed over; reading them from the log",
                         self.stage, missing, self.source.name, number)  # fmt: skip
            self.shop.metrics.gaps.labels(self.source.name).inc(missing)
            await self.recall(number, state)  # another worker may have had it meanwhile
            return state, await self.reapply(number, state, offset)

    async def _read_back(self, number: int, until: int | None) -> tuple[Partition[In, Out], list[Refused]]:
        """A partition's state as of the offset `until`, or of the log's end; and what could not be applied."""
        while True:
            tenure, state = self._tenures[number], Partition(self.make())
            with self.shop.metrics.recovery.labels(self.stage).time():
                refused = await self.rebuild(number, state, until)
            # If it was another's meanwhile, that one may have written what was not yet there to be read.
            if tenure == self._tenures[number]:
                self.partitions[number] = state
                return state, refused


def _runs(messages: Sequence[Received]) -> Iterator[tuple[int, list[Received]]]:
    """Messages of one partition whose offsets follow each other, together; each with its partition."""
    run: list[Received] = []
    for message in messages:
        if run and (message.partition, message.offset) != (run[-1].partition, run[-1].offset + 1):
            yield run[0].partition, run
            run = []
        run.append(message)
    if run:
        yield run[0].partition, run
