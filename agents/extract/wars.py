"""Where a toll without another cause is of a strike: ground that is under fire, and countries at war."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from strikewatch.seeds.gazetteer import Entry

_LAST = dt.date.max


@dataclass(frozen=True, slots=True)
class UnderFire:
    """Ground that is struck nearly every day: alpha-2 countries and ISO 3166-2 regions, from `since` to `until`."""

    areas: frozenset[str]
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Wars:
    """What seeds/conflicts.toml says of where there is war."""

    under_fire: tuple[UnderFire, ...] = ()
    sides: tuple[tuple[str, dt.date], ...] = ()
    civil: frozenset[str] = frozenset()

    @classmethod
    def from_seeds(cls) -> Self:
        content: dict[str, Any] = tomllib.loads(
            files("strikewatch.seeds").joinpath("conflicts.toml").read_text("utf-8")
        )
        sides = [(code, war["since"]) for war in content["conflict"] for code in war["sides"]]
        return cls(
            tuple(
                UnderFire(frozenset(row["areas"]), row["since"], row.get("until", _LAST))
                for row in content["under_fire"]
            ),
            tuple(sides),
            frozenset(content["civil"]),
        )

    def is_under_fire(self, ground: Entry, day: dt.date) -> bool:
        """Whether it is struck so often that a toll there, with no other cause told, is of a strike."""
        return any(
            row.since <= day <= row.until and (ground.country in row.areas or ground.region in row.areas)
            for row in self.under_fire
        )

    def is_at_war(self, ground: Entry, day: dt.date) -> bool:
        return self.is_civil(ground) or self.is_between_states(ground, day)

    def is_between_states(self, ground: Entry, day: dt.date) -> bool:
        return any(code == ground.country and since <= day for code, since in self.sides)

    def is_civil(self, ground: Entry) -> bool:
        """Whether the country is at war with itself."""
        return ground.country in self.civil
