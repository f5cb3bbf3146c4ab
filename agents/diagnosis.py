"""What has to hold for the pipeline to run here, checked one by one."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import shutil
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.admin import CREATE, administering, create_topics, describe_topics
from strikewatch.agents.broker import BrokerError, LogReader
from strikewatch.agents.broker.tansu import binary
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.settings import Settings

State = Literal["ok", "warn", "fail"]
LIBRARIES = ("faust-streaming", "aiokafka", "pydantic", "orjson", "uvloop")
FREE_BYTES = 64 << 20
AHEAD_SECONDS = 60.0
"""How far the newest article may lie in our future before the clocks are said to differ."""
STEP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the diagnosis; `advice` is what to do where it is not ok."""

    name: str
    state: State
    found: str
    advice: str = ""


class Clock:
    """The wall clock held against the monotonic one, from its making on."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def step(self) -> float:
        """Seconds the wall clock was set by meanwhile."""
        return time.time() - time.monotonic() - self._offset


async def diagnose(settings: Settings, *, create: bool = False) -> list[Check]:
    """Every check, in the order in which to mend what fails; `create` the topics first, on a broker of our own."""
    clock = Clock()
    checks = [_versions(), _embedded(), _state_dir(settings), await asyncio.to_thread(_seeds, settings)]
    broker = await _broker(settings)
    checks.append(broker)
    if broker.state != "fail":
        if create:
            await create_topics(settings)
        checks += [await _topics(settings), await _against_articles(settings)]
    return [*checks, _clock(clock)]


def _versions() -> Check:
    found = [
        f"python {platform.python_version()}",
        f"strikewatch {importlib.metadata.version('strikewatch')}",
    ]
    found += [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    return Check("versions", "ok", ", ".join(found))


def _embedded() -> Check:
    try:
        return Check("embedded broker", "ok", binary())
    except BrokerError as error:
        return Check(
            "embedded broker", "warn", "not there", f"{error} Only `demo` and --broker embedded need it."
        )


def _state_dir(settings: Settings) -> Check:
    path = settings.state_dir
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"0")
        free = shutil.disk_usage(path).free
    except OSError as error:
        return Check(
            "state directory",
            "fail",
            f"{path}: {error.strerror}",
            "make it writable, or set STRIKEWATCH_STATE_DIR",
        )
    if free < FREE_BYTES:
        return Check(
            "state directory",
            "warn",
            f"{path}: {free >> 20} MiB free",
            "make room, or set STRIKEWATCH_STATE_DIR",
        )
    return Check("state directory", "ok", f"{path}, writable, {free >> 30} GiB free")


def _seeds(settings: Settings) -> Check:
    from strikewatch.agents import stages  # noqa: PLC0415  # what is wrong with the seeds may show at import

    started = time.monotonic()
    try:
        domain = stages.load(settings)
    except (ValueError, OSError, LookupError) as error:
        return Check(
            "gazetteer, lexicons, rules", "fail", str(error), "mend the file it names, or install again"
        )
    took = time.monotonic() - started
    return Check(
        "gazetteer, lexicons, rules", "ok", f"loaded in {took:.1f} s, {len(domain.rules.rules)} alert rules"
    )


async def _broker(settings: Settings) -> Check:
    started = time.monotonic()
    try:
        async with administering(settings) as admin:
            cluster = await admin.describe_cluster()
    except BrokerError as error:
        return Check("broker", "fail", f"{settings.bootstrap_servers}: no answer", str(error))
    took, nodes = time.monotonic() - started, cluster["brokers"]
    count = f"{len(nodes)} node{'' if len(nodes) == 1 else 's'}"
    found = f"{settings.bootstrap_servers}, cluster {cluster['cluster_id']}, {count}, answers in {took * 1000:.0f} ms"
    if settings.replication_factor > len(nodes):
        return Check("broker", "fail", found, f"set STRIKEWATCH_REPLICATION_FACTOR to {len(nodes)} or less")
    return Check("broker", "ok", found)


async def _topics(settings: Settings) -> Check:
    try:
        states = await describe_topics(settings)
    except BrokerError as error:
        return Check("topics", "fail", "cannot be asked about", str(error))
    missing = [state.spec.name for state in states if state.missing]
    wrong = [f"{state.spec.name} ({'; '.join(state.differences)})" for state in states if state.differences]
    if missing:
        return Check("topics", "fail", f"missing: {', '.join(missing)}", CREATE)
    if wrong:
        return Check(
            "topics", "fail", f"not as declared: {', '.join(wrong)}", "strikewatch topics list says more"
        )
    return Check("topics", "ok", f"{len(states)}, all as declared")


async def _against_articles(settings: Settings) -> Check:
    """The newest article on the topic tells what time its publisher took it to be."""
    name = "clock against the broker"
    topic = catalogue(settings).articles
    try:
        stamps = await _newest(settings, topic.name, range(topic.partitions))
    except BrokerError:
        return Check(name, "ok", "no article to compare with")
    if not stamps:
        return Check(name, "ok", "no article to compare with")
    ahead = max(stamps) - time.time()
    if ahead > AHEAD_SECONDS:
        return Check(
            name, "warn", f"the newest article is {ahead:.0f} s in the future", "set the clocks by NTP"
        )
    return Check(name, "ok", f"the newest article is {max(0.0, -ahead):.0f} s old")


async def _newest(settings: Settings, topic: str, partitions: Sequence[int]) -> list[float]:
    stamps = []
    async with LogReader(**client_options(settings)) as log:
        for number in partitions:
            first, end = await log.bounds(topic, number)
            if end > first:
                stamps += [
                    record.timestamp / 1000
                    async for record in log.read(topic, number, start=end - 1, until=end)
                ]
    return stamps


def _clock(clock: Clock) -> Check:
    step = clock.step()
    now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    if abs(step) > STEP_SECONDS:
        return Check(
            "clock", "warn", f"{now}; was set by {step:+.1f} s during this check", "let NTP slew, not step"
        )
    return Check("clock", "ok", f"{now}, steady")
