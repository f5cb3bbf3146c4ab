"""Numbered articles, each with the strike that it reports, and some that nobody can read."""

from __future__ import annotations

import datetime as dt
import random

from strikewatch.schemas import Article

FIRST_DAY = dt.date(2024, 3, 1)
DAYS, POISON_EVERY = 40, 97
TOWNS = ("Kharkiv", "Sumy", "Odesa", "Dnipro", "Nikopol", "Kherson", "Zaporizhzhia", "Poltava", "Lviv",
         "Mykolaiv", "Chernihiv", "Kramatorsk", "Sloviansk", "Pokrovsk", "Izmail", "Belgorod", "Kursk",
         "Bryansk", "Rafah", "Tyre")  # fmt: skip
WEAPONS = ("drone", "missile", "guided bomb", "artillery")
SPEAKERS = ("the governor", "the mayor", "the State Emergency Service", "prosecutors")
UNREADABLE = (b"{", b"\xff\xfe\x00", b"[]", b"{}", b'{"text": 7}')


def message(number: int, seed: int) -> Article | bytes:
    """Message `number` of the run `seed`: a report of one of a few strikes a day, or what becomes a dead letter."""
    chance = random.Random(f"{seed}/{number}")
    if number % POISON_EVERY == POISON_EVERY - 1:
        return chance.choice(UNREADABLE) + b" #%d" % number
    day = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))
    town, weapon = chance.choice(TOWNS), chance.choice(WEAPONS)
    killed, injured = chance.randint(1, 4), chance.randint(2, 9)
    speaker, hour = chance.choice(SPEAKERS), chance.randrange(8, 22)
    return Article(
        article_id=f"n{number:06}",
        source=f"Outlet {chance.randrange(40)}",
        published_at=dt.datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=dt.UTC),
        text=(
            f"A {weapon} attack on {town} killed {killed} people and wounded {injured} on {day:%A}, "
            f"{speaker} said."
        ),
    )


def messages(count: int, seed: int) -> list[Article | bytes]:
    """The numbered messages of a run."""
    return [message(number, seed) for number in range(count)]
