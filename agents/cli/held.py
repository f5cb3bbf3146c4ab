"""What there is to ask about: the last record of every key on a broker's topics, or what articles come to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from strikewatch.agents.cli.inputs import Taken, take
from strikewatch.schemas import Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strikewatch.agents.broker import LogReader
    from strikewatch.agents.reading import Given
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import TopicSpec
    from strikewatch.schemas import Record


@dataclass(frozen=True, slots=True)
class Held:
    """The records asked for, each list in the order of its keys, and where they are from."""

    incidents: list[Incident]
    windows: list[RegionWindow]
    reports: list[StrikeReport]
    origin: str
    taken: Taken

    def conclude(self) -> None:
        """End with exit code 1 if an article could not be processed."""
        self.taken.conclude()


def held(
    paths: list[str] | None, given: Given, settings: Settings, kinds: Iterable[type[Record]] = ()
) -> Held:
    """Out of `paths`, replayed without Kafka; where None, the records of `kinds` off the broker's topics.

    Raises:
        BrokerError: no broker answers, or it lacks a topic.
        ReadError: a path that cannot be read.
    """
    if paths is not None:
        return _replayed(paths, given, settings)
    found = asyncio.run(_read(settings, frozenset(kinds)))
    return Held(
        [one for one in found if isinstance(one, Incident)],
        [one for one in found if isinstance(one, RegionWindow)],
        [one for one in found if isinstance(one, StrikeReport)],
        f"the broker at {settings.bootstrap_servers}",
        Taken([], 0),
    )


def _replayed(paths: list[str], given: Given, settings: Settings) -> Held:
    from strikewatch.agents import stages
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.progress import counting
    from strikewatch.agents.replay import replay

    taken = take(paths, given, settings)
    with counting(console(stderr=True), "replaying", len(taken.articles)) as progress:
        result = replay(taken.articles, stages.load(settings), alerts_policy="none", progress=progress)
    for letter in result.dead_letters:
        taken.fail(letter.key or letter.address, letter.error.reason)
    return Held(result.incidents, result.region_windows, result.reports, ", ".join(paths), taken)


async def _read(settings: Settings, kinds: frozenset[type[Record]]) -> list[Record]:
    from strikewatch.agents.admin import describe_topics, lacking
    from strikewatch.agents.broker import LogReader
    from strikewatch.agents.connection import client_options
    from strikewatch.agents.topics import catalogue

    topics = catalogue(settings)
    wanted: list[tuple[TopicSpec, type[Record], Callable[[Record], str]]] = [
        (topics.incidents, Incident, lambda one: getattr(one, "incident_id", "")),
        (topics.region_windows, RegionWindow, lambda one: getattr(one, "key", "")),
        (topics.strike_reports, StrikeReport, lambda one: getattr(one, "report_id", "")),
    ]
    read = [each for each in wanted if each[1] in kinds]
    states = {state.spec.name: state for state in await describe_topics(settings)}
    if missing := [topic.name for topic, *_ in read if states[topic.name].missing]:
        raise lacking(settings, missing)
    found: list[Record] = []
    async with LogReader(**client_options(settings)) as log:
        for topic, kind, key in read:
            found += await _latest(log, topic.name, states[topic.name].partitions or 1, kind, key)
    return found


async def _latest(
    log: LogReader, topic: str, partitions: int, kind: type[Record], key: Callable[[Record], str]
) -> list[Record]:
    """The last record of every key, in the order of the keys; what is no record of ours is named."""
    from strikewatch.schemas import RecordError

    states: dict[str, Record] = {}
    for number in range(partitions):
        async for message in log.read(topic, number):
            if message.value is None:
                states.pop((message.key or b"").decode(errors="replace"), None)
                continue
            try:
                record = kind.decode(message.value)
            except RecordError as error:
                where = f"{topic}/{number}/{message.offset}"
                typer.echo(f"left out, not a record of ours: {where}: {error}", err=True)
                continue
            states[key(record)] = record
    return [record for _, record in sorted(states.items())]
