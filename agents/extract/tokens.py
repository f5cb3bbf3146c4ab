"""Sentences and their tokens: words, figures and marks, each with what the lexicon says it may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strikewatch.agents.extract.folding import lowered, masked
from strikewatch.agents.extract.sentences import bounds

if TYPE_CHECKING:
    from strikewatch.agents.extract.lexicon import Lexicon, Tags

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
_NOTHING: Tags = {}
_ASCII = 0x80


class Token:
    """One word, figure, mark or lexicon term; `start`, `end` are offsets into the article's text."""

    __slots__ = ("capital", "end", "low", "number", "start", "tags")

    def __init__(
        self, start: int, end: int, low: str, tags: Tags, number: int | None = None, *, capital: bool = False
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.tags = tags
        self.number = number
        self.capital = capital

    def is_(self, *tags: str) -> bool:
        """Whether the lexicon gives it any of these readings."""
        own = self.tags
        if own:
            for tag in tags:
                if tag in own:
                    return True
        return False


class Sentence:
    """Offsets and tokens; `marks` are all the tags that occur in it."""

    __slots__ = ("end", "marks", "start", "tokens")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.tokens: list[Token] = []
        self.marks: set[str] = set()


class Reading:
    """An article's text ready for the rules: offsets everywhere are those of the text as it was given."""

    __slots__ = ("low", "sentences", "text")

    def __init__(self, text: str, low: str, sentences: list[Sentence]) -> None:
        self.text = text
        self.low = low
        self.sentences = sentences


def read(text: str, lexicon: Lexicon) -> Reading:
    """Split and tag a text, word by word."""
    clean = masked(text)
    low = lowered(clean).replace("\u2019", "'").replace("\u00b4", "'").replace("`", "'")
    words = lexicon.letters.spaced(low).split(" ")
    sentences = [Sentence(start, end) for start, end in bounds(clean, lexicon)]
    tagger = _Tagger(clean, low, words, lexicon.terms_in(words))
    for sentence in sentences:
        tagger.fill(sentence)
    return Reading(text, low, sentences)


class _Tagger:
    """Goes once over the words of a text, which are what single spaces and marks stand between."""

    __slots__ = ("at", "found", "low", "row", "term", "text", "words")

    def __init__(self, text: str, low: str, words: list[str], found: list[tuple[int, int, Tags]]) -> None:
        self.text = text
        self.low = low
        self.words = words
        self.found = found
        self.row = 0
        self.at = 0
        self.term = 0

    def fill(self, sentence: Sentence) -> None:
        """The tokens of a sentence; what stands before its start is passed over."""
        low, words, start, end = self.low, self.words, sentence.start, sentence.end
        taken = start
        while self.row < len(words) and self.at < end:
            word = words[self.row]
            at = self.at
            stop = at + len(word)
            if word and stop > taken:
                whole = at >= taken and stop <= end
                taken = self._word(sentence, word, at) if whole else self._part(sentence, taken, stop)
            if stop >= end:
                return
            if stop >= taken:
                mark = low[stop]
                if mark != " " and mark != "_" and not mark.isspace():  # noqa: PLR1714 - a tuple costs a search
                    sentence.tokens.append(
                        Token(stop, stop + 1, mark, _NOTHING, capital=_is_capital(self.text, stop))
                    )
            self.row += 1
            self.at = stop + 1

    def _word(self, sentence: Sentence, word: str, at: int) -> int:
        """Add the token or term that begins with a whole word; return where it ends."""
        found, stop = self.found, at + len(word)
        while self.term < len(found) and found[self.term][0] < at:
            self.term += 1
        if self.term < len(found):
            start, end, tags = found[self.term]
            if start == at and end <= sentence.end:
                return self._term(sentence, at, end, tags)
        if not word.isalpha():
            return self._part(sentence, at, stop)
        sentence.tokens.append(
            Token(at, stop, self.low[at:stop], _NOTHING, capital=_is_capital(self.text, at))
        )
        return stop

    def _term(self, sentence: Sentence, at: int, end: int, tags: Tags) -> int:
        if self.low[at].isdigit():
            figure = _TOKEN.match(self.low, at, sentence.end)
            end = max(end, figure.end() if figure else end)
        low = self.low[at:end]
        number: int | None = tags.get("number")
        if number is None and low[0].isdigit():
            number = _figure(low)
        sentence.marks.update(tags)
        sentence.tokens.append(Token(at, end, low, tags, number, capital=_is_capital(self.text, at)))
        return end

    def _part(self, sentence: Sentence, at: int, stop: int) -> int:
        """Add the tokens of a word that holds figures, or of what a cut leaves of one."""
        for match in _TOKEN.finditer(self.low, at, sentence.end):
            start, end = match.span()
            if start >= stop:
                break
            low = self.low[start:end]
            number = _figure(low) if low[0].isdigit() else None
            sentence.tokens.append(
                Token(start, end, low, _NOTHING, number, capital=_is_capital(self.text, start))
            )
            at = end
        return at


def _is_capital(text: str, at: int) -> bool:
    code = ord(text[at])
    return ord("A") <= code <= ord("Z") if code < _ASCII else text[at].isupper()


def _figure(word: str) -> int | None:
    bare = word.replace(",", "")
    return int(bare) if bare.isdecimal() and len(bare) <= 9 else None
