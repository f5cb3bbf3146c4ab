"""Alerts posted to a real HTTP server that fails in several ways: what it takes, and what becomes of the rest."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
import workers
from aiohttp import web
from aiokafka import AIOKafkaProducer

from strikewatch.agents.admin import create_topics
from strikewatch.agents.broker import LogReader
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings
from strikewatch.agents.subscribing import Wanted
from strikewatch.agents.topics import catalogue
from strikewatch.agents.webhook import Delivered, Patience, Receiver, Webhook
from strikewatch.schemas import Alert, DeadLetter
from strikewatch.schemas.alert import Area

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from strikewatch.schemas.incident import Severity

pytestmark = pytest.mark.broker
QUIET = 3.0
HASTE = Patience(attempts=4, seconds=0.5, total=10.0, first_pause=0.01)


@dataclass
class Server:
    """Answers each request by the next of `answers`, and 200 once they have run out."""

    answers: list[Callable[[], Awaitable[web.Response]]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.times.append(asyncio.get_running_loop().time())
        self.headers.append(request.headers.get("Authorization", ""))
        return await self.answers.pop(0)() if self.answers else web.Response()

    @property
    def summaries(self) -> list[list[str]]:
        """Headlines of each request."""
        return [[one["annotations"]["summary"] for one in body["alerts"]] for body in self.bodies]

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/", self.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
        finally:
            await runner.cleanup()


def answer(status: int, **headers: str) -> Callable[[], Awaitable[web.Response]]:
    async def given() -> web.Response:
        return web.Response(
            status=status, headers={key.replace("_", "-"): one for key, one in headers.items()}
        )

    return given


async def hang() -> web.Response:
    await asyncio.sleep(2)
    return web.Response()


def alert(name: str, severity: Severity = "minor", region: str = "UA-63") -> Alert:
    return Alert(
        identifier=f"id {name}",
        fingerprint=f"test|{name}",
        rule="test",
        sent=datetime(2024, 5, 14, tzinfo=UTC),
        event="Test",
        severity=severity,
        area=Area(region=region, name=region),
        headline=name,
    )


@pytest.fixture
async def settings(embedded_broker: str) -> Settings:
    name = f"t{uuid.uuid4().hex[:10]}"
    found = Settings(
        bootstrap_servers=embedded_broker,
        topic_prefix=f"{name}.",
        group_id=name,
        partitions=1,
        session_timeout=2,
    )
    await create_topics(found)
    return found


async def raise_alerts(settings: Settings, *alerts: Alert | bytes) -> None:
    async with AIOKafkaProducer(**client_options(settings)) as producer:
        for one in alerts:
            severity = one.severity if isinstance(one, Alert) else "minor"
            value = one.encode() if isinstance(one, Alert) else one
            await producer.send_and_wait(catalogue(settings).alerts[severity].name, value, key=b"k")


async def deliver(
    settings: Settings, url: str, wanted: Wanted | None = None, patience: Patience = HASTE
) -> Delivered:
    """Run a webhook until nothing comes any more."""
    result = Delivered()
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer x"}) as session:
        hook = Webhook(
            settings,
            wanted or Wanted(),
            Receiver(url, session, patience),
            f"{settings.group_id}-hook",
            result,
        )
        await hook.run(beginning=True, quiet_seconds=QUIET)
    return result


async def letters(settings: Settings) -> list[DeadLetter]:
    async with LogReader(**client_options(settings)) as log:
        return [
            DeadLetter.decode(one.value) async for one in log.read(catalogue(settings).dead_letters.name, 0)
        ]


async def test_alerts_are_posted_once_and_a_second_run_goes_on_after_them(settings: Settings) -> None:
    server = Server()
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"), alert("b"))
        assert await deliver(settings, url) == Delivered(alerts=2)
        await raise_alerts(settings, alert("c"))
        assert await deliver(settings, url) == Delivered(alerts=1)
    assert [name for request in server.summaries for name in request] == ["a", "b", "c"]
    assert set(server.headers) == {"Bearer x"}


async def test_only_what_is_wanted_is_posted(settings: Settings) -> None:
    server = Server()
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"), alert("b", "severe"), alert("c", "severe", "RU-BEL"))
        await deliver(settings, url, Wanted(frozenset({"UA"}), "severe"))
    assert server.summaries == [["b"]]


@pytest.mark.parametrize(
    "failure",
    [answer(500), answer(503), answer(429), answer(408), hang],
    ids=["500", "503", "429", "408", "hangs"],
)
async def test_what_may_pass_is_tried_again(
    settings: Settings, failure: Callable[[], Awaitable[web.Response]]
) -> None:
    server = Server([failure, failure])
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"))
        assert await deliver(settings, url) == Delivered(alerts=1)
    assert server.summaries == [["a"]] * 3
    assert await letters(settings) == []


async def test_a_receiver_that_is_not_there_yet_is_waited_for(settings: Settings) -> None:
    server, port = Server(), workers.free_port()
    await raise_alerts(settings, alert("a"))
    patient = Patience(attempts=100, seconds=0.5, total=30.0, first_pause=0.1)
    delivering = asyncio.create_task(deliver(settings, f"http://127.0.0.1:{port}/", patience=patient))
    await asyncio.sleep(4)
    async with server.serving(port):
        assert await delivering == Delivered(alerts=1)
    assert server.summaries == [["a"]]


async def test_the_receiver_says_how_long_to_wait(settings: Settings) -> None:
    server = Server([answer(503, Retry_After="1")])
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"))
        await deliver(settings, url)
    first, second = server.times
    assert second - first >= 1


@pytest.mark.parametrize("status", [400, 401, 404, 301])
async def test_what_is_refused_for_good_is_a_dead_letter_at_once_and_the_next_goes_through(
    settings: Settings, status: int
) -> None:
    server = Server([answer(status, Location="http://127.0.0.1:1/")])
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"))
        assert await deliver(settings, url) == Delivered(letters=1)
        await raise_alerts(settings, alert("b"))
        assert await deliver(settings, url) == Delivered(alerts=1)
    assert server.summaries == [["a"], ["b"]]
    (letter,) = await letters(settings)
    assert (letter.stage, letter.error.type, letter.attempts) == ("webhook", "refused", 1)
    assert letter.error.reason.startswith(str(status))
    assert Alert.decode(letter.original).headline == "a"


async def test_a_receiver_that_never_takes_it_gets_it_so_often_and_no_more(settings: Settings) -> None:
    server = Server([answer(500)] * 9)
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"), b"junk")
        assert await deliver(settings, url) == Delivered(letters=2)
    assert len(server.bodies) == HASTE.attempts
    told = {(one.error.type, one.attempts) for one in await letters(settings)}
    assert told == {("unreachable", 4), ("not_json", 0)}


async def test_a_crash_before_the_commit_repeats_the_request_and_loses_nothing(settings: Settings) -> None:
    taken = asyncio.Event()

    async def taken_and_hanging() -> web.Response:
        taken.set()
        return await hang()

    server = Server([taken_and_hanging])
    async with server.serving() as url:
        await raise_alerts(settings, alert("a"))
        crashing = asyncio.create_task(deliver(settings, url, patience=Patience(seconds=5.0)))
        await taken.wait()
        crashing.cancel()
        await asyncio.gather(crashing, return_exceptions=True)
        assert await deliver(settings, url) == Delivered(alerts=1)
    assert server.summaries == [["a"], ["a"]]
    identifiers = {one["annotations"]["identifier"] for body in server.bodies for one in body["alerts"]}
    assert identifiers == {"id a"}
