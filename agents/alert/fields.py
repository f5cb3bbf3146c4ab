"""The fields that conditions, headlines and fingerprints may use: a closed list, each with a type and a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from strikewatch.schemas.figure import Figure, Range

Kind = Literal["number", "number or null", "text", "flag", "set"]
Value = int | float | str | bool | frozenset[str] | None
Plain = int | float | str | bool | None
R = TypeVar("R")
NOT_STATED = "not stated"


def _always(_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One field of a record of type R: how it is read, what it means, and the only texts it can hold, if few.

    Numbers are 0 in conditions where nobody states them; `stated` says whether anybody does.
    """

    kind: Kind
    about: str
    read: Callable[[R], Value]
    words: frozenset[str] = frozenset()
    stated: Callable[[R], bool] = _always


class Reading(dict[str, Value], Generic[R]):
    """The fields of one record, each read when it is first asked for."""

    def __init__(self, fields: Mapping[str, Field[R]], record: R) -> None:
        super().__init__()
        self._fields = fields
        self._record = record

    def __missing__(self, name: str) -> Value:
        self[name] = value = self._fields[name].read(self._record)
        return value

    def told(self, name: str) -> Plain:
        """The field as it stands in an alert's `values`: null where nobody states it."""
        return plain(self[name]) if self._fields[name].stated(self._record) else None


def plain(value: Value) -> Plain:
    """A field as it stands in an alert's `values`: sets as words in alphabetical order, between commas."""
    return ",".join(sorted(value)) if isinstance(value, frozenset) else value


def in_words(low: int | None, best: int | None, high: int | None) -> str:
    """A figure for people: `5`, `at least 8`, `up to 30`, `3 to 4`, `about 12`."""
    if low == high and low is not None:
        return str(low)
    if high is None:
        return f"at least {low}" if low else f"about {best or 0}"
    return f"{low} to {high}" if low else f"up to {high}"


def figure_says_something(figure: Figure) -> bool:
    """Whether there is a number in it: "an unknown number of people" has none."""
    return not (figure.low is None and figure.best is None and figure.high is None) and not (
        figure.op in {"about", "vague"} and not figure.value
    )


def listed(parts: Iterable[tuple[str, str]]) -> str:
    """`killed 6, injured at least 10`, of what is stated; empty where nothing is."""
    return ", ".join(f"{name} {words}" for name, words in parts if words != NOT_STATED)


def figure_in_words(figure: Figure | None) -> str:
    """As in_words; a figure that nobody stated is `not stated`, which is not 0."""
    if figure is None or not figure_says_something(figure):
        return NOT_STATED
    if figure.op in {"about", "vague"} and figure.text:
        return figure.text
    return in_words(figure.low, figure.best, figure.high)


def range_in_words(found: Range) -> str:
    """As in_words, of a sum; a sum that holds nothing is `not stated`."""
    if not range_says_something(found):
        return NOT_STATED
    return in_words(found.low, found.best, found.high)


def range_says_something(found: Range) -> bool:
    """Whether any number above 0 is in it: a row does not tell a stated 0 from silence."""
    return bool(found.low or found.best or found.high)
