"""Pages of a list that is still growing: each begins after the last item of the one before."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import orjson

from strikewatch.schemas import RecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from strikewatch.agents.view.selection import Key

T = TypeVar("T")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, how many there are in all, and the cursor of the page after; None: this is the last."""

    items: Sequence[T]
    total: int
    next: str | None


def page(
    entries: Sequence[T], key: Callable[[T], Key], cursor: str | None, limit: int, order: str = ""
) -> Page[T]:
    """The page of ordered `entries` that begins after `cursor`; `order` names the order, which the cursor holds.

    Raises:
        RecordError: the cursor is none, or of a list in another order.
    """
    start = 0 if cursor is None else bisect_right(entries, _key(cursor, order), key=key)
    items = entries[start : start + limit]
    more = start + limit < len(entries)
    return Page(items, len(entries), _cursor(key(items[-1]), order) if more else None)


def _cursor(key: Key, order: str) -> str:
    return urlsafe_b64encode(orjson.dumps([order, *key])).decode().rstrip("=")


def _key(cursor: str, order: str) -> Key:
    wrong = RecordError("cursor", "the cursor is none of this list; leave it out to begin anew")
    if len(cursor) > LONGEST:
        raise wrong
    try:
        content = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError) as error:
        raise wrong from error
    if not isinstance(content, list) or content[:1] != [order] or not _fits(content[1:], order):
        raise wrong
    return tuple(content[1:])


def _fits(parts: list[object], order: str) -> bool:
    """Numbers, then the name that ends every key."""
    numbers, names = parts[:-1], parts[-1:]
    return (
        all(type(part) is int for part in numbers)
        and all(isinstance(part, str) for part in names)
        and len(parts) == _LENGTHS.get(order, 1)
    )


_LENGTHS = {"rows": 1, "alerts": 2, "newest": 2, "killed": 3, "severity": 3, "changed": 3}
"""Parts in the key of each order."""
