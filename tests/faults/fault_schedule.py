"""What goes wrong in a run, and when: a function of a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["kill", "stop", "freeze", "join", "broker", "cut", "strand", "clock", "disk", "remake"]
"""What befalls a worker, a broker or a topic:

kill    a worker gets SIGKILL and is started anew
stop    a worker gets SIGTERM and is started anew
freeze  a worker gets SIGSTOP, and SIGCONT after `seconds`
join    one more worker comes, and is stopped after `seconds`
broker  a broker gets SIGKILL, and is started anew after `seconds`
cut     a broker is cut off from all workers for `seconds`; what was under way arrives late
strand  a worker is cut off from every broker for `seconds`; what was under way arrives late
clock   a worker gets SIGKILL, and is started anew with its clock set apart
disk    a broker's disk is full for `seconds`; it goes, and is started anew when there is room again
remake  a topic of ours that others can be computed for is deleted, and made anew after `seconds`
"""
KINDS: tuple[Kind, ...] = get_args(Kind)
SECONDS: dict[Kind, tuple[float, float]] = {
    "kill": (0.0, 1.0),
    "stop": (0.0, 1.0),
    "freeze": (1.0, 12.0),
    "join": (4.0, 12.0),
    "broker": (0.5, 5.0),
    "cut": (2.0, 15.0),
    "strand": (8.0, 20.0),
    "clock": (0.0, 1.0),
    "disk": (2.0, 6.0),
    "remake": (0.2, 2.0),
}
APART = ("-400d", "-3h", "+40m", "+2h", "+400d")
"""How far a worker's clock may be off."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """At `share` of the input committed, `kind` befalls the worker, broker or topic `target` (modulo how many there are)."""

    share: float
    kind: Kind
    target: int
    seconds: float


def schedule(seed: int, counts: dict[Kind, int]) -> list[Fault]:
    """`counts` faults of each kind, spread evenly over the run, in an order and at moments that the seed decides."""
    chance = random.Random(seed)
    kinds = [kind for kind in KINDS for _ in range(counts.get(kind, 0))]
    chance.shuffle(kinds)
    step = 1 / max(1, len(kinds))
    return [
        Fault(step * (at + chance.random() * 0.9), kind, chance.randrange(12), chance.uniform(*SECONDS[kind]))
        for at, kind in enumerate(kinds)
    ]


def delivery(seed: int, messages: int) -> list[int]:
    """The order in which messages are published: one in ten twice, and each up to fifty places off its own."""
    chance = random.Random(seed + 1)
    wanted = [*range(messages), *chance.sample(range(messages), messages // 10)]
    return [number for _, number in sorted((number + chance.uniform(0, 50), number) for number in wanted)]
