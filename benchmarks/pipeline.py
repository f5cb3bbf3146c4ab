"""Articles a second through the whole flow, and how soon an alert comes: beside extraction alone and beside Faust alone.

    python benchmarks/pipeline.py [--articles 2000] [--short] [--broker kafka] [--seconds 20] [--turns 3] [--pinned]

In one run, on one broker: extract and enrich alone in one process; Faust handing the same messages on unprocessed; one
worker and two, from publish to the last row of the region tables; then one worker at half of its rate, from publish to
alert. Texts are cut into articles of 3,000 characters (--short: 150 short articles' sentences), published again on later
days until there are enough of them. Rates are given a second and a CPU second of the workers: other load on the machine
bears on the former. The first is what is asked for, the second what can be compared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from strikewatch.agents.admin import create_topics
from strikewatch.agents.broker import embedded
from strikewatch.agents.settings import Settings
from strikewatch.agents.stage import INGESTED_AT
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "support")]

import extraction  # noqa: E402  # the benchmark beside this one: the same articles
import workers  # noqa: E402  # tests/support: a worker in a process of its own

TICKS = os.sysconf("SC_CLK_TCK")
PARTITIONS = 4
STILL_SECONDS = 4.0
"""Nothing new on a topic for so long, and the flow is done."""
GIVE_UP = 600.0
PINNED = "--pinned"
TOWNS = (
    "Kharkiv",
    "Sumy",
    "Odesa",
    "Kherson",
    "Nikopol",
    "Dnipro",
    "Poltava",
    "Chernihiv",
    "Kryvyi Rih",
    "Izmail",
)


def say(what: str, figure: float, unit: str, note: str = "") -> None:
    print(f"{what:<58}{figure:>10,.1f} {unit}  {note}".rstrip(), flush=True)


# Articles


def long_articles(path: Path, number: int) -> list[dict[str, Any]]:
    """Articles of 3,000 characters; those of a second round and later are of later days, so no copies."""
    found = [json.loads(raw) for raw in extraction.raw_articles(path)]
    made = []
    for at in range(number):
        turn, place = divmod(at, len(found))
        told = found[place]
        day = date.fromisoformat(str(told["published_at"])[:10]) if told["published_at"] else date(2024, 1, 1)
        made.append({**told, "published_at": (day + timedelta(days=3 * turn)).isoformat()})
    return made


def short_articles(number: int) -> list[dict[str, Any]]:
    """Articles of two sentences, one strike each: what the flow costs where reading costs little."""
    return [
        {
            "text": f"A drone hit a power station in {TOWNS[at % len(TOWNS)]} on {day:%-d %B %Y}, officials said. "
            f"At least {3 + at % 9} people were killed.",
            "published_at": day.isoformat(),
            "source": f"Outlet {at % 7}",
            "language": "en",
        }
        for at in range(number)
        for day in [date(2023, 1, 1) + timedelta(days=at // len(TOWNS))]
    ]


def encoded(articles: Sequence[dict[str, Any]]) -> list[tuple[bytes, bytes]]:
    return [
        (f"a{number}".encode(), json.dumps({**one, "article_id": f"a{number}"}).encode())
        for number, one in enumerate(articles)
    ]


# Alone


def alone(articles: list[tuple[bytes, bytes]]) -> None:
    """Decode, extract and enrich in a process of its own; prints articles and CPU seconds."""
    from strikewatch.agents import stages  # noqa: PLC0415  # only in that process
    from strikewatch.schemas import Article  # noqa: PLC0415

    domain = stages.load(Settings())
    extract, enrich = domain.extractor.extract, domain.enricher.enrich
    for _, value in articles[:50]:
        enrich(extract(Article.decode(value)))
    started, begun = time.process_time(), time.monotonic()
    for _, value in articles:
        enrich(extract(Article.decode(value)))
    print(json.dumps([time.process_time() - started, time.monotonic() - begun]))


def measured_alone(number: int) -> float:
    """Articles a CPU second."""
    command = [sys.executable, __file__, "--alone", *sys.argv[1:]]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1])
    say("extract and enrich alone", number / found[0], "articles/CPU s", f"{number / found[1]:,.0f} a second")
    return number / float(found[0])


# Processes


@dataclass
class Measured:
    """A process, and the CPU seconds it has used."""

    process: subprocess.Popen[bytes]
    worker: workers.WorkerProcess | None = None
    began: float = 0.0

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def reset(self) -> None:
        self.began = self.cpu()

    @property
    def used(self) -> float:
        return self.cpu() - self.began

    def sum_of(self, metric: str) -> float:
        """Over all labels, by the worker's own port."""
        lines = self.worker.get("/metrics")[1].splitlines() if self.worker else []
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(metric))


