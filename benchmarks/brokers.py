"""What the brokers do, measured: start, reading a log back, and how soon a Faust worker gets its partitions.

    python benchmarks/brokers.py embedded --session 3
    python benchmarks/brokers.py kafka --session 20 --static

Prints one line a measurement: what, and how many seconds (or records/s) it took.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from strikewatch.agents.broker import LogReader, embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PARTITIONS = 4
RECORD_BYTES = 2000
GIVE_UP = 120.0


def say(what: str, figure: float, unit: str = "s") -> None:
    print(f"{what:<52}{figure:>12,.2f} {unit}", flush=True)


@contextmanager
def kafka() -> Iterator[str]:
    sys.path.insert(0, str(HERE.parent / "tests" / "support"))
    import kafka_jars  # noqa: PLC0415  # only where it is asked for
    from kafka_cluster import KafkaCluster  # noqa: PLC0415

    if reason := kafka_jars.missing():
        raise SystemExit(reason)
    jars = kafka_jars.fetch()
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        cluster = KafkaCluster(jars, Path(home) / "kafka")
        say("storage formatted", time.monotonic() - began)
        began = time.monotonic()
        try:
            cluster.start()
            say("broker ready", time.monotonic() - began)
            yield cluster.bootstrap
        finally:
            cluster.stop()


@contextmanager
def tansu() -> Iterator[str]:
    began = time.monotonic()
    with embedded() as broker:
        say("broker ready", time.monotonic() - began)
        yield broker.bootstrap


async def create(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
    await admin.close()


async def publish(bootstrap: str, topic: str, each: int = 1) -> None:
    """`each` records that do not compress to every partition."""
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", linger_ms=20, max_batch_size=1 << 19, compression_type="zstd"
    ) as producer:
        for _ in range(each):
            for partition in range(PARTITIONS):
                await producer.send(topic, os.urandom(RECORD_BYTES), partition=partition)
        await producer.flush()


async def read_back(bootstrap: str, records: int) -> None:
    topic = f"read-back-{time.time_ns()}"
    await create(bootstrap, topic)
    async with LogReader(bootstrap_servers=bootstrap) as reader:
        began = time.monotonic()
        for partition in range(PARTITIONS):
            if [record async for record in reader.read(topic, partition)]:
                raise SystemExit("a new partition is not empty")
        say("an empty partition read", (time.monotonic() - began) / PARTITIONS)
        await publish(bootstrap, topic, records // PARTITIONS)
        for attempt in ("first", "second"):
            began = time.monotonic()
            count = 0
            for partition in range(PARTITIONS):
                async for _ in reader.read(topic, partition):
                    count += 1
            if count != records:
                raise SystemExit(f"{count} records were read back, not {records}")
            say(
                f"{records:,} records of 2 KB read back, {attempt} time",
                count / (time.monotonic() - began),
                "records/s",
            )


@dataclass
class Worker:
    """broker_worker.py in a process of its own, and what it said."""

    process: subprocess.Popen[bytes]
    said: Path
    started: float

    def until(self, what: str, since: float | None = None) -> float:
        """Seconds from `since`, at first the start, to the first time after it that the worker says `what`."""
        begin = self.started if since is None else since
        while time.time() < begin + GIVE_UP:
            for line in self.said.read_text().splitlines():
                moment, _, event = line.partition(" ")
                if event == what and float(moment) > begin:
                    return float(moment) - begin
            time.sleep(0.02)
        raise SystemExit(f"no {what!r} in {GIVE_UP:g} s; the worker said:\n{self.said.read_text()}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Group:
    """Workers of one consumer group on a topic with records in every partition."""

    bootstrap: str
    session: float
    static: bool
    home: Path
    topic: str

    def start(self, name: str) -> Worker:
        said = self.home / f"{name}-{time.time_ns()}"
        instance = ["--instance", name] if self.static else []
        command = [sys.executable, str(HERE / "broker_worker.py"), self.bootstrap, self.topic, self.topic]
        with said.open("wb") as output:
            process = subprocess.Popen(
                [*command, str(self.session), *instance], stdout=output, stderr=subprocess.DEVNULL
            )
        return Worker(process, said, time.time())

    def publish(self) -> None:
        asyncio.run(publish(self.bootstrap, self.topic))


def membership(group: Group) -> None:
    """What a worker waits for when it starts, comes back, and when another one goes."""
    group.publish()
    one = group.start("one")
    say("start to first record, new group", one.until("first record"))
    time.sleep(2)
    one.kill()
    group.publish()
    one = group.start("one")
    say("start to first record, after SIGKILL", one.until("first record"))
    two = group.start("two")
    say("start to partitions, second worker", two.until("assigned 2"))
    time.sleep(2)
    killed = time.time()
    one.kill()
    say("SIGKILL of one worker to its partitions at the other", two.until("assigned 4", killed))
    one = group.start("one")
    one.until("assigned 2")
    time.sleep(2)
    asked = time.time()
    one.process.terminate()
    say("SIGTERM of one worker to its partitions at the other", two.until("assigned 4", asked))
    one.process.wait(60)
    two.kill()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("broker", choices=["embedded", "kafka"])
    parser.add_argument(
        "--session", type=float, default=6.0, help="broker_session_timeout of the worker, seconds"
    )
    parser.add_argument("--static", action="store_true", help="static membership: a fixed group.instance.id")
    parser.add_argument(
        "--records", type=int, default=100_000, help="records to read back; 0 leaves that out"
    )
    options = parser.parse_args()
    with (
        tansu() if options.broker == "embedded" else kafka() as bootstrap,
        tempfile.TemporaryDirectory() as home,
    ):
        if options.records:
            asyncio.run(read_back(bootstrap, options.records))
        topic = f"members-{time.time_ns()}"
        asyncio.run(create(bootstrap, topic))
        membership(Group(bootstrap, options.session, options.static, Path(home), topic))


if __name__ == "__main__":
    main()
