"""Who gives a figure: the speaker, an older count given again, an official whose own text it is."""

from __future__ import annotations

from functools import cache

from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load


@cache
def extractor() -> Extractor:
    return Extractor.from_seeds(load())


def claims(text: str, source: str | None = None) -> list[tuple[str, int, bool]]:
    """(role, figure, earlier) of every claim in the order of the text."""
    article = Article(text=text, source=source, published_at="2024-05-08")
    return [
        (claim.role, claim.figure.value, claim.earlier)
        for mention in extractor().extract(article).mentions
        for claim in mention.claims
        if claim.figure is not None
    ]


def test_an_older_count_that_is_given_again_is_marked() -> None:
    text = "A missile hit Poltava. Prosecutors said seven people were injured. The police had earlier reported four injured."
    assert claims(text) == [("prosecutor", 7, False), ("police", 4, True)]


def test_an_official_speaks_for_his_own_text() -> None:
    text = "A drone hit a bus stop in Nikopol. Five people are injured."
    assert claims(text, "Dnipropetrovsk region governor (Telegram)") == [("governor", 5, False)]
    assert claims(text, "Morning News") == []


def test_soldiers_are_a_belligerents_count() -> None:
    text = "Russia's defence ministry said its missiles had hit Chernihiv and killed 40 soldiers."
    assert [role for role, _, _ in claims(text)] == ["belligerent"]


def test_he_and_it_are_whoever_spoke_before() -> None:
    text = (
        "The State Emergency Service has finished its search in Poltava, where a missile hit a house. Two people were "
        "killed and 19 injured, it said. The mayor gave another figure. He told reporters that 21 people had been injured."
    )
    assert claims(text) == [("rescue", 2, False), ("rescue", 19, False), ("mayor", 21, False)]


def test_a_count_goes_on_where_nobody_else_is_named() -> None:
    text = "A missile hit Poltava. Five people were killed, the governor said. Eleven were injured."
    assert claims(text) == [("governor", 5, False), ("governor", 11, False)]


def test_an_armys_word_is_not_carried_on_to_victims() -> None:
    text = (
        "Russia's defence ministry said it had hit a base in Poltava with missiles. Three people were killed."
    )
    assert claims(text) == []


def test_the_head_of_an_office_speaks_for_it() -> None:
    text = "A missile hit Poltava. Four people were hurt, the head of the regional administration said."
    assert claims(text) == [("governor", 4, False)]


def test_a_bare_number_is_a_count_of_what_was_counted_before() -> None:
    text = "A missile hit Poltava. Two people were killed and nine injured, prosecutors said; the governor says 11."
    assert claims(text)[-1] == ("governor", 11, False)


def test_two_bare_numbers_are_dead_and_injured() -> None:
    text = "A missile hit Poltava. Twenty people were killed and 75 injured, rescuers said. The mayor's office has 19 and 72."
    assert claims(text)[-2:] == [("mayor", 19, False), ("mayor", 72, False)]


def test_an_hour_is_no_count() -> None:
    text = "A missile hit Poltava. Two people were killed and nine injured, the mayor said at nine, before the search ended."
    assert [figure for _, figure, _ in claims(text)] == [2, 9]