@contextmanager
def faust_alone(settings: Settings, home: Path) -> Iterator[Measured]:
    """Faust handing articles on, unprocessed, in batches as our stages take them."""
    command = [sys.executable, str(HERE / "pass_through.py"), catalogue(settings).articles.name]
    with (home / "pass").open("wb") as said:
        process = subprocess.Popen(command, env=os.environ | settings.environment(), stdout=said, stderr=said)
    try:
        wait_for(lambda: b"assigned" in (home / "pass").read_bytes(), 60)
        yield Measured(process)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@contextmanager
def ours(settings: Settings, home: Path, number: int) -> Iterator[list[Measured]]:
    """Workers that are ready, each on a core of its own where `--pinned` says so."""
    running = [workers.WorkerProcess(settings, home / f"worker-{one}.log").start() for one in range(number)]
    try:
        for core, one in enumerate(running):
            if PINNED in sys.argv and one.process:
                os.sched_setaffinity(one.process.pid, {core % (os.cpu_count() or 1)})  # before it has threads
        for one in running:
            one.wait_ready(90)
        time.sleep(settings.session_timeout)  # until the partitions are shared
        yield [Measured(one.process, one) for one in running if one.process]
    finally:
        for one in running:
            one.kill()


def wait_for(done: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise SystemExit("it took too long")
        time.sleep(1)  # each look at a worker's metrics costs it some milliseconds


# Flow


async def publish(
    settings: Settings, articles: list[tuple[bytes, bytes]], rate: float | None = None
) -> float:
    """Publish all, or so many a second; when it began, Unix seconds."""
    topic, began = catalogue(settings).articles.name, time.time()
    async with AIOKafkaProducer(
        bootstrap_servers=settings.bootstrap_servers, linger_ms=5, compression_type="zstd", acks="all"
    ) as producer:
        for number, (key, value) in enumerate(articles):
            if rate and (early := began + number / rate - time.time()) > 0:
                await asyncio.sleep(early)
            await producer.send(topic, value, key=key)
        await producer.flush()
    return began


async def last_message(settings: Settings, topics: Sequence[str], at_least: int = 1) -> float:
    """When the last message of these topics was sent, once nothing has come for STILL_SECONDS; Unix seconds."""
    consumer = AIOKafkaConsumer(
        *topics, bootstrap_servers=settings.bootstrap_servers, auto_offset_reset="earliest",
        max_partition_fetch_bytes=32 << 20, fetch_max_wait_ms=100,
    )  # fmt: skip
    last = count = 0.0
    async with consumer:
        since = time.monotonic()
        while count < at_least or time.monotonic() - since < STILL_SECONDS:
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                since, count = time.monotonic(), count + len(batch)
                last = max(last, *(message.timestamp / 1000 for message in batch))
            if time.monotonic() - since > 120:  # noqa: PLR2004  # nothing comes any more
                raise SystemExit(f"only {count:.0f} messages came")
    return last


def installation(bootstrap: str, home: Path) -> Settings:
    name = f"b{uuid.uuid4().hex[:8]}"
    settings = Settings(
        bootstrap_servers=bootstrap, topic_prefix=f"{name}.", group_id=name, partitions=PARTITIONS,
        session_timeout=6, state_dir=home / name, log_level="warning",
    )  # fmt: skip
    asyncio.run(create_topics(settings))
    return settings


def through_faust(bootstrap: str, home: Path, articles: list[tuple[bytes, bytes]]) -> None:
    settings = installation(bootstrap, home)
    with faust_alone(settings, home) as process:
        process.reset()
        began = asyncio.run(publish(settings, articles))
        sink = catalogue(settings).strike_reports.name
        ended = asyncio.run(last_message(settings, [sink], len(articles)))
        number, used = len(articles), process.used
    say(
        "Faust, the same messages unprocessed",
        number / (ended - began),
        "articles/s",
        f"{number / used:,.0f} a CPU second",
    )


def through_us(
    bootstrap: str, home: Path, articles: list[tuple[bytes, bytes]], number: int
) -> tuple[float, float]:
    """Articles a second, and a CPU second of all workers, from publish to the last row."""
    settings = installation(bootstrap, home)
    topics = catalogue(settings)
    with ours(settings, home, number) as processes:
        for process in processes:
            process.reset()
        began = asyncio.run(publish(settings, articles))
        consumed = f'strikewatch_records_consumed_total{{topic="{topics.articles.name}"}}'
        wait_for(lambda: sum(one.sum_of(consumed) for one in processes) >= len(articles), GIVE_UP)
        wait_for(
            lambda: not sum(one.sum_of("strikewatch_consumer_lag_records{") for one in processes), GIVE_UP
        )
        used = sum(process.used for process in processes)  # before it is waited whether more comes
        ended = asyncio.run(last_message(settings, [topics.region_windows.name]))
    rate, per_cpu = len(articles) / (ended - began), len(articles) / used
    who = "one worker" if number == 1 else f"{number} workers"
    say(f"{who}, publish to region tables", rate, "articles/s", f"{per_cpu:,.0f} a CPU second")
    return rate, per_cpu


@dataclass
class Heard:
    """Seconds from an article's arrival on its topic to the alert's at a subscriber."""

    seconds: list[float] = field(default_factory=list)

    async def listen(self, settings: Settings, ready: asyncio.Event) -> None:
        topics = [topic.name for topic in catalogue(settings).alerts.values()]
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=settings.bootstrap_servers,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=20,
        )
        async with consumer:
            await consumer.getmany(timeout_ms=500)
            ready.set()
            while True:
                for batch in (await consumer.getmany(timeout_ms=50)).values():
                    now = time.time()
                    for message in batch:
                        came = int(dict(message.headers)[INGESTED_AT])
                        self.seconds.append(now - came / 1000)


