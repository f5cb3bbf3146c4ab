"""MinHash of an article's words: wire copies of one text count as one source."""

from __future__ import annotations

import re

import xxhash
from rensa import RMinHash

from strikewatch.schemas.article import folded

PERMUTATIONS = 64
SHINGLE = 5
_SEED = 42
_WORD = re.compile(r"\w+")
_MAX_CHARACTERS = 20_000


def signature(text: str) -> tuple[int, ...]:
    """64 unsigned 32-bit minima over shingles of five words; the share of equal ones estimates Jaccard."""
    words = _WORD.findall(folded(text[:_MAX_CHARACTERS]))
    if not words:
        return ()
    shingles = [" ".join(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1))]
    sketch = RMinHash(PERMUTATIONS, _SEED)
    sketch.update(
        [
            shingle.encode("utf-8", "surrogatepass").hex() if not shingle.isprintable() else shingle
            for shingle in shingles
        ]
    )
    return tuple(sketch.digest())


def identifier(*parts: str) -> str:
    """128 bits of what identifies a record, the same on every run."""
    return xxhash.xxh3_128_hexdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))
