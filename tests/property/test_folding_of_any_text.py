"""The short ways of reading a text give what the long ones give, whatever the text."""

from __future__ import annotations

import re
import unicodedata

from generating import examples
from hypothesis import example, given
from hypothesis import strategies as st

from strikewatch.agents.enrich.signature import folded_words
from strikewatch.agents.extract.folding import Letters, foreign, lowered

PIECES = st.sampled_from(
    ["Missile ", "strike", "KYIV", "\u201c", "\u2019s", " \u2014 ", "\u2026", "\u00e9", "\u0130", "\u03a3", "\u00b4",
     "\u212a", "\u2122", "\u309b", "\u0301", "\u0338", "\u00a0", "\u02bc", "\ufb01", "\u0419", "_", "\n", "\u2460", "\u00bd"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@examples(100)
@given(TEXTS)
@example("\ud800A\udc00")
@example("\u2190\u0338x")
def test_capitals_are_lowered_letter_for_letter(text: str) -> None:
    whole = text.lower()
    expected = whole if len(whole) == len(text) else "".join(letter.lower()[0] for letter in text)
    assert lowered(text) == expected
    assert foreign(text) == sorted({letter for letter in text if ord(letter) > 0x7F})


@examples(100)
@given(TEXTS)
def test_letters_are_read_one_by_one(text: str) -> None:
    letters = Letters()
    assert letters.spaced(text) == "".join(letters[ord(letter)] for letter in text)


@examples(100)
@given(TEXTS)
@example("\u2190\u0338x")
@example("\u309b\u304b\u309b")
def test_words_of_a_signature_are_those_of_the_folded_text(text: str) -> None:
    assert folded_words(text) == re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
