"""The fields that conditions, headlines and fingerprints may use: a closed list, each with a type and a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strikewatch.schemas.figure import Figure, Range

Kind = Literal["number", "number or null", "text", "flag", "set"]
Value = int | float | str | bool | frozenset[str] | None
Plain = int | float | str | bool | None
R = TypeVar("R")
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One field of a record of type R: how it is read, what it means, and the only texts it can hold, if few."""

    kind: Kind
    about: str
    read: Callable[[R], Value]
    words: frozenset[str] = frozenset()


class Reading(dict[str, Value], Generic[R]):
    """The fields of one record, each read when it is first asked for."""

    def __init__(self, fields: Mapping[str, Field[R]], record: R) -> None:
        super().__init__()
        self._fields = fields
        self._record = record

    def __missing__(self, name: str) -> Value:
        self[name] = value = self._fields[name].read(self._record)
        return value


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


def figure_in_words(figure: Figure | None) -> str:
    """As in_words; a figure that nobody stated is `not stated`, which is not 0."""
    if figure is None:
        return NOT_STATED
    if figure.op in {"about", "vague"} and figure.text:
        return figure.text
    return in_words(figure.low, figure.best, figure.high)


def range_in_words(found: Range) -> str:
    """As in_words, of a sum."""
    return in_words(found.low, found.best, found.high)
