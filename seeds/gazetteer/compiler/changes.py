"""What a rebuild changed: places and spellings added, removed, altered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.gazetteer import Gazetteer

if TYPE_CHECKING:
    from strikewatch.seeds.gazetteer.columns import Columns
    from strikewatch.seeds.gazetteer.entry import Entry


@dataclass(frozen=True)
class Changes:
    """Between the file in place and the new one; each list is sorted."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    altered: tuple[tuple[Entry, Entry], ...]
    spellings_added: tuple[str, ...]
    spellings_removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changed that a lookup can show, its order apart."""
        return any((self.added, self.removed, self.altered, self.spellings_added, self.spellings_removed))


def changes(before: Columns | None, after: Columns) -> Changes:
    """Compare by id; without a file in place everything is new."""
    old = {entry.id: entry for entry in Gazetteer(before)} if before else {}
    new = {entry.id: entry for entry in Gazetteer(after)}
    spelt_before = set(before.spellings.split("\n")) if before else set()
    spelt_after = set(after.spellings.split("\n"))
    return Changes(
        added=tuple(new[place] for place in sorted(new.keys() - old.keys())),
        removed=tuple(old[place] for place in sorted(old.keys() - new.keys())),
        altered=tuple(
            (old[place], new[place]) for place in sorted(old.keys() & new.keys()) if old[place] != new[place]
        ),
        spellings_added=tuple(sorted(spelt_after - spelt_before)),
        spellings_removed=tuple(sorted(spelt_before - spelt_after)),
    )


def altered_fields(before: Entry, after: Entry) -> str:
    """`population 100 -> 120, precision 2 -> 1`."""
    pairs = zip(before._fields, before, after, strict=True)
    return ", ".join(f"{field} {old} -> {new}" for field, old, new in pairs if old != new)
