"""A Faust app that hands articles on to the topic of reports, unprocessed, set up as our own but for the transport: used by pipeline.py."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import uvloop

from strikewatch.agents.pipeline import faust_app
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue


async def run(source: str) -> None:
    settings = Settings()
    app = faust_app(settings)
    sink = catalogue(settings).strike_reports.name
    raw: dict[str, Any] = {
        "key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw",
    }  # fmt: skip
    articles, reports = app.topic(source, **raw), app.topic(sink, **raw)

    @app.agent(articles)
    async def hand_on(stream: Any) -> None:
        async for events in stream.noack_take(settings.batch_records, within=settings.batch_seconds):
            sent = [await reports.send(key=event.key, value=event.value) for event in events]
            await asyncio.gather(*sent)
            for event in events:
                await stream.ack(event)

    @app.on_partitions_assigned.connect
    async def assigned(*_: Any, **__: Any) -> None:
        print("assigned", flush=True)

    await app.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(run(sys.argv[1]))
