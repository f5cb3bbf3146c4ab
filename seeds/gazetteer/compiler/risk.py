"""Which names are too often something else in English text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler.regions import text_of
from strikewatch.seeds.gazetteer.folding import fold
from strikewatch.seeds.gazetteer.gazetteer import RISKY_PERSON, RISKY_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.seeds.gazetteer.compiler.draft import Draft

_SHORT = 3


def flags(drafts: Iterable[Draft]) -> dict[str, int]:
    """Flags by folded name, of the names that are risky."""
    words, people = _listed("english_words.txt"), _listed("person_names.txt")
    found: dict[str, int] = {}
    for draft in drafts:
        if draft.kind == "country":
            continue
        for spelling in draft.spellings:
            key = fold(spelling)
            flag = (RISKY_WORD if key in words or len(key) <= _SHORT else 0) | (
                RISKY_PERSON if key in people else 0
            )
            if flag:
                found[key] = flag
    return found


def _listed(name: str) -> frozenset[str]:
    text = text_of(f"gazetteer/data/{name}")
    return frozenset(fold(line) for line in text.splitlines() if line and not line.startswith("#"))
