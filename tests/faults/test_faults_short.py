"""Two minutes of what the fault rig does for hours: real workers on a real Kafka, killed, frozen and cut off."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import kafka_jars
import pytest
import strikewatch_faults
from fault_schedule import KINDS
from rich.console import Console

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka"), pytest.mark.timeout(420)]

RUNS = {
    "workers are killed, stopped, frozen and joined": {
        "seed": 11, "messages": 1_000, "kill": 2, "stop": 1, "freeze": 1, "join": 1,
    },
    "three brokers are killed in turn": {"seed": 14, "messages": 500, "nodes": 3, "broker": 3},
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
async def test_nothing_is_lost_and_nothing_counted_twice_when(name: str, tmp_path: Path) -> None:
    reason = kafka_jars.missing()
    if reason is not None:
        pytest.skip(reason)
    given = argparse.Namespace(**{"workers": 2, "nodes": 1, **dict.fromkeys(KINDS, 0), **RUNS[name]})
    verdict, _, _ = await strikewatch_faults.run(given, tmp_path, Console(quiet=True))
    assert verdict.differences == {}
    assert verdict.counts["reports"] > given.messages * 0.9
    assert verdict.counts["unreadable messages"] == given.messages // 97
