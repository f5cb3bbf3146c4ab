"""What the view service costs by the number of incidents it holds: memory, and time to answer.

    python benchmarks/view.py                 20,000 incidents over a year and 25 regions
    python benchmarks/view.py 100000          so many

Each incident has three claims and one weapon. `first` is an answer made anew, as after a change; `again` one that was
kept. Asked in memory, without a socket.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import sys
import time
from pathlib import Path

import httpx
from prometheus_client import CollectorRegistry

from strikewatch.agents.resolve import Policy
from strikewatch.agents.settings import Settings
from strikewatch.agents.view.application import application
from strikewatch.agents.view.freshness import Freshness
from strikewatch.agents.view.intake import UnavailableError
from strikewatch.agents.view.measures import Measures
from strikewatch.agents.view.tables import Message, Position, Tables
from strikewatch.agents.view.view import View
from strikewatch.schemas import (
    Article,
    Casualties,
    Figure,
    Incident,
    LedgerEntry,
    Period,
    Place,
    Weapon,
)

INCIDENTS = 20_000
REGIONS = [f"UA-{number:02}" for number in range(5, 30)]
LAST_DAY = dt.date(2025, 6, 6)
DAYS = 365
ADDRESSES = (
    "/api/status", "/api/incidents", "/api/incidents?sort=killed", "/api/incidents?region=UA-07&since=2025-06-01",
    "/api/timeline", "/api/regions?at=2025-06-01&window=7d", "/feeds/incidents.geojson", "/api/incidents/i5",
)  # fmt: skip


def resident() -> float:
    """MiB of memory held."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def incident(number: int, chance: random.Random) -> Incident:
    day = LAST_DAY - dt.timedelta(days=chance.randrange(DAYS))
    clock = chance.choice([None, dt.time(3), dt.time(10, 30)])
    killed = [Figure(low=count, best=count, high=count) for count in (1, 2, 3)]
    region = chance.choice(REGIONS)
    return Incident(
        incident_id=f"i{number}",
        place=Place(text="Town", name="Town", level="settlement", region=region, country="UA", latitude=50, longitude=36),
        period=Period(start=day, end=day, at=clock, precision="minute" if clock else "day", basis="explicit"),
        casualties=Casualties(killed=killed[-1]),
        weapons=(Weapon(weapon_class="drone", launched=killed[1], intercepted=killed[0]),),
        ledger=tuple(
            LedgerEntry(field="casualties.killed", report_id=f"r{number}-{turn}", article_id=f"a{number}-{turn}",
                        source="A wire", figure=figure, quote="so many people were killed in the strike", live=turn == len(killed) - 1, rule="8")
            for turn, figure in enumerate(killed)
        ),
        reports=tuple(f"r{number}-{turn}" for turn in range(3)),
        first_reported=dt.datetime.combine(day, dt.time(20), tzinfo=dt.UTC),
        last_reported=dt.datetime.combine(day, dt.time(22), tzinfo=dt.UTC),
    )  # fmt: skip


async def nowhere(_: Article) -> None:
    raise UnavailableError


async def asked(view: View) -> None:
    transport = httpx.ASGITransport(application(view, nowhere, "benchmark"))
    async with httpx.AsyncClient(transport=transport, base_url="http://view") as client:
        for address in ADDRESSES:
            taken = []
            for _ in range(2):
                started = time.perf_counter()
                answer = await client.get(address)
                taken.append((time.perf_counter() - started) * 1000)
            print(
                f"{address:48} {len(answer.content):>9,} bytes   first {taken[0]:7.1f} ms   again {taken[1]:5.1f} ms"
            )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    chance = random.Random(1)  # noqa: S311  # the same world in every run
    tables, before = Tables(str), resident()
    spent = 0.0
    for offset in range(number):
        one = incident(offset, chance)
        message = Message("incident", "incidents", Position(0, offset), one.incident_id, one.encode())
        started = time.perf_counter()
        tables.apply(message)
        spent += time.perf_counter() - started
    held = resident() - before
    started = time.perf_counter()
    tables.rows_at(dt.datetime.combine(LAST_DAY, dt.time(), tzinfo=dt.UTC))
    print(
        f"{number:,} incidents: {spent / number * 1e6:.0f} µs to take in, {held * 1024 / number:.1f} KiB each"
    )
    print(f"sums for the tables of any instant, made once: {time.perf_counter() - started:.1f} s")
    fresh = Freshness(caught_up=True, newest=time.time(), answered=time.time())
    view = View(Settings(), tables, fresh, Measures(CollectorRegistry()), Policy.from_seeds(), time.time)
    asyncio.run(asked(view))


if __name__ == "__main__":
    main()
