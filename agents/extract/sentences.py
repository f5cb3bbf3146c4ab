"""Where sentences begin and end: sentencex, with our abbreviations merged and paragraphs always apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sentencex

if TYPE_CHECKING:
    from strikewatch.agents.extract.lexicon import Lexicon

_INNER_STOP = re.compile(r"[a-z\d”\"%)][.!?](?=[A-Z“][a-z])|[a-z\d%)]{2}[.!?][”\"]?(?=\s[A-Z“\"])")
_MAX_LINE = 10_000
_MAX_SENTENCE = 1500
"""Longer runs without a full stop are cut: the work per sentence stays bounded."""


def bounds(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(True):  # noqa: FBT003 - compiled, the call by keyword is several times slower
        for part in _parts(line) if len(line) > _MAX_LINE else (line,):
            if not part.isspace():
                _sentences(part, at, lexicon, found)
            at += len(part)
    return found


def _parts(line: str) -> list[str]:
    """A line too long for sentencex, whose work grows with the square of it, cut after a full stop or a word."""
    parts: list[str] = []
    begin = 0
    while len(line) - begin > _MAX_LINE:
        end = begin + _MAX_LINE
        stop, space = line.rfind(". ", begin, end), line.rfind(" ", begin, end)
        cut = stop + 1 if stop >= begin else space if space > begin else end
        parts.append(line[begin:cut])
        begin = cut
    return [*parts, line[begin:]]


def _sentences(line: str, at: int, lexicon: Lexicon, found: list[tuple[int, int]]) -> None:
    start = end = 0
    full = len(line.rstrip())
    for piece in sentencex.segment(lexicon.language, line):
        there = line.find(piece, end)
        end = (there if there >= 0 else end) + len(piece)
        shown = line[start:end].rstrip()
        if end < full and shown.endswith(".") and _unfinished(shown, line[end:], lexicon):
            continue
        _cut(at + start, shown, lexicon, found)
        start = end
    shown = line[start:].rstrip()
    if shown:
        _cut(at + start, shown, lexicon, found)


def _unfinished(shown: str, rest: str, lexicon: Lexicon) -> bool:
    last = shown.rpartition(" ")[2].lstrip("(\"'“‘").rstrip(".")
    follows = rest.lstrip()[:1]
    return (
        (last in lexicon.abbreviations and not follows.isspace())
        or (len(last) == 1 and last.isalpha() and last.isupper())
        or follows.islower()
    )


def _cut(start: int, shown: str, lexicon: Lexicon, found: list[tuple[int, int]]) -> None:
    """Bound a sentence, and split where a full stop lacks its space ("stop.Kiev") or stands inside a quotation."""
    begin = 0
    if _stops_within(shown):
        for stop in _INNER_STOP.finditer(shown):
            if shown[begin : stop.end()].rpartition(" ")[2].rstrip(".!?") in lexicon.abbreviations:
                continue
            found.append((start + begin, start + stop.end()))
            begin = stop.end()
    while len(shown) - begin > _MAX_SENTENCE:
        cut = shown.rfind(" ", begin, begin + _MAX_SENTENCE)
        cut = cut if cut > begin else begin + _MAX_SENTENCE
        found.append((start + begin, start + cut))
        begin = cut
    if shown and (begin == 0 or not shown[begin:].isspace()):
        found.append((start + begin, start + len(shown)))


def _stops_within(shown: str) -> bool:
    """Whether a mark that ends sentences stands before the end: only then the pattern can match."""
    last = len(shown) - 1
    return 0 <= shown.find(".") < last or 0 <= shown.find("!") < last or 0 <= shown.find("?") < last
