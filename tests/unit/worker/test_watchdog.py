"""A worker that lives on and does nothing is noticed within the limit, and one that works never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from strikewatch.agents.watchdog import Progress, Seen, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 60.0
START = 1_700_000_000.0


def seen(
    *partitions: tuple[int, int], restored: int = 0, rebalancing: bool = False, answered: float = 0
) -> Seen:
    named = {f"articles/{number}": Progress(*each) for number, each in enumerate(partitions)}
    return Seen(named, restored, rebalancing, START + answered)


def watched(look: Callable[[int], Seen], seconds: int = 300) -> tuple[int, str] | None:
    """Look every two seconds; when something was said, and what."""
    dog = Watchdog(LIMIT)
    for passed in range(0, seconds, 2):
        said = dog.look(START + passed, look(passed))
        if said is not None:
            return passed, said
    return None


@pytest.mark.parametrize(
    "look",
    [
        lambda passed: seen((100, 0), (70, 0), answered=passed),
        lambda passed: seen((100 + passed, 9_000 + passed), answered=passed),
        lambda passed: seen((100, 7), restored=5 * passed, answered=passed),
        lambda passed: seen((100 + passed // 50, 7), answered=passed),
        lambda passed: seen((100, 7 * (passed % 50 > 0)), answered=passed),
        lambda passed: seen(rebalancing=passed % 40 > 0, answered=passed),
        lambda passed: seen(answered=passed - passed % 30),
    ],
    ids=[
        "nothing to do",
        "far behind",
        "reading state back",
        "slow",
        "now and then",
        "rebalances",
        "slow broker",
    ],
)
def test_a_worker_that_gets_on_is_left_alone(look: Callable[[int], Seen]) -> None:
    assert watched(look) is None


@pytest.mark.parametrize(
    ("look", "within", "words"),
    [
        (lambda p: seen((100, 7), answered=p), 2, "7 records of articles/0 wait and none is committed"),
        (lambda p: seen((p, 9), (5, 3), answered=p), 2, "3 records of articles/1 wait and none is committed"),
        (lambda p: seen(rebalancing=True, answered=p), 0, "partitions are being handed out"),
        (lambda _: seen((100, 0), answered=0), 0, "the broker has not answered"),
    ],
    ids=["dead agent", "a partition never fetched", "endless rebalance", "broker gone"],
)
def test_what_stands_still_is_said_at_the_limit(look: Callable[[int], Seen], within: int, words: str) -> None:
    said = watched(look)
    assert said is not None
    assert LIMIT <= said[0] <= LIMIT + within
    assert said[1] == f"{words} since {'22:13:22' if within else '22:13:20'}Z"
