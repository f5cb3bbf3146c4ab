"""One view service: reads the topics, serves the page and the API, until told to stop or left by the broker."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import time
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from prometheus_client import CollectorRegistry

from strikewatch.agents import web
from strikewatch.agents.broker import BrokerError
from strikewatch.agents.connection import client_options
from strikewatch.agents.resolve import Policy
from strikewatch.agents.topics import catalogue
from strikewatch.agents.view.application import HEADER_BYTES, application
from strikewatch.agents.view.following import Follower
from strikewatch.agents.view.freshness import Freshness
from strikewatch.agents.view.intake import UnavailableError
from strikewatch.agents.view.measures import Measures
from strikewatch.agents.view.tables import Tables
from strikewatch.agents.view.view import View
from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from fastapi import FastAPI

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.view.intake import Publish
    from strikewatch.schemas import Article

EXIT_UNAVAILABLE = os.EX_UNAVAILABLE
"""The topics were made anew, or the broker refuses us."""
BACKLOG = 1024
BESIDE_STREAMS = 200
"""Connections that are taken beside those of the stream."""
IDLE_SECONDS = 20
STOP_SECONDS = 5
SAMPLE_SECONDS = 2.0


class Quiet(uvicorn.Server):
    """Leaves signals to us: streams must be told before the server waits for them to end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def assembled(settings: Settings) -> View:
    """An empty view with everything that this process has one of."""
    tables = Tables(gazetteer.load().name_of)
    measures = Measures(CollectorRegistry())
    return View(settings, tables, Freshness(), measures, Policy.from_seeds(), time.time)


@dataclass(slots=True)
class Server:
    """One process: what it serves, and why it stops. `on_ready` is told both addresses once all is read."""

    settings: Settings
    on_ready: Callable[[str, str], None] = lambda _page, _metrics: None
    exit_code: int = 0
    reason: str | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> int:
        """Serve until told to stop; the exit code.

        Raises:
            BrokerError: no broker answers at the start, or a topic is missing.
            OSError: a port cannot be had.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stopping.set)
        view = assembled(self.settings)
        async with AsyncExitStack() as stack:
            listener = stack.enter_context(closing(_listening(self.settings)))
            publish = await stack.enter_async_context(publishing(self.settings))
            app = application(view, publish, secrets.token_hex(4))
            told = web.application(view.measures.registry, lambda: self.reason, view.freshness.unready)
            metrics = await stack.enter_async_context(
                web.serving(told, self.settings.web_host, self.settings.serve_metrics_port)
            )
            await self._serve(view, app, listener, metrics)
        return self.exit_code

    async def _serve(self, view: View, app: FastAPI, listener: socket.socket, metrics: str) -> None:
        page = f"http://{self.settings.serve_host}:{listener.getsockname()[1]}/"

        def caught_up() -> None:
            _sample(view)
            self.on_ready(page, metrics)

        follower = Follower(
            self.settings, view.tables, view.freshness, time.time,
            on_change=view.hub.publish,
            on_record=lambda topic, outcome: view.measures.records.labels(topic, outcome).inc(),
            on_caught_up=caught_up,
            on_burst=view.hub.rest,
        )  # fmt: skip
        server = Quiet(configuration(app, self.settings))
        serving = asyncio.create_task(server.serve([listener]))
        following = asyncio.create_task(follower.run())
        sampling = asyncio.create_task(_sampling(view))
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({serving, following, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self._note(following, view.freshness)
        finally:
            view.hub.close()
            server.should_exit = True
            for task in (following, sampling, stopping):
                task.cancel()
            await asyncio.gather(serving, following, sampling, stopping, return_exceptions=True)

    def _note(self, following: asyncio.Task[None], freshness: Freshness) -> None:
        """Why the follower ended, if it did: before it had caught up nothing was served yet."""
        if not following.done() or following.cancelled():
            return
        error = following.exception()
        if error is None:
            return
        if not freshness.caught_up or not isinstance(error, BrokerError):
            raise error
        self.reason, self.exit_code = str(error), EXIT_UNAVAILABLE


def configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it. Of the two parsers it knows h11 is the one that bounds the size of headers."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        limit_concurrency=settings.serve_stream_clients + BESIDE_STREAMS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _listening(settings: Settings) -> socket.socket:
    host, port = settings.serve_host, settings.serve_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _sample(view: View) -> None:
    view.measures.sample(view.freshness, view.tables, len(view.hub.clients))


async def _sampling(view: View) -> None:
    while True:
        _sample(view)
        await asyncio.sleep(SAMPLE_SECONDS)


@asynccontextmanager
async def publishing(settings: Settings) -> AsyncIterator[Publish]:
    """What puts an article on its topic, where articles are taken at all."""

    async def refuse(_: Article) -> None:
        raise UnavailableError

    if settings.serve_token is None:
        yield refuse
        return
    topic = catalogue(settings).articles.name
    producer = AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        compression_type="zstd",
        max_request_size=settings.max_message_bytes,
    )

    async def publish(article: Article) -> None:
        try:
            await producer.send_and_wait(topic, article.encode(), key=article.article_id.encode())
        except KafkaError as error:
            raise UnavailableError from error

    try:
        await producer.start()
    except KafkaError as error:
        raise BrokerError(f"{settings.bootstrap_servers} does not answer: {error!r}") from error
    try:
        yield publish
    finally:
        with suppress(KafkaError):
            await producer.stop()
