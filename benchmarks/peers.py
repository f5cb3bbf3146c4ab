"""The same job on strikewatch, a bare aiokafka loop, Quix Streams and Bytewax: one broker, one run, in turn.

    python benchmarks/peers.py [--rounds 3] [--articles 1500] [--cheap] [--only bare] [--seconds 20]

Articles of 3,000 characters go in on one Apache Kafka; each is read by our extraction (--cheap: by two regular
expressions, so that the framework shows), and what it tells is counted by region over seven days; rows go out. Each
contender is one process. It gets 40 articles to warm up, then all the others at once; what counts is the CPU time it
uses until its rows are those that the job comes to (anything else ends the benchmark), so that other load on the machine
bears little on it. Then, at half the rate it reached, the time from an article's arrival on its topic to the row that
counts it. Medians, with the least and the most of all rounds. Quix Streams and Bytewax are installed into environments
below STRIKEWATCH_TEST_CACHE (--venvs DIR), never into ours.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import site
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaConsumer

from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strikewatch.agents.settings import Settings

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "support")]

import extraction  # noqa: E402  # the articles
import kafka_jars  # noqa: E402  # tests/support
import pipeline  # noqa: E402  # publishing, and the whole worker
from peers_job import Row, expected  # noqa: E402

PACKAGES = {"quix": "quixstreams", "bytewax": "bytewax"}
CONTENDERS = ("bare", "strikewatch", "quix", "bytewax")
WARM = 40
GIVE_UP = 600.0
SETTLE_SECONDS = 3.0


@dataclass
class Result:
    """What one contender did, a figure a round."""

    per_cpu: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    """CPU seconds of a hundred, before anything is to be done."""
    peak: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


def interpreter(name: str, folder: Path) -> Path:
    """The Python that has the framework; its environment is made where it is not there."""
    if name not in PACKAGES:
        return Path(sys.executable)
    home = folder / name
    if not (home / "done").exists():
        print(f"installing {PACKAGES[name]} in {home}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        wanted = [PACKAGES[name], *(["confluent-kafka"] if name == "bytewax" else [])]
        subprocess.run([home / "bin/python", "-m", "pip", "--quiet", "install", *wanted], check=True)
        (home / "done").touch()
    return home / "bin/python"


def version(python: Path, name: str) -> str:
    package = PACKAGES.get(name, "aiokafka" if name == "bare" else "strikewatch")
    said = subprocess.run(
        [python, "-c", f"import importlib.metadata as m; print(m.version('{package}'))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return f"{package} {said.stdout.strip()}"


@contextmanager
def running(
    name: str, settings: Settings, options: argparse.Namespace, home: Path
) -> Iterator[pipeline.Measured]:
    topics = catalogue(settings)
    names = ",".join(each.name for each in (topics.articles, topics.strike_reports, topics.region_windows))
    told = {
        "PEERS_BOOTSTRAP": settings.bootstrap_servers or "", "PEERS_TOPICS": names, "PEERS_HOME": str(home),
        "PEERS_GROUP": f"{settings.group_id}-{name}", "PEERS_CHEAP": "1" if options.cheap else "0",
        "PEERS_SITE": site.getsitepackages()[0],
    }  # fmt: skip
    command = [interpreter(name, options.venvs), HERE / "peers_workers.py", name]
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **settings.environment(), **told}, stdout=log, stderr=log
        )
    try:
        yield pipeline.Measured(process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def peak(process: pipeline.Measured) -> float:
    """MiB it has held at most."""
    lines = Path(f"/proc/{process.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


class Rows:
    """Hears the rows: the last of every region, and how late each came."""

    def __init__(self, settings: Settings) -> None:
        self.topic = catalogue(settings).region_windows.name
        self.consumer = AIOKafkaConsumer(
            self.topic, bootstrap_servers=settings.bootstrap_servers, auto_offset_reset="earliest",
            fetch_max_wait_ms=20,
        )  # fmt: skip
        self.latest: dict[str, Row] = {}
        self.delays: list[float] = []

    async def take(self) -> None:
        for batch in (await self.consumer.getmany(timeout_ms=50)).values():
            now = time.time() * 1000
            for message in batch:
                row = Row.decode(message.value)
                self.latest[row.region] = row
                self.delays.append(now - row.at)

    async def until(self, wanted: dict[str, Row], process: pipeline.Measured, log: Path) -> None:
        end = time.monotonic() + GIVE_UP
        while not same(self.latest, wanted):
            await self.take()
            if process.process.poll() is not None or time.monotonic() > end:
                wrong = [
                    key for key, row in wanted.items() if not same({key: self.latest.get(key)}, {key: row})
                ]
                seen = [(self.latest.get(key), wanted[key]) for key in wrong[:2]]
                said = await asyncio.to_thread(log.read_text)
                raise SystemExit(f"not the rows of the job, {wrong[:5]}, {seen}:\n{said[-2000:]}")


def same(found: dict[str, Row | None], wanted: dict[str, Row]) -> bool:
    return {key: row and row.model_copy(update={"at": 0}) for key, row in found.items()} == wanted


async def measured(  # noqa: PLR0917  # what a round is made of
    name: str, settings: Settings, options: argparse.Namespace, home: Path, articles: Sequence[tuple[bytes, bytes]],
    wanted: tuple[dict[str, Row], dict[str, Row]], result: Result,
) -> None:  # fmt: skip
    """One contender, one round: as fast as it can."""
    rows, log = Rows(settings), home / f"{name}.log"
    with running(name, settings, options, home) as process:
        async with rows.consumer:
            await pipeline.publish(settings, list(articles[:WARM]))
            await rows.until(wanted[0], process, log)
            process.reset()
            await asyncio.sleep(SETTLE_SECONDS)
            result.idle.append(100 * process.used / SETTLE_SECONDS)
            process.reset()
            began = await pipeline.publish(settings, list(articles[WARM:]))
            await rows.until(wanted[1], process, log)
            number = len(articles) - WARM
            result.per_cpu.append(number / process.used)
            result.per_second.append(number / (time.time() - began))
            result.peak.append(peak(process))
            await at_half(rows, settings, options, articles, result)


async def at_half(
    rows: Rows, settings: Settings, options: argparse.Namespace, articles: Sequence[tuple[bytes, bytes]],
    result: Result,
) -> None:  # fmt: skip
    """The same articles again, at half the rate, to the same process."""
    rate = result.per_second[-1] / 2
    rows.delays.clear()
    some = [articles[at % len(articles)] for at in range(int(rate * options.seconds))]
    publishing = asyncio.create_task(pipeline.publish(settings, some, rate))
    while not publishing.done():
        await rows.take()
    await publishing
    end = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < end:
        await rows.take()
    cuts = statistics.quantiles(rows.delays, n=100)
    result.p50.append(cuts[49])
    result.p99.append(cuts[98])


def spread(figures: Sequence[float]) -> str:
    return f"{statistics.median(figures):,.0f} ({min(figures):,.0f} to {max(figures):,.0f})"


def report(results: dict[str, Result]) -> None:
    print(
        f"\n{'':<14}{'articles/CPU s':>26}{'articles/s':>22}{'idle %':>14}{'peak MiB':>20}{'p50 ms':>20}{'p99 ms':>24}"
    )
    for name, one in results.items():
        print(
            f"{name:<14}{spread(one.per_cpu):>26}{spread(one.per_second):>22}{spread(one.idle):>14}{spread(one.peak):>20}"
            f"{spread(one.p50):>20}{spread(one.p99):>24}"
        )
    ours = results.get("strikewatch")
    for name, one in results.items():
        if ours and name != "strikewatch":
            ratios = [mine / theirs for mine, theirs in zip(ours.per_cpu, one.per_cpu, strict=True)]
            print(
                f"strikewatch, of {name}'s articles per CPU second, round by round: "
                f"{100 * statistics.median(ratios):.0f} % ({100 * min(ratios):.0f} to {100 * max(ratios):.0f})"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cheap", action="store_true", help="two regular expressions in place of extraction")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each measurement of latency")
    parser.add_argument("--texts", type=Path, default=extraction.default_texts())
    parser.add_argument("--only", choices=CONTENDERS, action="append")
    parser.add_argument("--venvs", type=Path, default=kafka_jars.cache() / "peers")
    options = parser.parse_args()
    articles = pipeline.encoded(pipeline.long_articles(options.texts, options.articles))
    values = [value for _, value in articles]
    wanted = tuple(expected(some, cheap=options.cheap) for some in (values[:WARM], values))
    names = [name for name in CONTENDERS if name in (options.only or CONTENDERS)]
    print(f"{len(articles)} articles of {sum(map(len, values)) / len(values):,.0f} bytes, {len(wanted[1])} regions, "
          f"{options.rounds} rounds, {os.cpu_count()} cores; "
          + ", ".join(version(interpreter(name, options.venvs), name) for name in names))  # fmt: skip
    results = {name: Result() for name in names}
    with pipeline.broker("kafka") as bootstrap, tempfile.TemporaryDirectory() as folder:
        for turn in range(options.rounds):
            for name in names if turn % 2 == 0 else reversed(names):
                home = Path(folder) / f"{turn}-{name}"
                home.mkdir()
                settings = pipeline.installation(bootstrap, home).model_copy(update={"session_timeout": 30.0})
                asyncio.run(measured(name, settings, options, home, articles, wanted, results[name]))
                one = results[name]
                print(
                    f"round {turn + 1}, {name}: {one.per_cpu[-1]:,.0f} articles/CPU s, "
                    f"{one.per_second[-1]:,.0f} a second, idle {one.idle[-1]:.1f} %, {one.peak[-1]:,.0f} MiB, "
                    f"p50 {one.p50[-1]:,.0f} ms, p99 {one.p99[-1]:,.0f} ms",
                    flush=True,
                )
    report(results)


if __name__ == "__main__":
    main()