async def at_rate(settings: Settings, articles: list[tuple[bytes, bytes]], rate: float) -> list[float]:
    heard, ready = Heard(), asyncio.Event()
    listening = asyncio.create_task(heard.listen(settings, ready))
    await ready.wait()
    await publish(settings, articles, rate)
    await asyncio.sleep(STILL_SECONDS)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    return heard.seconds


def latency(
    bootstrap: str, home: Path, articles: list[tuple[bytes, bytes]], rate: float, seconds: float
) -> None:
    settings = installation(bootstrap, home)
    some = articles[: max(50, int(rate * seconds))]
    with ours(settings, home, 1):
        asyncio.run(at_rate(settings, some[:20], rate))  # warm
        told = asyncio.run(at_rate(settings, some[20:], rate))
    if len(told) < 2:  # noqa: PLR2004  # quantiles want two
        raise SystemExit("no alert came; take more --articles")
    cuts = statistics.quantiles(told, n=100)
    for name, cut in (("p50", cuts[49]), ("p95", cuts[94]), ("p99", cuts[98])):
        say(f"publish to alert at {rate:,.0f} articles/s, {name}", cut * 1000, "ms", f"{len(told)} alerts")


# All


@contextmanager
def broker(kind: str) -> Iterator[str]:
    if kind == "embedded":
        with embedded() as found:
            yield found.bootstrap
        return
    import brokers  # noqa: PLC0415  # only where it is asked for

    with brokers.kafka() as bootstrap:
        yield bootstrap


Rates = tuple[float, float]
"""Articles a second, and a CPU second."""


def turn(
    bootstrap: str, home: Path, articles: list[tuple[bytes, bytes]], steps: Sequence[str]
) -> tuple[float, Rates, Rates]:
    """Alone, one worker and two, one after the other: other load on the machine bears on all of them."""
    only = measured_alone(len(articles)) if "alone" in steps else 0.0
    one = through_us(bootstrap, home, articles, 1) if {"one", "two", "latency"} & {*steps} else (0.0, 0.0)
    two = through_us(bootstrap, home, articles, 2) if "two" in steps else (0.0, 0.0)
    return only, one, two


def compare(turns: Sequence[tuple[float, Rates, Rates]]) -> None:
    """Medians over the turns of what is asked for."""
    shares = [one[1] / only for only, one, _ in turns if only and one[1]]
    if shares:
        share = 100 * statistics.median(shares)
        say("one worker, of the rate of extract and enrich alone", share, "%", "by CPU seconds")
    faster = [two[0] / one[0] for _, one, two in turns if two[0]]
    if faster:
        cost = statistics.median(two[1] / one[1] for _, one, two in turns)
        note = f"{2 * cost:.2f} where each has a core to itself, by CPU seconds"
        say("two workers, times one", statistics.median(faster), "x", note)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--short", action="store_true", help="articles of two sentences")
    parser.add_argument("--texts", type=Path, default=extraction.default_texts())
    parser.add_argument("--broker", choices=["embedded", "kafka"], default="embedded")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the latency measurement")
    parser.add_argument("--turns", type=int, default=1, help="how often to take turns; medians are compared")
    parser.add_argument(PINNED, action="store_true", help="each worker on a core of its own")
    parser.add_argument("--only", choices=["alone", "faust", "one", "two", "latency"], action="append")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    told = (
        short_articles(options.articles) if options.short else long_articles(options.texts, options.articles)
    )
    articles = encoded(told)
    if options.alone:
        alone(articles)
        return
    steps = options.only or ["alone", "faust", "one", "two", "latency"]
    size = sum(len(value) for _, value in articles) / len(articles)
    print(f"{len(articles)} articles of {size:,.0f} bytes, {options.broker} broker, {os.cpu_count()} cores")
    with broker(options.broker) as bootstrap, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if "faust" in steps:
            through_faust(bootstrap, home, articles)
        turns = [turn(bootstrap, home, articles, steps) for _ in range(options.turns)]
        compare(turns)
        one = statistics.median(one[0] for _, one, _ in turns)
        if "latency" in steps:
            latency(bootstrap, home, articles, one / 2, options.seconds)


if __name__ == "__main__":
    main()
