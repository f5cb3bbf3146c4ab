"""Sentences, masks and whole-word terms keep the offsets of the text as it was given."""

from __future__ import annotations

from functools import cache

import pytest

from strikewatch.agents.extract.folding import Letters, lowered, masked
from strikewatch.agents.extract.lexicon import Lexicon, load
from strikewatch.agents.extract.tokens import read


@cache
def lexicon() -> Lexicon:
    return load("en")


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in read(text, lexicon()).sentences]


def test_tags_and_links_are_blanked_in_place() -> None:
    text = "<p>A missile</p> hit https://example.org/kyiv Kyiv"
    assert len(masked(text)) == len(text)
    assert "example" not in masked(text)
    assert masked(text).index("Kyiv") == text.index(" Kyiv") + 1


@pytest.mark.parametrize("text", ["İzmir was hit", "Straße", "Kyiv\u2019s \u201ccapital\u201d"])
def test_lower_case_and_folding_keep_the_length(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert len(Letters().spaced(lowered(text))) == len(text)


def test_marks_and_apostrophes_do_not_hide_a_term() -> None:
    found = lexicon().find(Letters().spaced(lowered("An FPV-drone; Kinzhal\u2019s debris")))
    models = [tags["weapon"][1] for _, _, tags in found if "weapon" in tags]
    assert models == ["FPV", "Kinzhal"]


def test_a_term_is_found_after_one_it_might_have_been_cut_by() -> None:
    tokens = read("Ukraine struck an airfield.", lexicon()).sentences[0].tokens
    assert [token.low for token in tokens if "attack" in token.tags] == ["struck"]


def test_titles_and_months_do_not_end_a_sentence() -> None:
    assert sentences("Gov. Kim spoke on Aug. 26. A drone hit Kyiv.") == [
        "Gov. Kim spoke on Aug. 26.",
        "A drone hit Kyiv.",
    ]


def test_a_full_stop_without_its_space_ends_a_sentence() -> None:
    assert sentences("Attacks did not stop.Kyiv was hit.") == ["Attacks did not stop.", "Kyiv was hit."]


def test_paragraphs_are_apart_even_without_a_full_stop() -> None:
    assert sentences("Kyiv under attack\nA drone hit Lviv.") == ["Kyiv under attack", "A drone hit Lviv."]


def test_a_block_of_a_page_begins_a_line_and_code_is_no_text() -> None:
    text = "<h1>Kyiv under attack</h1><style>p {}</style><SCRIPT>hit(Lviv)</SCRIPT><p>A drone hit Rivne.</p>"
    assert [shown.split("<")[0].strip() for shown in sentences(text)] == [
        "Kyiv under attack",
        "A drone hit Rivne.",
    ]
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kyiv&nbsp;region", "Kyiv      region"),
        ("Russia&#8217;s", "Russia\u2019      s"),
        ("R&D; AT&T", "R&D; AT&T"),
    ],
)
def test_entities_stand_for_their_characters(text: str, shown: str) -> None:
    assert masked(text) == shown


PAGE = """A missile hit a school in Sumy.
Read more: Missiles kill 20 in Poltava
Two people were killed.
Most read
Drone strike on Kharkiv kills seven
Kyiv hit again, three dead
The school was empty, the mayor said.
Photo: ruins in Kherson"""


def test_links_to_other_articles_and_captions_are_not_of_the_text() -> None:
    assert sentences(PAGE) == [
        "A missile hit a school in Sumy.",
        "Two people were killed.",
        "The school was empty, the mayor said.",
    ]


def test_a_paragraph_that_begins_like_a_link_is_read() -> None:
    text = (
        "Related attacks hit Sumy.\nWatch the sky, they say.\nRead more about it in Kyiv, where missiles fell"
        + " and fell" * 30
    )
    assert len(sentences(text)) == 3


@pytest.mark.parametrize(
    "page", ["<script>" * 40_000, "</script><script>" * 20_000, "&#8217;&" * 40_000, "<p" * 90_000]
)
def test_a_page_of_nothing_but_marks_is_read(page: str) -> None:
    assert len(masked(page)) == len(page)
