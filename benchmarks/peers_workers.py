"""One process that does the job of peers_job.py: `peers_workers.py bare|strikewatch|quix|bytewax`, told by PEERS_*.

Quix Streams and Bytewax run in environments of their own; strikewatch's is added behind theirs (PEERS_SITE), so that
all of them run the same extraction.
"""

from __future__ import annotations

import asyncio
import os
import site
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
if "PEERS_SITE" in os.environ:
    site.addsitedir(os.environ["PEERS_SITE"])

from peers_job import BATCH, Counts, Row, Told, Window, reader  # after the path is set

BOOTSTRAP = os.environ["PEERS_BOOTSTRAP"]
ARTICLES, TOLD, ROWS = os.environ["PEERS_TOPICS"].split(",")
GROUP = os.environ["PEERS_GROUP"]
HOME = Path(os.environ["PEERS_HOME"])
READ = reader(os.environ["PEERS_CHEAP"] == "1")
LINGER_MS = 20
LIBRDKAFKA = {"compression.type": "zstd", "linger.ms": LINGER_MS, "acks": "all"}


async def bare() -> None:
    """aiokafka and nothing else: consume both topics, send, wait for the confirmations, commit every second."""
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # noqa: PLC0415  # each worker has its own

    consumer = AIOKafkaConsumer(
        ARTICLES, TOLD, bootstrap_servers=BOOTSTRAP, group_id=GROUP, auto_offset_reset="earliest",
        enable_auto_commit=False, fetch_max_wait_ms=50, session_timeout_ms=30_000,
    )  # fmt: skip
    producer = AIOKafkaProducer(
        bootstrap_servers=BOOTSTRAP, acks="all", linger_ms=LINGER_MS, max_batch_size=1 << 19,
        compression_type="zstd",
    )  # fmt: skip
    counts, committed = Counts(), time.monotonic()
    async with consumer, producer:
        while True:
            taken = await consumer.getmany(timeout_ms=50, max_records=BATCH)
            sent = []
            for partition, messages in taken.items():
                for message in messages:
                    if partition.topic == ARTICLES:
                        sent += [
                            await producer.send(TOLD, told.encode(), key=told.region.encode())
                            for told in READ(message.value, message.timestamp)
                        ]
                    else:
                        counts.apply(Told.decode(message.value))
            sent += [
                await producer.send(ROWS, row.encode(), key=row.region.encode()) for row in counts.outputs()
            ]
            await asyncio.gather(*sent)
            if time.monotonic() - committed > 1:
                committed = time.monotonic()
                await consumer.commit()


async def strikewatch() -> None:
    """The job on strikewatch's own machinery: a stage that passes on, and a table."""
    from prometheus_client import CollectorRegistry  # noqa: PLC0415

    from strikewatch.agents import transport  # noqa: PLC0415
    from strikewatch.agents.broker import LogReader  # noqa: PLC0415
    from strikewatch.agents.metrics import Metrics  # noqa: PLC0415
    from strikewatch.agents.partition import Route, digest  # noqa: PLC0415
    from strikewatch.agents.pipeline import faust_app  # noqa: PLC0415
    from strikewatch.agents.settings import Settings  # noqa: PLC0415
    from strikewatch.agents.stage import Emission, Pulse, Shop  # noqa: PLC0415
    from strikewatch.agents.tables import Table  # noqa: PLC0415
    from strikewatch.agents.topics import catalogue  # noqa: PLC0415

    settings = Settings()
    app, topics, pulse = faust_app(settings), catalogue(settings), Pulse()
    transport.use(app, pulse.idle)
    channels = {
        topic.name: app.topic(topic.name, schema=transport.Blocks(), partitions=topic.partitions)
        for topic in topics
    }

    def halt(stage: str, error: BaseException) -> None:
        print(f"{stage}: {error!r}", flush=True)
        os._exit(70)

    shop = Shop(
        settings,
        topics,
        channels,
        Metrics(CollectorRegistry()),
        time.time,
        halt,
        transport.Outbox(app).send,
        pulse,
    )
    told_topic, row_topic = topics.strike_reports, topics.region_windows

    def work(message: Any) -> list[Emission]:
        return [
            Emission(told_topic, told.region, shop.recent.encoded(told), message.ingested_at)
            for told in READ(message.value, int(message.timestamp * 1000))
        ]

    table = Table(
        stage="count", source=told_topic, reads=Told, writes=Row, make=Counts,
        route=lambda row, encoded: Route(row_topic, row.region, row_topic.partition_of(row.region), digest(encoded)),
        outputs_of=lambda partition: [(row_topic, partition)], owns=lambda _partition, _row: True,
        shop=shop, log=LogReader(bootstrap_servers=BOOTSTRAP),
    )  # fmt: skip

    @app.agent(channels[topics.articles.name], name="read")
    async def read(stream: Any) -> None:
        await shop.shovel("read", stream, lambda messages: shop.pass_on("read", messages, work))

    @app.agent(channels[told_topic.name], name="count")
    async def count(stream: Any) -> None:
        await shop.shovel("count", stream, table.batch)

    await app.start()
    await asyncio.Event().wait()


