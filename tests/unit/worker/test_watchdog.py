"""A worker that lives on and does nothing is noticed within the limit, and one that works never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from strikewatch.agents.watchdog import Seen, Watchdog

LIMIT = 60.0
START = 1_700_000_000.0
IDLE = Seen(committed=100, behind=0, taken=100, restored=0, rebalancing=False, answered=START)


def watched(changes: dict[str, float], seconds: int = 300, seen: Seen = IDLE) -> tuple[float, str] | None:
    """Look every two seconds while the named numbers grow by so much; when something was said, and what."""
    dog = Watchdog(LIMIT)
    for passed in range(0, seconds, 2):
        grown = {name: int(getattr(seen, name) + step * passed) for name, step in changes.items() if step}
        answered = seen.answered if "answered" in changes else START + passed
        said = dog.look(START + passed, replace(seen, **{**grown, "answered": answered}))
        if said is not None:
            return passed, said
    return None


def test_a_worker_with_nothing_to_do_is_well() -> None:
    assert watched({}) is None


def test_a_worker_that_commits_is_well_however_far_behind() -> None:
    assert watched({"committed": 1, "taken": 1, "behind": 50}, seen=replace(IDLE, behind=10_000)) is None


def test_reading_state_back_is_work_however_long_it_takes() -> None:
    assert watched({"restored": 5}, seen=replace(IDLE, behind=10)) is None


@pytest.mark.parametrize(
    ("changes", "seen", "words"),
    [
        ({}, replace(IDLE, behind=7), "7 records wait and none is taken since 22:13:20Z"),
        ({"taken": 3}, replace(IDLE, behind=7), "records are taken and none is committed since 22:13:20Z"),
        ({}, replace(IDLE, rebalancing=True), "partitions are being handed out since 22:13:20Z"),
        ({"answered": 0}, IDLE, "the broker has not answered since 22:13:20Z"),
    ],
    ids=["dead agent", "commits fail", "endless rebalance", "broker gone"],
)
def test_what_stands_still_is_said_at_the_limit(changes: dict[str, float], seen: Seen, words: str) -> None:
    assert watched(changes, seen=seen) == (LIMIT, words)


def test_a_pause_shorter_than_the_limit_is_forgotten() -> None:
    dog = Watchdog(LIMIT)
    waiting = replace(IDLE, behind=7)
    for passed in range(0, 400, 2):
        moving = replace(waiting, committed=100 + passed // 50, answered=START + passed)
        assert dog.look(START + passed, moving) is None
