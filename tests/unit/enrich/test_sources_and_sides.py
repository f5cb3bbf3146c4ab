"""Outlets' tiers, signatures, and whose strike it is when nobody says."""

from __future__ import annotations

import datetime as dt

import pytest

from strikewatch.agents.enrich import Sources
from strikewatch.agents.enrich.conflicts import Conflicts
from strikewatch.agents.enrich.signature import identifier, signature
from strikewatch.schemas.mentions import Rivalry
from strikewatch.seeds.gazetteer import Gazetteer, load

DAY = dt.date(2024, 5, 8)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.mark.parametrize(
    ("source", "url", "tier"),
    [
        ("Reuters", None, "wire"),
        ("reuters", "https://example.org/a", "wire"),
        (None, "https://www.bbc.co.uk/news/1", "outlet"),
        ("tass.com", None, "belligerent"),
        ("Some blog", "https://dsns.gov.ua/x", "official"),
        ("Some blog", None, "unknown"),
        (None, "http://[broken", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_an_outlet_is_known_by_name_else_by_host(source: str | None, url: str | None, tier: str) -> None:
    assert Sources.from_seeds().tier(source, url) == tier


def test_a_copied_text_has_the_same_signature_and_an_edited_one_a_near_one() -> None:
    text = " ".join(f"word{number}" for number in range(200))
    edited = text.replace("word100", "changed")
    assert signature(text) == signature(text.upper())
    shared = sum(a == b for a, b in zip(signature(text), signature(edited), strict=True))
    assert 48 <= shared < 64
    assert (
        sum(a == b for a, b in zip(signature(text), signature("quite another story " * 60), strict=True)) < 8
    )


def test_identifiers_tell_their_parts_apart() -> None:
    assert identifier("a", "bc") != identifier("ab", "c")


@pytest.mark.parametrize(
    ("name", "attacker"),
    [("Sumy", "RU"), ("Belgorod", "UA"), ("Dzhankoi", "UA"), ("Donetsk", "UA"), ("Rafah", "IL")],
)
def test_an_unsaid_attacker_is_the_enemy_of_who_holds_the_ground(
    gazetteer: Gazetteer, name: str, attacker: str
) -> None:
    place = gazetteer.lookup(name)[0]
    assert Conflicts.from_seeds().attacker(place, place.country, DAY, ()) == attacker


def test_ground_that_changed_hands_is_read_by_the_day(gazetteer: Gazetteer) -> None:
    kherson = gazetteer.lookup("Kherson")[0]
    wars = Conflicts.from_seeds()
    assert wars.attacker(kherson, "UA", dt.date(2022, 9, 16), ()) == "UA"
    assert wars.attacker(kherson, "UA", DAY, ()) == "RU"


def test_what_the_article_says_comes_before_what_is_known(gazetteer: Gazetteer) -> None:
    beirut = gazetteer.lookup("Beirut")[0]
    told = (Rivalry(attacker="SY", victim="LB", times=2),)
    assert Conflicts.from_seeds().attacker(beirut, "LB", DAY, told) == "SY"


def test_where_no_war_is_known_nobody_is_accused(gazetteer: Gazetteer) -> None:
    lisbon = gazetteer.lookup("Lisbon")[0]
    assert Conflicts.from_seeds().attacker(lisbon, "PT", DAY, ()) is None
