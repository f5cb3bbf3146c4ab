"""Lines of a page that are not the article's own text: links to others, captions' credits, calls to subscribe."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.agents.extract.lexicon import Lexicon

_SHORT = 200
"""Longer lines are paragraphs, however they begin."""
_STOPS = ".!?\"'\u201d\u2019)"


def without_furniture(text: str, lexicon: Lexicon) -> str:
    """The text with such lines blanked out, letter for letter.

    A line is one where it begins with a phrase of `boilerplate`, or is no more than a label ("Most read", "Related:").
    After a label, the lines that end without a full stop are the headlines it heads.
    """
    if "\n" not in text and "\r" not in text:
        return text
    kept: list[str] = []
    changed = heading = False
    for line in text.splitlines(True):  # noqa: FBT003 - compiled, the call by keyword is several times slower
        shown = line.strip()
        low = shown.lower().lstrip("-*#>|\u2022\u25ba ")
        label = _is_label(low, lexicon)
        if not shown:
            kept.append(line)
            continue
        headline = heading and len(shown) < _SHORT and shown[-1] not in _STOPS
        heading = label or headline
        if label or headline or (len(shown) < _SHORT and low.startswith(lexicon.boilerplate)):
            changed = True
            kept.append(_blank(line))
        else:
            kept.append(line)
    return "".join(kept) if changed else text


def _is_label(low: str, lexicon: Lexicon) -> bool:
    return low.rstrip(" :\u2026.>\u00bb").removesuffix(" stories").removesuffix(" articles") in lexicon.labels


def _blank(line: str) -> str:
    """Spaces, and the marks that end the line as they were."""
    bare = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    return " " * len(bare) + line[len(bare) :]
