"""MinHash of an article's words: wire copies of one text count as one source."""

from __future__ import annotations

import re
import unicodedata

import xxhash
from rensa import RMinHash

from strikewatch.agents.extract.folding import foreign

PERMUTATIONS = 64
SHINGLE = 5
_SEED = 42
_WORD = re.compile(r"\w+")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "_"}
_MAX_CHARACTERS = 20_000


def signature(text: str) -> tuple[int, ...]:
    """64 unsigned 32-bit minima over shingles of five words; the share of equal ones estimates Jaccard."""
    words = folded_words(text[:_MAX_CHARACTERS])
    if not words:
        return ()
    sketch = RMinHash(PERMUTATIONS, _SEED)
    sketch.update(_shingles(words))
    return tuple(sketch.digest())


def folded_words(text: str) -> list[str]:
    """Runs of letters, figures and underscores of the text folded by NFKC and case.

    A text with no letters but those of English needs neither folding nor a pattern, and is read many times as fast.
    """
    for mark in foreign(text):
        if _is_mark(mark):
            text = text.replace(mark, " ")
    if not text.isascii():
        return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return text.lower().translate(_SPACES).split()


def _is_mark(character: str) -> bool:
    """Whether it parts words whatever stands beside it: punctuation, a symbol or a space that folds to no letter."""
    if unicodedata.category(character)[0] not in "PSZ":
        return False
    return not any(part.isalnum() or part == "_" for part in unicodedata.normalize("NFKC", character))


def _shingles(words: list[str]) -> list[str]:
    """Each five words that follow each other, one space apart; all words where there are fewer."""
    joined = " ".join(words)
    starts, at = [0], 0
    for word in words:
        at += len(word) + 1
        starts.append(at)
    last = len(words) - SHINGLE
    return [joined[starts[row] : starts[row + SHINGLE] - 1] for row in range(last + 1)] or [joined]


def identifier(*parts: str) -> str:
    """128 bits of what identifies a record, the same on every run."""
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))
