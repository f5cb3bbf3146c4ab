"""What no healthy broker does on demand: answers that hold nothing, although the log's end is further on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from strikewatch.agents.broker import log

if TYPE_CHECKING:
    from collections.abc import Mapping

TP = TopicPartition("topic", 0)
END = 10


class Scripted:
    """A consumer of one partition that ends at 10; `answers` maps a position to the records a fetch there brings."""

    def __init__(self, answers: Mapping[int, list[int]], *, answering: bool = True) -> None:
        self.answers, self.answering = answers, answering
        self.at = self.fetches = 0

    def seek(self, _: TopicPartition, offset: int) -> None:
        self.at = offset

    async def position(self, _: TopicPartition) -> int:
        return self.at

    def last_poll_timestamp(self, _: TopicPartition) -> int | None:
        return self.fetches or None

    def highwater(self, _: TopicPartition) -> int | None:
        return END if self.fetches else None

    async def getmany(self, tp: TopicPartition, **_: Any) -> dict[TopicPartition, list[Any]]:
        self.fetches += self.answering
        offsets = self.answers.get(self.at, []) if self.answering else []
        self.at = offsets[-1] + 1 if offsets else self.at
        records = [ConsumerRecord(*tp, offset, 0, 0, None, b"", None, -1, 0, ()) for offset in offsets]
        return {tp: records} if records else {}


async def offsets(consumer: Scripted, stall_timeout: float = 60.0) -> list[int]:
    batches = log._batches(consumer, TP, 0, END, stall_timeout)  # type: ignore[arg-type]  # noqa: SLF001
    return [record.offset async for batch in batches for record in batch]


async def test_a_read_ends_where_fetches_bring_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "NOTHING_LEFT", 0.01)
    assert await offsets(Scripted({0: [0, 1, 5]})) == [0, 1, 5]


async def test_a_gap_before_further_records_is_passed_over() -> None:
    assert await offsets(Scripted({0: [0, 1, 5], 6: [9]})) == [0, 1, 5, 9]


async def test_no_answer_is_not_taken_for_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "NOTHING_LEFT", 0.0)
    with pytest.raises(TimeoutError, match="no answer to a fetch at offset 0"):
        await offsets(Scripted({}, answering=False), stall_timeout=0.05)
