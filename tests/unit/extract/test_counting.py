"""Numbers and what they count."""

from __future__ import annotations

from functools import cache

import pytest

from strikewatch.agents.extract.casualties import harms
from strikewatch.agents.extract.lexicon import Lexicon, load
from strikewatch.agents.extract.munitions import salvos
from strikewatch.agents.extract.quantities import quantities
from strikewatch.agents.extract.tokens import Token, read


@cache
def lexicon() -> Lexicon:
    return load("en")


def tokens(text: str) -> list[Token]:
    return read(text, lexicon()).sentences[0].tokens


def harmed(text: str) -> list[tuple[str, str, int]]:
    words = tokens(text)
    return [(h.metric, h.figure.op, h.figure.value) for h in harms(words, quantities(words, text), text)]


def fired(text: str, last: str | None = None) -> list[tuple[str, str, int]]:
    words = tokens(text)
    return [(s.fate, s.weapon_class, s.figure.value) for s in salvos(words, quantities(words, text), last)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men and a boy were killed.", [("killed", "exact", 3)]),
        ("The attack killed at least eight people.", [("killed", "at_least", 8)]),
        ("More than 20 were injured.", [("injured", "at_least", 21)]),
        ("Between five and seven people were hurt.", [("injured", "between", 5)]),
        ("Twenty-three people died.", [("killed", "exact", 23)]),
        ("Two hundred people died.", [("killed", "exact", 200)]),
        ("There were 14 deaths and 97 injuries.", [("killed", "exact", 14), ("injured", "exact", 97)]),
        ("Seven of the ten injured are in hospital.", [("injured", "exact", 10)]),
        ("Twelve people, among them two rescuers, were wounded.", [("injured", "exact", 12)]),
        ("The toll rose to nine from six.", [("killed", "exact", 9)]),
        ("A girl died and her two brothers were injured.", [("killed", "exact", 1), ("injured", "exact", 2)]),
        ("Three are missing.", [("missing", "exact", 3)]),
        ("Nobody was hurt.", [("killed", "exact", 0), ("injured", "exact", 0)]),
        ("The 70-year-old house of 120 square metres burned.", []),
        ("Some 3,000 residents were evacuated.", []),
        ("In 2022 the plant earned $40 million.", []),
    ],
)
def test_people_are_counted_once_and_nothing_else_is_people(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    assert harmed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air defence shot down 30 of 35 drones.", [("intercepted", "drone", 30), ("launched", "drone", 35)]),
        (
            "Russia launched 12 missiles and four drones.",
            [("launched", "missile", 12), ("launched", "drone", 4)],
        ),
        ("Nine drones were shot down.", [("intercepted", "drone", 9)]),
        ("A total of 48 drones were downed.", [("intercepted", "drone", 48)]),
        ("Three missiles hit the port.", [("launched", "missile", 3)]),
        ("The depot stored 400 missiles.", []),
    ],
)
def test_munitions_are_counted_by_what_became_of_them(
    text: str, expected: list[tuple[str, str, int]]
) -> None:
    assert fired(text) == expected


def test_a_bare_number_goes_on_about_the_munitions_before_it() -> None:
    assert fired("Twelve were lost to jamming.", "drone") == [("lost", "drone", 12)]
    assert fired("Twelve were lost to jamming.") == []
