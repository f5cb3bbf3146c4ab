"""Names as English texts write them: without the marks of scholarly transliteration."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = str.maketrans(dict.fromkeys("’ʼ‘ʻ`ʹʿʾ′"))
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "ə": "a", "Ə": "A"}
)  # fmt: skip
_ARTICLE = re.compile(r"^(?:Al|Ad|An|Ar|As|Ash|At|Az|El|Et|Es|Er)[ -](?=[A-Z])")
_SUN = re.compile(r"^(Ad|An|Ar|As|Ash|At|Az) (?=[A-Z])")


def plain(name: str) -> str:
    """Without diacritics and signs: Rafaḩ is Rafah, Ma’rib Marib, Łódź Lodz."""
    bare = unicodedata.normalize("NFKD", name.translate(_LETTERS).translate(_DROPPED))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def arabic(name: str) -> tuple[str, ...]:
    """How newspapers write a name with an article: Al Qusayr is also al-Qusayr, Al-Qusayr and Qusayr."""
    found = _ARTICLE.match(name)
    if not found:
        return ()
    rest, article = name[found.end() :], found.group()[:-1]
    return (f"{article.lower()}-{rest}", f"{article}-{rest}", f"al-{rest}", f"Al-{rest}", rest)
