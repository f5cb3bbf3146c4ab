"""Sentences and their tokens: words, figures and marks, each with what the lexicon says it may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strikewatch.agents.extract.folding import lowered, masked
from strikewatch.agents.extract.furniture import without_furniture
from strikewatch.agents.extract.lexicon import BITS, bits_of
from strikewatch.agents.extract.sentences import bounds

if TYPE_CHECKING:
    from strikewatch.agents.extract.lexicon import Lexicon, Node, Tags

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
_NOTHING: Tags = {}
_ASCII = 0x80


class Token:
    """One word, figure, mark or lexicon term; `start`, `end` are offsets into the article's text."""

    __slots__ = ("bits", "capital", "end", "low", "number", "start", "tags")

    def __init__(
        self, start: int, end: int, low: str, tags: Tags, bits: int, number: int | None, *, capital: bool
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.tags = tags
        self.bits = bits
        self.number = number
        self.capital = capital

    def read_as(self, tags: Tags) -> None:
        """Give it other readings than the lexicon's."""
        self.tags = tags
        self.bits = bits_of(tags)

    def is_(self, *tags: str) -> bool:
        """Whether the lexicon gives it any of these readings."""
        own = self.tags
        if own:
            for tag in tags:
                if tag in own:
                    return True
        return False


class Sentence:
    """Offsets and tokens; `bits` are those of all the readings that the lexicon gives them."""

    __slots__ = ("bits", "end", "start", "tokens")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.tokens: list[Token] = []
        self.bits = 0

    def is_(self, *tags: str) -> bool:
        """Whether any of its tokens has any of these readings, which are of `TAGS`."""
        return any(self.bits & BITS[tag] for tag in tags)


class Reading:
    """An article's text ready for the rules: offsets everywhere are those of the text as it was given."""

    __slots__ = ("low", "sentences", "text")

    def __init__(self, text: str, low: str, sentences: list[Sentence]) -> None:
        self.text = text
        self.low = low
        self.sentences = sentences


def read(text: str, lexicon: Lexicon) -> Reading:
    """Split and tag a text, word by word."""
    clean = without_furniture(masked(text), lexicon)
    low = lowered(clean).replace("\u2019", "'").replace("\u00b4", "'").replace("`", "'")
    words = lexicon.letters.spaced(low).split(" ")
    sentences = [Sentence(start, end) for start, end in bounds(clean, lexicon)]
    tagger = _Tagger(clean, low, words, lexicon.terms_in(words))
    for sentence in sentences:
        tagger.fill(sentence)
    return Reading(text, low, sentences)


class _Tagger:
    """Goes once over the words of a text, which are what single spaces and marks stand between."""

    __slots__ = ("at", "found", "low", "plain", "row", "term", "text", "words")

    def __init__(self, text: str, low: str, words: list[str], found: list[tuple[int, int, Node]]) -> None:
        self.text = text
        self.low = low
        self.words = words
        self.found = found
        self.plain = low.isascii()
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
                    sentence.tokens.append(Token(stop, stop + 1, mark, _NOTHING, 0, None, capital=False))
            self.row += 1
            self.at = stop + 1

    def _word(self, sentence: Sentence, word: str, at: int) -> int:
        """Add the token or term that begins with a whole word; return where it ends."""
        found, stop = self.found, at + len(word)
        while self.term < len(found) and found[self.term][0] < at:
            self.term += 1
        if self.term < len(found):
            start, end, node = found[self.term]
            if start == at and end <= sentence.end:
                return self._term(sentence, word, at, end, node)
        if not word.isalpha():
            return self._part(sentence, at, stop)
        shown = word if self.plain else self.low[at:stop]
        capital = _is_capital(self.text, at)
        sentence.tokens.append(Token(at, stop, shown, _NOTHING, 0, None, capital=capital))
        return stop

    def _term(self, sentence: Sentence, word: str, at: int, end: int, node: Node) -> int:
        number: int | None = None
        low = word if self.plain and end == at + len(word) else self.low[at:end]
        if low[0].isdigit():
            figure = _TOKEN.match(self.low, at, sentence.end)
            if figure is not None and figure.end() > end:
                end = figure.end()
                low = self.low[at:end]
            number = _figure(low)
        tags = _NOTHING if node.tags is None else node.tags
        if "number" in tags:
            number = tags["number"]
        sentence.bits |= node.bits
        capital = _is_capital(self.text, at)
        sentence.tokens.append(Token(at, end, low, tags, node.bits, number, capital=capital))
        return end

    def _part(self, sentence: Sentence, at: int, stop: int) -> int:
        """Add the tokens of a word that holds figures, or of what a cut leaves of one."""
        for match in _TOKEN.finditer(self.low, at, sentence.end):
            start, end = match.span()
            if start >= stop:
                break
            low = self.low[start:end]
            number = _figure(low) if low[0].isdigit() else None
            capital = _is_capital(self.text, start)
            sentence.tokens.append(Token(start, end, low, _NOTHING, 0, number, capital=capital))
            at = end
        return at


def _is_capital(text: str, at: int) -> bool:
    code = ord(text[at])
    return ord("A") <= code <= ord("Z") if code < _ASCII else text[at].isupper()


def _figure(word: str) -> int | None:
    bare = word.replace(",", "")
    return int(bare) if bare.isdecimal() and len(bare) <= 9 else None
