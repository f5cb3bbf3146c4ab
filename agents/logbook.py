"""What a stateful stage reads and writes, and how a partition's state is built from nothing but that.

All of it is done while nobody else has the state in hand, and beside what the worker does meanwhile: a state of many
thousand records takes longer to build than a worker may be silent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias

from strikewatch.agents.partition import Fold, In, LogReader, Out, Partition, Route, decoded
from strikewatch.agents.stage import Received
from strikewatch.schemas import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strikewatch.agents.stage import Shop
    from strikewatch.agents.topics import TopicSpec

Refused: TypeAlias = tuple[Received, RecordError]
AT_ONCE = 50
"""Records read back until everything else in the worker has its turn."""


@dataclass(slots=True)
class Logbook(Generic[In, Out]):
    """The logs of one stateful stage.

    `route` says where an output, and its encoding, goes; `outputs_of` the (topic, partition) logs that hold what
    a partition of the input has sent, and `owns` whether an output there is that partition's own. Between two
    flushes of a partition pass at least `interval` seconds: what changes meanwhile is sent once, as it is then.
    Records under a key that `takes` does not take are passed over unread. Outputs are `chained` where one refers to
    the one before it, as an alert's Update does: then none is left out.
    """

    stage: str
    source: TopicSpec
    reads: type[In]
    writes: type[Out]
    make: Callable[[], Fold[In, Out]]
    route: Callable[[Out, bytes], Route]
    outputs_of: Callable[[int], Iterable[tuple[TopicSpec, int]]]
    owns: Callable[[int, Out], bool]
    shop: Shop
    log: LogReader
    on_output: Callable[[Out], None] = lambda _: None
    interval: float = 0.0
    takes: Callable[[bytes | None], bool] = lambda _: True
    chained: bool = False

    def changes(
        self, state: Partition[In, Out], encode: Callable[[Out], bytes]
    ) -> list[tuple[Out, Route, bytes]]:
        """The outputs that differ from what was sent, where each goes, and its encoding.

        What was still to be sent from an earlier look is among them, and comes first; where outputs are not chained,
        unless the fold has put out its like since: that may be what was sent in the first place, and the older would
        stand over it.
        """
        found: list[tuple[Out, Route, bytes]] = []
        anew: set[tuple[str, str]] = set()
        for output in state.fold.outputs():
            encoded = encode(output)
            route = self.route(output, encoded)
            anew.add((route.topic.name, route.key))
            if state.sent.get((route.topic.name, route.key)) != route.version:
                found.append((output, route, encoded))
        if self.chained:
            return state.unsent + found
        earlier = [one for one in state.unsent if (one[1].topic.name, one[1].key) not in anew]
        return earlier + found

    async def rebuild(self, number: int, state: Partition[In, Out], until: int | None) -> list[Refused]:
        """Build an empty state as of the offset `until`, or of the log's end; what could not be applied.

        What it has to send is worked out in a thread: all outputs at once would keep the worker silent for seconds.
        """
        await self.recall(number, state)
        refused = await self.reapply(number, state, until)
        state.unsent = await asyncio.to_thread(self._first_changes, state)
        return refused

    def _first_changes(self, state: Partition[In, Out]) -> list[tuple[Out, Route, bytes]]:
        def encode(output: Out) -> bytes:
            self.shop.pulse.restored += 1
            return output.encode()

        return self.changes(state, encode)

    async def reapply(self, number: int, state: Partition[In, Out], until: int | None) -> list[Refused]:
        """Apply the offsets up to `until`; those that cannot be, and why."""
        refused: list[Refused] = []
        async for message in self.log.read(self.source.name, number, start=state.next_offset, until=until):
            try:
                if self.takes(message.key):
                    state.fold.apply(self.reads.decode(message.value))
            except RecordError as error:
                again = Received(self.source.name, number, message.offset, message.key, message.value)
                refused.append((again, error))
                state.refused[message.offset] = error
            state.next_offset = max(state.next_offset, message.offset + 1)
            await self._counted()
        state.next_offset = max(state.next_offset, until or 0)
        return refused

    async def recall(self, number: int, state: Partition[In, Out]) -> None:
        """Read what this partition's outputs were last; the last of a key stands."""
        latest: dict[tuple[str, str], tuple[Out, bytes]] = {}
        for topic, partition in self.outputs_of(number):
            end = 0
            async for message in self.log.read(topic.name, partition):
                await self._counted()
                end = message.offset + 1
                output = decoded(self.writes, message.value)
                if output is not None and self.owns(number, output):
                    latest[topic.name, (message.key or b"").decode()] = output, message.value or b""
            state.read_to.setdefault((topic.name, partition), end)
        for address, (output, encoded) in latest.items():
            state.sent[address] = self.route(output, encoded).version
            state.fold.recall(output)

    async def _counted(self) -> None:
        pulse = self.shop.pulse
        pulse.restored += 1
        if pulse.restored % AT_ONCE == 0:
            await asyncio.sleep(0)
