"""The hub: everybody is told, nobody waits for the slowest, what was missed is made up for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson
import pytest
import viewing
from strikes import strike

from strikewatch.agents.view import stream
from strikewatch.agents.view.selection import Area
from strikewatch.agents.view.stream import Hub, Wanted
from strikewatch.agents.view.tables import Change, Tables

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EVERYTHING = Wanted()


@pytest.fixture
def tables() -> Tables:
    return Tables(str)


@pytest.fixture
def hub() -> Hub:
    return Hub("here", 10, lambda: {"lag_records": 0})


def change(tables: Tables, area: str = "UA-63", killed: int = 1, name: str = "one", **more: Any) -> Change:
    offset = tables.version + 1
    message = viewing.message(strike(area, "2024-05-06", id=name, killed=killed, **more), offset)
    assert message is not None
    found = tables.apply(message)
    assert found is not None
    return found


def told(wire: bytes) -> dict[str, Any]:
    """The fields of one event."""
    assert wire.endswith(b"\n\n")
    fields = dict(line.split(": ", 1) for line in wire.decode().strip().split("\n"))
    return {**fields, "data": orjson.loads(fields["data"])}


async def listen(hub: Hub, wanted: Wanted = EVERYTHING, last_id: str | None = None) -> AsyncIterator[bytes]:
    """Its events one by one; several may come at once."""
    async for wires in hub.events(wanted, last_id):
        for wire in wires.removesuffix(b"\n\n").split(b"\n\n"):
            yield wire + b"\n\n"


async def following(events: AsyncIterator[bytes]) -> dict[str, Any]:
    return told(await asyncio.wait_for(anext(events), 5))


async def test_a_listener_is_told_where_it_stands_and_then_every_change(hub: Hub, tables: Tables) -> None:
    events = listen(hub)
    first = await following(events)
    assert (first["event"], first["id"], first["retry"]) == ("status", "here-0", "2000")
    hub.publish(change(tables, killed=3))
    second = await following(events)
    assert (second["event"], second["id"]) == ("incident", "here-1")
    assert second["data"]["casualties"]["killed"]["best"] == 3


async def test_only_what_was_asked_for_comes(hub: Hub, tables: Tables) -> None:
    wanted = Wanted(Area(regions=frozenset({"UA-63"})), severity=1)
    events = listen(hub, wanted)
    await following(events)
    hub.publish(change(tables, "UA-51", name="elsewhere", severity="severe"))
    hub.publish(change(tables, "UA-63", name="small", severity="minor"))
    hub.publish(change(tables, "UA-63", name="wanted", severity="moderate"))
    assert (await following(events))["data"]["incident_id"] == "wanted"


async def test_of_what_is_gone_everybody_is_told(hub: Hub) -> None:
    events = listen(hub, Wanted(Area(regions=frozenset({"UA-63"})), severity=3))
    await following(events)
    hub.publish(Change("incident", "merged"))
    hub.publish(Change("alert", "ended"))
    hub.publish(Change("region-window", "UA-63|24h"))
    gone = [(await following(events))["data"] for _ in range(3)]
    assert gone == [
        {"incident_id": "merged", "gone": True},
        {"fingerprint": "ended", "gone": True},
        {"region": "UA-63", "window": "24h", "gone": True},
    ]


async def test_who_comes_back_gets_what_it_missed_and_nothing_else(hub: Hub, tables: Tables) -> None:
    for killed in range(1, 5):
        hub.publish(change(tables, killed=killed))
    events = listen(hub, last_id="here-2")
    missed = [await following(events) for _ in range(3)]
    assert [one.get("id") for one in missed] == ["here-3", "here-4", "here-4"]
    assert [one["event"] for one in missed] == ["incident", "incident", "status"]


@pytest.mark.parametrize("last", ["there-2", "here-99", "here-x", "here--1", "nonsense", "here-" + "9" * 60])
async def test_who_comes_back_with_an_id_of_elsewhere_is_told_to_ask_anew(
    hub: Hub, tables: Tables, last: str
) -> None:
    hub.publish(change(tables))
    events = listen(hub, last_id=last)
    assert [(await following(events))["event"] for _ in range(2)] == ["status", "reset"]


async def test_what_is_no_longer_held_cannot_be_made_up_for(
    hub: Hub, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_held", type(hub._held)(maxlen=2))  # noqa: SLF001  # ten thousand changes take long
    for killed in range(1, 6):
        hub.publish(change(tables, killed=killed))
    late, early = listen(hub, last_id="here-3"), listen(hub, last_id="here-2")
    assert [(await following(late))["event"] for _ in range(3)] == ["incident", "incident", "status"]
    assert [(await following(early))["event"] for _ in range(2)] == ["status", "reset"]


async def test_a_slow_listener_is_dropped_and_told_and_the_others_hear_on(hub: Hub, tables: Tables) -> None:
    dropped: list[str] = []
    hub.on_dropped = lambda: dropped.append("one")
    slow, quick = listen(hub), listen(hub)
    await following(slow)
    await following(quick)
    for killed in range(stream.QUEUE + 1):
        hub.publish(change(tables, killed=killed % 9 + 1))
        assert (await following(quick))["event"] == "incident"
    assert dropped == ["one"]
    assert len(hub.clients) == 1
    assert (await following(slow))["event"] == "dropped"
    with pytest.raises(StopAsyncIteration):
        await anext(slow)


async def everything(events: AsyncIterator[bytes]) -> list[dict[str, Any]]:
    return [told(wire) async for wire in events]


async def test_a_burst_drops_nobody_who_reads(hub: Hub, tables: Tables) -> None:
    reading = asyncio.create_task(everything(listen(hub)))
    await asyncio.sleep(0)
    for number in range(4 * stream.QUEUE):
        hub.publish(change(tables, killed=number % 9 + 1))
        if number % 50 == 0:
            await hub.rest()
    await asyncio.sleep(2 * stream.REST_SECONDS)
    hub.close()
    heard = await reading
    assert [one["event"] for one in heard] == ["status", *["incident"] * (4 * stream.QUEUE), "bye"]


async def test_a_burst_does_not_wait_for_one_who_does_not_read(hub: Hub, tables: Tables) -> None:
    events = listen(hub)
    await following(events)
    for number in range(stream.QUEUE):
        hub.publish(change(tables, killed=number % 9 + 1))
    async with asyncio.timeout(10 * stream.REST_SECONDS):
        await hub.rest()


async def test_a_heartbeat_comes_where_nothing_else_does(hub: Hub) -> None:
    hub.heartbeat = 0.01
    events = listen(hub)
    assert [(await following(events))["event"] for _ in range(3)] == ["status"] * 3


async def test_when_the_service_stops_everybody_is_told_and_nobody_is_taken(hub: Hub) -> None:
    events = listen(hub)
    await following(events)
    waiting = asyncio.create_task(following(events))
    await asyncio.sleep(0)
    hub.close()
    assert (await waiting)["event"] == "bye"
    assert hub.full
    assert not hub.clients


async def test_who_leaves_is_forgotten(hub: Hub) -> None:
    events = hub.events(EVERYTHING, None)
    await following(events)
    assert len(hub.clients) == 1
    await events.aclose()  # type: ignore[attr-defined]  # a generator, which it is
    assert not hub.clients
