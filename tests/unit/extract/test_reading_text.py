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
