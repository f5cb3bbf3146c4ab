"""Sentences and their tokens: words, figures and marks, each with what the lexicon says it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sentencex

from strikewatch.agents.extract.folding import lowered, masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strikewatch.agents.extract.lexicon import Lexicon, Tags

_TOKEN = re.compile(r"\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s]")
_INNER_STOP = re.compile(r"[a-z\d”\"%)][.!?](?=[A-Z“][a-z])|[a-z\d%)]{2}[.!?][”\"]?(?=\s[A-Z“\"])")
_NOTHING: Tags = {}
_MAX_SENTENCE = 1500
"""Longer runs without a full stop are cut: the work per sentence stays bounded."""


@dataclass(slots=True, eq=False)
class Token:
    """One word, figure, mark or lexicon term; `start`, `end` are offsets into the article's text."""

    start: int
    end: int
    low: str
    tags: Tags
    number: int | None = None
    capital: bool = False

    def is_(self, *tags: str) -> bool:
        own = self.tags
        if not own:
            return False
        return not own.keys().isdisjoint(tags)


@dataclass(slots=True, eq=False)
class Sentence:
    """Offsets and tokens; `marks` are all the tags that occur in it."""

    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Reading:
    """An article's text ready for the rules: offsets everywhere are those of the text as it was given."""

    text: str
    low: str
    sentences: list[Sentence]


def read(text: str, lexicon: Lexicon) -> Reading:
    """Split and tag a text in one pass of the automaton."""
    clean = masked(text)
    low = lowered(clean).replace("\u2019", "'").replace("\u00b4", "'").replace("`", "'")
    found = iter(lexicon.find(lexicon.letters.spaced(low)))
    sentences = [Sentence(start, end) for start, end in bounds(clean, lexicon)]
    _fill(sentences, clean, low, found)
    return Reading(text, low, sentences)


def bounds(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence: sentencex, with our abbreviations merged, paragraphs always apart."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield from _sentences(line, at, lexicon)
        at += len(line)


def _sentences(line: str, at: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    start = end = 0
    for piece in sentencex.segment(lexicon.language, line):
        found = line.find(piece, end)
        end = (found if found >= 0 else end) + len(piece)
        shown = line[start:end].rstrip()
        if end < len(line.rstrip()) and _unfinished(shown, line[end:], lexicon):
            continue
        yield from _cut(at + start, at + start + len(shown), shown, lexicon)
        start = end
    if line[start:].strip():
        yield from _cut(at + start, at + len(line.rstrip()), line[start:].rstrip(), lexicon)


def _unfinished(shown: str, rest: str, lexicon: Lexicon) -> bool:
    last = shown.rpartition(" ")[2].lstrip("(\"'“‘").rstrip(".")
    follows = rest.lstrip()[:1]
    return shown.endswith(".") and (
        (last in lexicon.abbreviations and not follows.isspace())
        or (len(last) == 1 and last.isalpha() and last.isupper())
        or follows.islower()
    )


def _cut(start: int, end: int, shown: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Bound a sentence, and split where a full stop lacks its space ("stop.Kiev") or stands inside a quotation."""
    begin = 0
    for stop in _INNER_STOP.finditer(shown):
        if shown[begin : stop.end()].rpartition(" ")[2].rstrip(".!?") in lexicon.abbreviations:
            continue
        yield start + begin, start + stop.end()
        begin = stop.end()
    while len(shown) - begin > _MAX_SENTENCE:
        cut = shown.rfind(" ", begin, begin + _MAX_SENTENCE)
        cut = cut if cut > begin else begin + _MAX_SENTENCE
        yield start + begin, start + cut
        begin = cut
    if shown[begin:].strip():
        yield start + begin, end


def _fill(sentences: list[Sentence], text: str, low: str, found: Iterable[tuple[int, int, Tags]]) -> None:
    terms = iter(found)
    term = next(terms, None)
    for sentence in sentences:
        skip = 0
        tokens = sentence.tokens
        for match in _TOKEN.finditer(low, sentence.start, sentence.end):
            start, end = match.span()
            if start < skip:
                continue
            while term is not None and term[0] < start:
                term = next(terms, None)
            if term is not None and term[0] == start and term[1] <= sentence.end:
                end, tags = max(term[1], end), term[2]
                skip = end
                sentence.marks.update(tags)
                number = tags.get("number")
            else:
                tags = _NOTHING
                number = None
            word = low[start:end]
            if number is None and word[0].isdigit():
                number = _figure(word)
            tokens.append(Token(start, end, word, tags, number, text[start].isupper()))


def _figure(word: str) -> int | None:
    bare = word.replace(",", "")
    return int(bare) if bare.isdecimal() and len(bare) <= 9 else None
