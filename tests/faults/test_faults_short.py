"""Some minutes of what the fault rig does for hours: real workers on a real Kafka, killed, frozen and cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kafka_jars
import pytest
import strikewatch_faults
from campaign import Run
from rich.console import Console

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka"), pytest.mark.timeout(420)]

RUNS = {
    "workers are killed, stopped, frozen and joined": Run(
        11, 1_000, {"kill": 2, "stop": 1, "freeze": 1, "join": 1}
    ),
    "three brokers are killed in turn": Run(14, 500, {"broker": 3}, nodes=3),
}


@pytest.mark.parametrize("name", RUNS)
async def test_nothing_is_lost_and_nothing_counted_twice_when(name: str, tmp_path: Path) -> None:
    reason = kafka_jars.missing()
    if reason is not None:
        pytest.skip(reason)
    given = RUNS[name]
    outcome = await strikewatch_faults.run(given, tmp_path, Console(quiet=True))
    assert outcome.differences == {}
    assert outcome.passed, outcome.verdict
    assert outcome.held["reports"] > given.messages * 0.9
    assert outcome.held["unreadable messages"] == given.messages // 97
