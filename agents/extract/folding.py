"""Text as the lexicons see it: lower case, no marks, letter for letter at the same offsets."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)[^\s<>]{1,300}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FEW = 20
"""More letters than quotation marks, dashes and a few names bring: a text in another script."""
_BARE_LETTERS = {"ß": "s", "æ": "e", "œ": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i"}


def masked(text: str) -> str:
    """The text with HTML tags and links blanked out; every other character stays where it is."""
    if "<" in text:
        text = _TAG.sub(_blank, text)
    if "://" in text or "www." in text or ".com/" in text or "t.co/" in text:  # else the pattern cannot match
        text = _LINK.sub(_blank, text)
    return text


def lowered(text: str) -> str:
    """Lower case of the same length (`str.lower` makes two characters of a few capitals)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(letter if len(letter) == 1 else letter[0] for letter in map(str.lower, text))


class Letters(dict[int, str]):
    """A table for `str.translate` that learns a letter when it first meets it: what the lexicon reads."""

    def __missing__(self, point: int) -> str:
        plain = self[point] = _plain(chr(point))
        return plain

    def spaced(self, low: str) -> str:
        """Letters and digits without marks, everything else a space; same length."""
        if not low.isascii():
            foreign = sorted(set(_FOREIGN.findall(low)))
            if len(foreign) < _FEW:  # `str.translate` is several times as fast once they are gone
                for letter in foreign:
                    low = low.replace(letter, self[ord(letter)])
        return low.translate(self)


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _plain(letter: str) -> str:
    if letter in _BARE_LETTERS:
        return _BARE_LETTERS[letter]
    if not letter.isalnum():
        return " "
    if "\u0400" <= letter <= "\u052f":
        return letter
    first = unicodedata.normalize("NFKD", letter)[0]
    return first if first.isalnum() else letter
