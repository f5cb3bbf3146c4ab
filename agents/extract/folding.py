"""Text as the lexicons see it: lower case, no marks, letter for letter at the same offsets."""

from __future__ import annotations

import html
import re
import unicodedata

_CODE = ("script", "style")
_BLOCK = re.compile(
    r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|td|table|section|article|figure|figcaption|blockquote|aside|header|footer)\b[^<>]{0,300}|br\s{0,9}/?)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,12}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)[^\s<>]{1,300}")
_ASCII = bytes(range(0x80))
_FEW = 20
"""More letters than quotation marks, dashes and a few names bring: a text in another script."""
_BARE_LETTERS = {"ß": "s", "æ": "e", "œ": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ı": "i"}


def masked(text: str) -> str:
    """The text with HTML and links blanked out, letter for letter; a block of HTML begins a line of its own."""
    if "<" in text:
        text = _uncoded(text)
        text = _TAG.sub(_blank, _BLOCK.sub(_line, text))
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if "://" in text or "www." in text or ".com/" in text or "t.co/" in text:  # else the pattern cannot match
        text = _LINK.sub(_blank, text)
    return text


def _uncoded(text: str) -> str:
    """Scripts and styles are no text: what stands between their tags, too, is blanked out."""
    for name in _CODE:
        if f"</{name}" in (low := lowered(text)):
            text = _without(text, low, f"<{name}", f"</{name}")
    return text


def _without(text: str, low: str, opening: str, closing: str) -> str:
    kept: list[str] = []
    done = 0
    at = low.find(opening)
    while at >= 0 and (end := low.find(closing, at)) >= 0:
        kept += (text[done:at], " " * (end - at))
        done = end
        at = low.find(opening, end)
    return "".join((*kept, text[done:]))


def foreign(text: str) -> list[str]:
    """The characters of a text that are not ASCII, each once, in order; most of a text is passed over as bytes."""
    if text.isascii():
        return []
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return sorted(set(others.decode("utf-8", "surrogatepass")))


def lowered(text: str) -> str:
    """Lower case of the same length (`str.lower` makes two characters of a few capitals)."""
    if not text.isascii() and all(letter.lower() == letter for letter in foreign(text)):
        # only ASCII has capitals here, and bytes are lowered several times as fast
        return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
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
        others = foreign(low)
        if 0 < len(others) < _FEW:  # `str.translate` is several times as fast once they are gone
            for letter in others:
                low = low.replace(letter, self[ord(letter)])
        return low.translate(self)


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _line(match: re.Match[str]) -> str:
    return "\n".rjust(match.end() - match.start())


def _character(match: re.Match[str]) -> str:
    """What an entity of HTML stands for, filled up to its length; one that stands for nothing stays as it is."""
    size = match.end() - match.start()
    letter = html.unescape(match.group())
    return (
        letter.replace("\xa0", " ").replace("\n", " ").ljust(size)
        if len(letter) <= size and letter != match.group()
        else match.group()
    )


def _plain(letter: str) -> str:
    if letter in _BARE_LETTERS:
        return _BARE_LETTERS[letter]
    if not letter.isalnum():
        return " "
    if "\u0400" <= letter <= "\u052f":
        return letter
    first = unicodedata.normalize("NFKD", letter)[0]
    return _BARE_LETTERS.get(first, first) if first.isalnum() else letter
