"""A place name in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.schemas.place import Level
    from strikewatch.seeds.gazetteer import Entry

LEVELS: dict[str, Level] = {
    "settlement": "settlement",
    "facility": "settlement",
    "city_district": "district",
    "district": "district",
    "region": "region",
    "direction": "region",
    "country": "country",
}


@dataclass(slots=True, eq=False)
class Spot:
    """A place name: tokens `first`..`last`, what it may be, `role` in its clause, and the place that holds it."""

    first: int
    last: int
    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    role: str = "bare"
    region: str | None = None
    container: Spot | None = None
    unit: str | None = None
    feature: tuple[int, int] | None = None
    level: Level = "settlement"
    struck: bool = False
    entry: Entry | None = None
    listed: Spot | None = None
    country_hint: str | None = None
    hints: list[str] = field(default_factory=list)

    @property
    def is_country(self) -> bool:
        return bool(self.entries) and self.entries[0].kind == "country"
