"""MinHash of an article's words: wire copies of one text count as one source."""

from __future__ import annotations

import re
import unicodedata

import xxhash
from rensa import RMinHash

PERMUTATIONS = 64
SHINGLE = 5
_SEED = 42
_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "_"}
_MAX_CHARACTERS = 20_000


def signature(text: str) -> tuple[int, ...]:
    """64 unsigned 32-bit minima over shingles of five words; the share of equal ones estimates Jaccard."""
    words = _words(unicodedata.normalize("NFKC", text[:_MAX_CHARACTERS]).casefold())
    if not words:
        return ()
    sketch = RMinHash(PERMUTATIONS, _SEED)
    sketch.update(_shingles(words))
    return tuple(sketch.digest())


def _words(text: str) -> list[str]:
    """Runs of letters, figures and underscores, as a pattern would find them but faster where all are ASCII."""
    if not text.isascii():
        for mark in sorted(set(_FOREIGN.findall(text))):
            if not mark.isalnum():
                text = text.replace(mark, " ")
    return text.translate(_SPACES).split() if text.isascii() else _WORD.findall(text)


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
