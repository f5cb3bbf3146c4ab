"""Cost of one more report against incidents of state already held: it must not grow with them.

    python benchmarks/resolution.py                 1,000 and 100,000 incidents
    python benchmarks/resolution.py --million       and 1,000,000 (about 13 GB of memory, ten minutes)
    python benchmarks/resolution.py --regions 3     100,000 in so few regions: 83 strikes a region and day

The world: 270 regions of 200 settlements each over 400 days (--regions changes the first), strikes spread over
all of it, so that a million are nine a region and day, as many as in the worst months of a war. State is filled with
one report an incident; then 3,000 reports of the last days are applied and their incidents put out in batches
of 50, as a worker does: updates of known strikes (60%), new strikes (30%), coarse reports (10%). What is held
is frozen first (`gc.freeze`): the collector's passes over old state are no cost of a report.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import random
import resource
import sys
import time
from dataclasses import dataclass

from strikewatch.agents.resolve import Policy, Resolver
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.claim import Claim, Role
from strikewatch.schemas.figure import Figure
from strikewatch.schemas.period import Period, TimeOfDay
from strikewatch.schemas.place import Place
from strikewatch.schemas.strike_report import StrikeReport
from strikewatch.schemas.weapon import Weapon, WeaponClass

REGIONS, SETTLEMENTS, DAYS = 270, 200, 400
FIRST_DAY = dt.date(2024, 1, 1)
MEASURED, BATCH, FILL = 3_000, 50, 5_000
KNOWN, COARSE = 0.7, 0.1  # shares of the reports that are measured; coarse ones are of known strikes
CLASSES: tuple[WeaponClass, ...] = ("drone", "missile", "bomb", "artillery")
PARTS: tuple[TimeOfDay | None, ...] = ("night", "morning", "day", "evening", None)
ROLES: tuple[Role, ...] = ("governor", "mayor", "rescue", "prosecutor", "wire")


@dataclass(frozen=True, slots=True)
class Strike:
    region: int
    settlement: int
    day: int
    part: TimeOfDay | None
    weapon: WeaponClass


def strike(chance: random.Random, regions: int, first_day: int = 0) -> Strike:
    return Strike(
        chance.randrange(regions),
        chance.randrange(SETTLEMENTS),
        chance.randrange(first_day, DAYS),
        chance.choice(PARTS),
        chance.choice(CLASSES),
    )


def report(number: int, of: Strike, chance: random.Random, *, coarse: bool = False) -> StrikeReport:
    day = FIRST_DAY + dt.timedelta(days=of.day)
    region = f"ZZ-{of.region}"
    name = f"Region {of.region}" if coarse else f"Town {of.region} {of.settlement}"
    start = day - dt.timedelta(days=1) if of.part == "night" else day
    killed, injured = chance.randrange(4), chance.randrange(12)
    return StrikeReport(
        report_id=f"r{number}",
        article_id=f"a{number}",
        source=f"Source {number % 97}",
        published_at=dt.datetime.combine(day, dt.time(chance.randrange(8, 23)), dt.UTC),
        extractor_version="bench",
        attacker="RU",
        attacker_basis="stated",
        place=Place(
            text=name, name=name, level="region" if coarse else "settlement", region=region, country="ZZ"
        ),
        period=Period(start=start, end=day, time_of_day=of.part, basis="explicit"),
        weapons=(Weapon(weapon_class=of.weapon),),
        casualties=Casualties(
            killed=Figure(low=killed, best=killed, high=killed),
            injured=Figure(low=injured, best=injured, high=injured),
        ),
        outcome="impact",
        claims=(Claim(speaker="an official", role=chance.choice(ROLES)),),
        signature=tuple(chance.getrandbits(32) for _ in range(64)),
    )


def measure(size: int, regions: int, policy: Policy) -> tuple[float, float, int]:
    """Seconds a report, kilobytes of memory an incident, incidents held."""
    chance = random.Random(size)  # noqa: S311 - the same world every time
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resolver = Resolver(policy)
    for number in range(size):
        resolver.apply(report(number, strike(chance, regions), chance))
        if number % FILL == FILL - 1:
            resolver.outputs()
    resolver.outputs()
    gc.collect()
    gc.freeze()
    held = len(resolver)
    kilobytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / max(held, 1)
    recent = [strike(chance, regions, DAYS - 30) for _ in range(MEASURED // 3)]
    arrivals = []
    for number in range(size, size + MEASURED):
        kind = chance.random()
        of = chance.choice(recent) if kind < KNOWN else strike(chance, regions, DAYS - 30)
        arrivals.append(report(number, of, chance, coarse=kind < COARSE))
    started = time.process_time()
    for at in range(0, MEASURED, BATCH):
        for one in arrivals[at : at + BATCH]:
            resolver.apply(one)
        resolver.outputs()
    taken = time.process_time() - started
    gc.unfreeze()
    return taken / MEASURED, kilobytes, held


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--million", action="store_true", help="also 1,000,000 incidents")
    parser.add_argument("--regions", type=int, default=REGIONS, help="over how many regions they are spread")
    chosen = parser.parse_args()
    sizes = [1_000, 100_000, *([1_000_000] if chosen.million else [])]
    policy = Policy.from_seeds()
    print(
        f"{'reports held':>14}{'incidents':>12}{'reports/s':>12}{'ms/report':>12}{'growth':>9}{'KB/incident':>13}"
    )
    first = 0.0
    for size in sizes:
        seconds, kilobytes, held = measure(size, chosen.regions, policy)
        first = first or seconds
        print(
            f"{size:>14,}{held:>12,}{1 / seconds:>12,.0f}{seconds * 1e3:>12.3f}{seconds / first:>9.2f}"
            f"{kilobytes:>13.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
