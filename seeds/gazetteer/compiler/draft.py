"""A place while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass, field

import xxhash

PRIMARY, SPELLING, ALTERNATE = 1.0, 0.9, 0.3
"""How much a name stands for a place: its own name, another spelling of it, another or an old name."""

CODE_IDS = 2_000_000_000
KATOTTH_IDS = 1_000_000_000
SLUG_IDS = 4_000_000_000


@dataclass(slots=True)
class Draft:
    """As `Entry`, with the names the place goes by, each with its share of the place's weight."""

    id: int
    name: str
    kind: str
    country: str | None = None
    region: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision: int = 1
    population: int = 0
    geonames_id: int | None = None
    parent: int | None = None
    target: str | None = None
    weight: float = 0.0
    """How likely the place is meant by its name: the population where known, a guess by category elsewhere."""
    spellings: dict[str, float] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    """Spellings of a region or district that lack the word which says so."""

    def __post_init__(self) -> None:
        self.spell(self.name, PRIMARY)

    def spell(self, spelling: str, share: float) -> None:
        """Add a spelling, or raise its share."""
        spelling = " ".join(spelling.split())
        if spelling:
            self.spellings[spelling] = max(share, self.spellings.get(spelling, 0.0))


def code_id(code: str) -> int:
    """The id of a region or country: its code read as a number in base 36."""
    return CODE_IDS + int(code.replace("-", ""), 36)


def slug_id(slug: str) -> int:
    """The id of a hand-written place."""
    return SLUG_IDS + xxhash.xxh32_intdigest(slug.encode())
