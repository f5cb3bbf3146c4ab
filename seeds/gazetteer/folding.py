"""Spellings that differ only in case, marks, apostrophes, hyphens or dots are one name."""

from __future__ import annotations

import unicodedata

_DROPPED = "'’ʼ‘`ʹʻˈ´′″\"“”«»„ʺʿʾ.,()[]"
_SPACED = "-‐‑‒–—―−_/\u00a0\u2009\u202f\t\r\n"
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "ə": "e", "ё": "е", "ґ": "г",
}  # fmt: skip
_TABLE = str.maketrans(
    dict.fromkeys(_DROPPED) | dict.fromkeys(_SPACED, " ") | _LETTERS,
)
_SPACE, _FIRST, _LAST = ord(" "), ord("a"), ord("z")
_CYRILLIC = range(0x400, 0x530)


def fold(name: str) -> str:
    """The form under which spellings are compared: `Khar'kiv` and `KHARKIV` give `kharkiv`.

    Latin letters lose their marks; Cyrillic й and ї are letters of their own and keep them.
    """
    folded = name.casefold()
    if _is_plain(folded):
        return folded
    if not name.isascii():
        folded = "".join(_bare(letter) for letter in unicodedata.normalize("NFC", folded).translate(_TABLE))
    return " ".join(folded.translate(_TABLE).split())


def _is_plain(folded: str) -> bool:
    """Whether it is words of the alphabet with single spaces between, as most names: nothing to drop or part."""
    before = _SPACE
    for letter in folded:
        code = ord(letter)
        if not _FIRST <= code <= _LAST and (code != _SPACE or before == _SPACE):
            return False
        before = code
    return before != _SPACE


def _bare(letter: str) -> str:
    if ord(letter) < 0x80 or ord(letter) in _CYRILLIC:  # noqa: PLR2004 - the end of ASCII
        return letter
    parts = unicodedata.normalize("NFKD", letter).casefold()  # a letter of mathematics has its case only now
    return "".join(part for part in parts if not unicodedata.combining(part))
