"""What Faust is told beside its settings."""

from __future__ import annotations

import asyncio
from typing import Any

from strikewatch.agents.pipeline import faust_app
from strikewatch.agents.settings import Settings
from strikewatch.agents.transport import FETCH_WAIT_MS


async def test_a_workers_consumer_waits_no_longer_than_it_is_told() -> None:
    app = faust_app(Settings(bootstrap_servers="127.0.0.1:1"))
    consumer: Any = app.consumer
    thread = consumer._thread  # noqa: SLF001  # no other way to the client in it
    client = thread._create_consumer(loop=asyncio.get_running_loop())  # noqa: SLF001  # as it does on its start
    await client.stop()
    thread.thread_loop.close()
    assert client._fetch_max_wait_ms == FETCH_WAIT_MS  # noqa: SLF001  # what it hands to its fetcher