def quix() -> None:
    """Quix Streams: its dataframes, its state (RocksDB and a changelog topic), its producer."""
    from quixstreams import Application  # noqa: PLC0415
    from quixstreams.models import Deserializer, Serializer  # noqa: PLC0415

    class _Reads(Deserializer):
        def __init__(self, kind: type[Told]) -> None:
            super().__init__()
            self.kind = kind

        def __call__(self, value: bytes, ctx: Any) -> Told:  # noqa: ARG002  # its own signature
            return self.kind.decode(value)

    class _Writes(Serializer):
        def __call__(self, value: Told | Row, ctx: Any) -> bytes:  # noqa: ARG002  # its own signature
            return value.encode()

    app = Application(
        BOOTSTRAP, consumer_group=GROUP, auto_offset_reset="earliest", commit_interval=1.0,
        producer_extra_config=LIBRDKAFKA, consumer_extra_config={"fetch.wait.max.ms": 50},
        state_dir=HOME / "quix", loglevel="WARNING", consumer_poll_timeout=0.05,
    )  # fmt: skip
    key: dict[str, Any] = {"key_deserializer": "str", "key_serializer": "str"}
    articles = app.topic(ARTICLES, value_deserializer="bytes", **key)
    told_topic = app.topic(TOLD, value_deserializer=_Reads(Told), value_serializer=_Writes(), **key)
    row_topic = app.topic(ROWS, value_serializer=_Writes(), **key)

    def told(value: bytes, _key: Any, timestamp: int, _headers: Any) -> list[Told]:
        return READ(value, timestamp)

    def region(one: Told) -> str:
        return one.region

    def counted(one: Told, state: Any) -> Row:
        window = Window(*state.get("window", [{}, "", 0]))
        window.add(one)
        state.set("window", [window.days, window.newest, window.at])
        return window.row(one.region)

    app.dataframe(articles).apply(told, expand=True, metadata=True).to_topic(told_topic, key=region)
    app.dataframe(told_topic).apply(counted, stateful=True).to_topic(row_topic)
    app.run()


def bytewax() -> None:
    """Bytewax: strikes change hands in memory, by region; state is kept in its recovery store every second."""
    from datetime import timedelta  # noqa: PLC0415

    import bytewax.operators as op  # noqa: PLC0415
    from bytewax._bytewax import run_main  # noqa: PLC0415  # the one-process run of `python -m bytewax.run`
    from bytewax.connectors.kafka import KafkaSinkMessage, KafkaSource  # noqa: PLC0415
    from bytewax.connectors.kafka import operators as kop  # noqa: PLC0415
    from bytewax.dataflow import Dataflow  # noqa: PLC0415
    from bytewax.recovery import RecoveryConfig, init_db_dir  # noqa: PLC0415

    store = HOME / "bytewax"
    store.mkdir()
    init_db_dir(store, 1)
    flow = Dataflow("peers")
    source = KafkaSource([BOOTSTRAP], [ARTICLES], batch_size=BATCH, add_config={"fetch.wait.max.ms": "50"})
    came = op.input("articles", flow, source)

    def told(message: Any) -> list[tuple[str, Told]]:
        return [(one.region, one) for one in READ(message.value, message.timestamp[1])]

    def counted(window: Window | None, one: Told) -> tuple[Window, Row]:
        window = window or Window()
        window.add(one)
        return window, window.row(one.region)

    rows = op.stateful_map("count", op.flat_map("read", came, told), counted)
    written = op.map("write", rows, lambda pair: KafkaSinkMessage(pair[0].encode(), pair[1].encode()))
    kop.output(
        "rows",
        written,
        brokers=[BOOTSTRAP],
        topic=ROWS,
        add_config={name: str(value) for name, value in LIBRDKAFKA.items()},
    )
    run_main(flow, epoch_interval=timedelta(seconds=1), recovery_config=RecoveryConfig(store))


if __name__ == "__main__":
    match sys.argv[1]:
        case "quix":
            quix()
        case "bytewax":
            bytewax()
        case name:
            import uvloop

            uvloop.run({"bare": bare, "strikewatch": strikewatch}[name]())
