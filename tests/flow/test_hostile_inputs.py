"""Over two hundred inputs that nobody should send: each is a dead letter or reports, and what follows goes through."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from flow import Line
from hostile import corpus

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article

CORPUS = corpus()
FAMILIES = sorted({name.partition(":")[0] for name in CORPUS})
PLAUSIBLE = 1_000_000
"""No strike of any war has killed or hurt so many, or used so many munitions."""
SLOWEST = 20.0
"""Seconds for one input on a loaded machine; what grows with the square of the text takes minutes."""


def test_there_are_more_than_two_hundred() -> None:
    assert len(CORPUS) >= 200


@pytest.mark.parametrize("family", FAMILIES)
async def test_hostile_input_stops_nothing(
    settings: Settings, domain: Stages, samples: list[Article], family: str
) -> None:
    inputs = {name: value for name, value in CORPUS.items() if name.startswith(f"{family}:")}
    async with Line(settings, domain) as line:
        slowest = await _timed(line, inputs)
        await line.publish(samples[0])
        await line.settled()
    assert slowest < SLOWEST
    assert samples[0].article_id in {one.article_id for one in line.reports.values()}
    told = [figure for one in line.incidents.values() for figure in _figures(one)]
    assert [number for number in told if not 0 <= number <= PLAUSIBLE] == []
    _accounted_for(line, inputs)


async def _timed(line: Line, inputs: dict[str, bytes | None]) -> float:
    """Publish one after another, and see what each leaves in the tables; seconds of the slowest."""
    slowest = 0.0
    for value in inputs.values():
        began = time.monotonic()
        await line.publish(value)
        await line.settled()
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def _figures(incident: object) -> list[int]:
    casualties = getattr(incident, "casualties")  # noqa: B009
    found = [casualties.killed, casualties.injured, casualties.missing, casualties.trapped]
    for weapon in getattr(incident, "weapons"):  # noqa: B009
        found += [weapon.launched, weapon.intercepted, weapon.lost, weapon.hits]
    return [
        bound
        for figure in found
        if figure
        for bound in (figure.low, figure.best, figure.high)
        if bound is not None
    ]


def _accounted_for(line: Line, inputs: dict[str, bytes | None]) -> None:
    """Every input is processed, or a dead letter of the extract stage with its very bytes."""
    letters = [one for one in line.dead_letters.values() if one.stage == "extract"]
    assert {one.stage for one in line.dead_letters.values()} <= {"extract"}
    assert all(one.original in inputs.values() for one in letters)
    done = line.registry.get_sample_value(
        "strikewatch_records_processed_total", {"stage": "extract", "outcome": "ok"}
    )
    assert len(letters) + int(done or 0) == len(inputs) + 1
