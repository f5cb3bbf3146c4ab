"""Which names are too often something else in English text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler.naming import plain
from strikewatch.seeds.gazetteer.compiler.sources import text_of
from strikewatch.seeds.gazetteer.folding import fold
from strikewatch.seeds.gazetteer.gazetteer import RISKY_PERSON, RISKY_WORD, is_cyrillic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.seeds.gazetteer.compiler.draft import Draft

_SHORT = 3
_TOWN = 50_000.0
"""From this weight on a short name or a surname is the town's first of all: Ufa, Korolev."""
_SAFE = frozenset({"country", "water", "direction"})


def flags(drafts: Iterable[Draft], whole: frozenset[str]) -> dict[str, int]:
    """Flags by folded name, of the names that are risky. `whole` are the theatre's countries.

    An English word or a given name is risky whatever it names; a surname or a name of three letters unless
    a town of the theatre bears it.
    """
    words, given, surnames = (_listed(name) for name in ("english_words", "given_names", "surnames"))
    weights: dict[str, float] = {}
    for draft in drafts:
        if draft.kind not in _SAFE:
            weight = draft.weight if draft.country in whole else 0.0
            for spelling, share in draft.spellings.items():
                if not is_cyrillic(spelling):
                    key = fold(plain(spelling))
                    weights[key] = max(weight * share, weights.get(key, 0.0))
    found: dict[str, int] = {}
    for key, weight in weights.items():
        word = key in words or (len(key) <= _SHORT and weight < _TOWN)
        person = key in given or (key in surnames and weight < _TOWN)
        flag = (RISKY_WORD if word else 0) | (RISKY_PERSON if person else 0)
        if flag:
            found[key] = flag
    return found


def _listed(name: str) -> frozenset[str]:
    text = text_of(f"gazetteer/data/{name}.txt")
    return frozenset(fold(plain(line)) for line in text.splitlines() if line and not line.startswith("#"))
