"""A Faust worker that says when it got partitions and when it processed its first record: used by brokers.py."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import tempfile
import time
from typing import Any

import faust


def say(what: str) -> None:
    print(f"{time.time():.3f} {what}", flush=True)


def build(options: argparse.Namespace) -> faust.App:
    app = faust.App(
        options.group,
        broker=f"kafka://{options.bootstrap}",
        broker_session_timeout=options.session,
        broker_heartbeat_interval=options.session / 6,
        broker_commit_interval=1.0,
        consumer_group_instance_id=options.instance or None,
        consumer_auto_offset_reset="earliest",
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        store="memory://",
        datadir=tempfile.mkdtemp(),
    )
    topic = app.topic(options.topic, key_type=bytes, value_type=bytes, value_serializer="raw")
    seen = False

    @app.agent(topic)
    async def count(stream: Any) -> None:
        nonlocal seen
        async for _ in stream:
            if not seen:
                seen = True
                say("first record")

    @app.on_partitions_assigned.connect
    async def assigned(_: Any, partitions: set[Any], **__: Any) -> None:
        say(f"assigned {len(partitions)}")

    return app


async def run(options: argparse.Namespace) -> None:
    say("imported")
    app = build(options)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await app.start()
    await stop.wait()
    say("stopping")
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(app.stop(), 60)
    say("stopped")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("topic")
    parser.add_argument("group")
    parser.add_argument("session", type=float)
    parser.add_argument("--instance", default="")
    asyncio.run(run(parser.parse_args()))
