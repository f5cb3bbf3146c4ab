"""Cyrillic to Latin in the schemes that newspapers use, and Ukrainian names to their Russian forms."""

from __future__ import annotations

import re

_COMMON = {
    "а": "a", "б": "b", "в": "v", "д": "d", "ж": "zh", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ь": "", "ъ": "", "’": "", "'": "", "ʼ": "",
}  # fmt: skip
_UKRAINIAN = _COMMON | {"г": "h", "ґ": "g", "е": "e", "и": "y", "і": "i"}
_RUSSIAN = _COMMON | {"г": "g", "и": "i", "э": "e", "ы": "y", "і": "i", "ґ": "g"}
# Ukraine's own scheme (Cabinet of Ministers, resolution 55 of 27 January 2010): y- opens a word, i- elsewhere.
_KMU_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_KMU_LATER = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
_WITH_Y = _KMU_FIRST
_VOWELS = "аеёиоуыэюяєіїь’'ʼъ"


def ukrainian(name: str) -> tuple[str, ...]:
    """Latin spellings of a Ukrainian name, the official one first: Zaporizhzhia, Zaporizhzhya."""
    official = _spell(name, _UKRAINIAN, _KMU_FIRST, _KMU_LATER)
    with_y = _spell(name, _UKRAINIAN, _WITH_Y, _WITH_Y)
    return _unique(official, *_endings(official), with_y, *_endings(with_y))


def russian(name: str) -> tuple[str, ...]:
    """Latin spellings of a Russian name: Yekaterinburg, Ekaterinburg; Grayvoron, Graivoron."""
    with_y = _spell_russian(name, y="y", yo="yo", ye=True)
    press = _spell_russian(name, y="i", yo="e", ye=False)
    mixed = _spell_russian(name, y="y", yo="e", ye=False)
    return _unique(*_endings(with_y), *_endings(press), *_endings(mixed))


_TO_RUSSIAN = (
    (r"івці$", "овцы"), (r"ївка$", "евка"), (r"([жчшщ])івка$", r"\1евка"), (r"івка$", "овка"),
    (r"([жчшщ])ів$", r"\1ев"), (r"їв$", "ев"), (r"ів$", "ов"), (r"ське$", "ское"), (r"цьке$", "цкое"),
    (r"зьке$", "зское"), (r"ськ", "ск"), (r"цьк", "цк"), (r"зьк", "зск"), (r"([нв])е$", r"\1ое"),
    (r"([кгх])и$", r"\1и"), (r"([жчшщ])и$", r"\1и"), (r"и$", "ы"), (r"ці$", "цы"), (r"є", "е"), (r"ї", "и"),
    (r"і", "и"), (r"ґ", "г"), (r"[’'ʼ]", "ъ"), (r"йо", "ё"), (r"ьо", "ё"),
)  # fmt: skip


def russian_form(name: str) -> str:
    """The Russian form of a Ukrainian place name by the regular correspondences: Іванівка gives Ивановка.

    Irregular pairs (Харків, Харьков; Миколаїв, Николаев) come from GeoNames and the hand-written names.
    """
    *adjectives, noun = name.split()
    words = [_word_to_russian(_adjective(word)) for word in adjectives]
    return " ".join([*words, _word_to_russian(noun)])


def _adjective(word: str) -> str:
    """The endings of an adjective before a noun: Широка, Широкая; Нове, Новое; Кривий, Кривой is irregular."""
    for ending, russian_ending in (
        ("ка", "кая"),
        ("а", "ая"),
        ("я", "яя"),
        ("є", "ее"),
        ("е", "ое"),
        ("і", "ие"),
    ):
        if word.endswith(ending):
            return word.removesuffix(ending) + russian_ending
    return re.sub("ий$", "ый", word)


def _word_to_russian(word: str) -> str:
    parts = []
    for part in word.split("-"):
        lowered = part.lower()
        for pattern, replacement in _TO_RUSSIAN:
            lowered = re.sub(pattern, replacement, lowered)
        parts.append(lowered.capitalize() if part[:1].isupper() else lowered)
    return "-".join(parts)


def _endings(name: str) -> tuple[str, ...]:
    """Adjectives end in -yi, -yy, -iy or -y: Khmelnytskyi, Khmelnytsky."""
    shortened = re.sub(r"(?<=[^aeiouy])(?:yi|yy|iy|ii)\b", "y", name)
    return _unique(name, shortened)


def _spell(name: str, letters: dict[str, str], first: dict[str, str], later: dict[str, str]) -> str:
    spelt: list[str] = []
    opening = True
    lowered = name.lower()
    for at, letter in enumerate(lowered):
        latin = (first if opening else later).get(letter)
        if latin is None:
            latin = letters.get(letter, letter)
        if letter == "г" and lowered[at - 1 : at] == "з":
            latin = "gh"
        spelt.append(_cased(latin, name[at]))
        opening = not (letter.isalpha() or letter in "’'ʼ")
    return "".join(spelt)


def _spell_russian(name: str, *, y: str, yo: str, ye: bool) -> str:
    spelt: list[str] = []
    lowered = name.lower()
    for at, letter in enumerate(lowered):
        before = lowered[at - 1 : at] if at else ""
        opening = not before.isalpha()
        latin = _RUSSIAN.get(letter)
        if letter == "е":
            latin = "ye" if ye and (opening or before in _VOWELS) else "e"
        elif letter == "ё":
            latin = yo
        elif letter == "й":
            latin = "y" if opening else y
        elif letter in "юя":
            latin = ("yu", "ya")["юя".index(letter)]
        spelt.append(_cased(letter if latin is None else latin, name[at]))
    return "".join(spelt)


def _cased(latin: str, letter: str) -> str:
    return latin.capitalize() if letter.isupper() else latin


def _unique(*spellings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spellings))
