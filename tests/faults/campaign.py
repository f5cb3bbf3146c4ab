"""The runs of the campaign, and what is kept of each: the list stands in campaign.toml."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fault_schedule import KINDS, Kind
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST = Path(__file__).with_name("campaign.toml")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the rig: everything in it follows from this."""

    seed: int
    messages: int
    faults: dict[Kind, int] = field(default_factory=dict)
    nodes: int = 1
    workers: int = 2


@dataclass(slots=True)
class Outcome:
    """What came of a run. `faults` are those that happened, `left` counts the exit codes of workers that left by
    themselves, `rebalances` the generations of the group that the broker says it settled; `published` counts duplicates too.
    """

    seed: int
    messages: int
    published: int
    nodes: int
    workers: int
    faults: dict[str, int]
    left: dict[str, int]
    rebalances: int
    seconds: float
    verdict: str
    held: dict[str, int] = field(default_factory=dict)
    differences: dict[str, list[str]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.verdict == PASSED

    @property
    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)


PASSED = "nothing lost, nothing counted twice"


def listed(path: Path = LIST) -> list[Run]:
    """The runs of the campaign, in their order."""
    return [
        Run(
            seed=row["seed"],
            messages=row["messages"],
            nodes=row.get("nodes", 1),
            workers=row.get("workers", 2),
            faults={kind: row[kind] for kind in KINDS if kind in row},
        )
        for row in tomllib.loads(path.read_text())["run"]
    ]


def outcomes(path: Path) -> list[Outcome]:
    """What a file of lines of JSON holds."""
    return [Outcome(**json.loads(line)) for line in path.read_text().splitlines() if line]


def table(done: Iterable[Outcome]) -> Table:
    """A row for each run, and their sum."""
    shown = Table(title="Runs of the fault rig", show_footer=True)
    runs = list(done)
    kills = sum(one.faults.get("kill", 0) + one.faults.get("clock", 0) for one in runs)
    failed = sum(not one.passed for one in runs)
    for name, total in (
        ("seed", f"{len(runs)} runs"),
        ("messages", f"{sum(one.messages for one in runs):,}"),
        ("brokers", ""),
        ("faults", f"{kills} times SIGKILL for a worker"),
        ("left", str(sum(sum(one.left.values()) for one in runs))),
        ("rebalances", str(sum(one.rebalances for one in runs))),
        ("s", f"{sum(one.seconds for one in runs):,.0f}"),
        ("verdict", f"{failed} differ" if failed else PASSED),
    ):
        shown.add_column(name, footer=total, justify="left" if name in {"faults", "verdict"} else "right")
    for one in runs:
        shown.add_row(
            str(one.seed),
            f"{one.messages:,}",
            str(one.nodes),
            ", ".join(f"{count} {kind}" for kind, count in one.faults.items() if kind in KINDS),
            ", ".join(f"{count} with {code}" for code, count in one.left.items()),
            str(one.rebalances),
            f"{one.seconds:.0f}",
            one.verdict if one.passed else "; ".join(one.differences) or one.verdict,
        )
    return shown
