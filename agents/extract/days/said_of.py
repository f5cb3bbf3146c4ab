"""What a day is said of: something that was hit, somebody who spoke, or what came after the strike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.tokens import Token

_EVENT = ("attack", "launch", "intercept", "explosion", "debris", "heard", "weapon", "lost")
_REACH = 12
_STATE = 3
"""Words from "still" to the hour at which a state held: "were still ablaze this morning"."""
_BEFORE_DATE = (",", ")", "/")
_DASHES = ("-", "\u2013", "\u2014", ":")
_FOUND = words("casualties.found")
_COUNTS = words("claims.count")
_TIMED = ("after", "before")
_BLAME = words("sides.blame")
_STOPS = words("times.stops")
_HOSPITAL = words("times.hospital")
_POSSESSIVE = ("'", "s")


def mark(days: list[When], parts: list[Part], tokens: list[Token]) -> None:
    """Tell days and hours of speech and aftermath (`said`) from those of an attack."""
    for when in days:
        when.said = when.said or (
            not _of_attack(tokens, when.last + 1) and _governed(tokens, when.row, when.last)
        )
        if when.said and when.precision == "day":
            when.time_of_day = None
    for part in parts:
        part.said = not _of_attack(tokens, part.row + 1) and _governed(tokens, part.row, part.row)
    if parts and _of_posting(tokens, parts[0]):
        other = len(parts) > 1 or any(when.time_of_day is not None for when in days)
        parts[0].said = parts[0].said or other


def _of_posting(tokens: list[Token], part: Part) -> bool:
    """As in "21:03 - A reminder: .. this afternoon": the hour at which a line of a live report was written."""
    if part.row or part.at is None:
        return False
    return any(token.low in _DASHES and token.start >= part.end for token in tokens[1:5])


def of_dateline(tokens: list[Token], when: When) -> bool:
    """As in "KHARKIV, May 1 (Meridian) -": the day the article was written."""
    lead = tokens[: when.row]
    if not 0 < len(lead) <= _REACH or lead[-1].low not in _BEFORE_DATE:
        return False
    if not all((token.capital or not token.low.isalpha()) and "before" not in token.tags for token in lead):
        return False
    rest = [token.low for token in tokens[when.last + 1 : when.last + 1 + _REACH]]
    if rest[:1] == ["("] and ")" in rest:
        rest = rest[rest.index(")") + 1 :]
    return bool(rest) and rest[0] in _DASHES


def _of_attack(tokens: list[Token], row: int) -> bool:
    """As in "Monday's air strike", "the overnight drone attack", "Tuesday evening shelling"."""
    for token in tokens[row : row + 4]:
        if token.low in _POSSESSIVE or "part" in token.tags or "demonym" in token.tags:
            continue
        if token.tags.get("attack", ("",))[0] == "noun" or "explosion" in token.tags:
            return True
        if "weapon" not in token.tags:
            return False
    return False


def _governed(tokens: list[Token], row: int, last: int) -> bool:
    """Whether it is of speech or aftermath: by the nearest verb before it, or the verb of speech right after it."""
    if last + 1 < len(tokens) and "say" in tokens[last + 1].tags:
        return True
    lead = tokens[row - 1].low if row else ""
    if lead == "by" or any(token.low == "still" for token in tokens[max(row - _STATE, 0) : row]):
        return True
    walked: list[Token] = []
    timed = row - 1 if lead in _TIMED else row
    for token in reversed(tokens[max(row - _REACH, 0) : timed]):
        if token.low in _STOPS:
            return False
        if "harm" in token.tags:
            found = not _FOUND.isdisjoint(token.low.split())
            return found or _in_hospital((token, *walked)) or _is_count(tokens[max(row - _REACH, 0) : row])
        if token.is_(*_EVENT):
            return False
        if token.is_("say", "aftermath") or token.low in _BLAME:
            return True
        walked.append(token)
    return False


def _is_count(lead: list[Token]) -> bool:
    """As in "had spoken of three dead in the morning": when they were counted, not when it struck."""
    return any(token.low in _COUNTS or "earlier" in token.tags for token in lead)


def _in_hospital(walked: Iterable[Token]) -> bool:
    """As in "died in hospital on Friday": the death came later than the strike."""
    return any(not _HOSPITAL.isdisjoint(token.low.split()) for token in walked)
