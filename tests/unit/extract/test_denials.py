"""Who denies a strike, and who gives its numbers of munitions."""

from __future__ import annotations

from functools import cache

import pytest

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.agents.resolve import Policy, resolve
from strikewatch.schemas import Article, StrikeReport
from strikewatch.seeds.gazetteer import load


@cache
def engines() -> tuple[Extractor, Enricher]:
    gazetteer = load()
    return Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)


def reports(text: str) -> tuple[StrikeReport, ...]:
    extractor, enricher = engines()
    return enricher.enrich(extractor.extract(Article(text=text, published_at="2024-05-08")))


def denials(text: str) -> list[tuple[str, str, str, str | None]]:
    return [
        (report.place.name, claim.speaker, claim.role, claim.field)
        for report in reports(text)
        for claim in report.claims
        if claim.stance == "denies"
    ]


def counts(text: str) -> list[tuple[str, str | None, int]]:
    return [
        (claim.role, claim.field, claim.figure.value)
        for report in reports(text)
        for claim in report.claims
        if claim.figure is not None and (claim.field or "").startswith("weapons.")
    ]


@pytest.mark.parametrize(
    ("text", "who", "role"),
    [
        (
            "A missile hit a clinic in Poltava, killing four. Russia denied having attacked the clinic.",
            "Russia",
            "belligerent",
        ),
        (
            "Seven people died in Belgorod when a rocket hit a bus. Kyiv denied involvement.",
            "Kyiv",
            "belligerent",
        ),
        (
            "Shells hit a market in Donetsk, killing 25. Ukraine's military denied that its forces had shelled it.",
            "Ukraine",
            "belligerent",
        ),
        (
            "Drones set a fuel depot in Port Sudan on fire. The RSF rejected the accusation.",
            "RSF",
            "belligerent",
        ),
        (
            "A drone struck a tanker in Fujairah. Tehran has denied any involvement in the attack.",
            "Tehran",
            "belligerent",
        ),
        (
            "Shells hit a hostel in Horlivka, killing five. Kyiv denied that it had shelled civilians.",
            "Kyiv",
            "belligerent",
        ),
        (
            "Rockets fell on Haifa, killing two. Hezbollah said it did not attack the city.",
            "Hezbollah",
            "belligerent",
        ),
    ],
)
def test_a_side_that_denies_contests_who_did_it(text: str, who: str, role: str) -> None:
    ((_, speaker, spoken_as, field),) = denials(text)
    assert (speaker, spoken_as, field) == (who, role, "attacker")
    (incident,) = resolve(list(reports(text)), Policy.from_seeds())
    assert incident.attribution_grade == "contested"


def test_an_official_who_denies_a_hit_contests_that_it_happened() -> None:
    text = (
        "A missile hit a depot in Lviv, residents said. The mayor denied that a missile had struck the depot."
    )
    assert denials(text) == [("Lviv", "The mayor", "mayor", None)]
    (incident,) = resolve(list(reports(text)), Policy.from_seeds())
    assert incident.grade in ("contested", "discounted")


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit a school in Chernihiv, killing two. Russia denies targeting civilians.",
        "Strikes killed 30 people in Rafah, medics said. The military denied reports of casualties among aid workers.",
        "Shelling killed two in Nikopol. Moscow does not target civilian infrastructure, the Kremlin said.",
    ],
)
def test_a_denial_of_something_else_contests_nothing(text: str) -> None:
    assert denials(text) == []


def test_the_strike_that_is_named_is_the_one_denied() -> None:
    text = (
        "A missile hit a clinic in Poltava, killing four. Drones hit a bakery in Odesa. "
        "Russia denied having attacked the clinic in Poltava."
    )
    assert [place for place, *_ in denials(text)] == ["Poltava"]


def test_who_shoots_munitions_down_counts_them_in_his_own_role() -> None:
    text = "Ukraine's air force said it had shot down 30 of 40 drones launched at Odesa."
    assert counts(text) == [
        ("air_force", "weapons.drone.intercepted", 30),
        ("air_force", "weapons.drone.launched", 40),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Russia's defence ministry said it had launched 20 missiles at Kyiv.",
        "Moscow said its forces had fired 20 missiles at Kyiv.",
    ],
)
def test_a_side_speaks_of_its_own_strike_as_a_belligerent(text: str) -> None:
    assert counts(text) == [("belligerent", "weapons.missile.launched", 20)]


def test_two_who_count_munitions_differ() -> None:
    text = (
        "Kyiv claims it shot down 12 of 20 missiles launched at Odesa; the governor said 11 had been downed."
    )
    assert counts(text) == [
        ("belligerent", "weapons.missile.intercepted", 12),
        ("belligerent", "weapons.missile.launched", 20),
        ("governor", "weapons.missile.intercepted", 11),
    ]
    (incident,) = resolve(list(reports(text)), Policy.from_seeds())
    downed = incident.weapons[0].intercepted
    assert downed is not None
    assert (downed.low, downed.best, downed.high) == (11, 11, 12)


@pytest.mark.parametrize(
    "text",
    [
        "Russia's defence ministry said it had destroyed an ammunition depot near Kramatorsk.",
        "The Russian Defence Ministry claimed to have hit a base in Kramatorsk.",
        "Russia's army said its troops had hit a command post in Kramatorsk.",
    ],
)
def test_a_side_claims_a_strike_without_saying_with_what(text: str) -> None:
    (report,) = reports(text)
    assert (report.place.name, report.attacker, report.attacker_basis) == ("Kramatorsk", "RU", "stated")
    assert report.targets == ("military",)


def test_a_town_that_is_held_is_no_fight_for_it() -> None:
    (report,) = reports(
        "Ukraine's General Staff said its forces had hit a command post in occupied Makiivka."
    )
    assert (report.place.name, report.attacker) == ("Makiivka", "UA")
