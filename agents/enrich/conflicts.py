"""Whose strike it is when the text does not say: who fights whom, and who holds the ground."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - compiled, a field's class has to be there
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.schemas.mentions import Rivalry
    from strikewatch.seeds.gazetteer import Entry

_LAST = dt.date(dt.MAXYEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Held:
    """Ground of one side that the other held from `since` to `until`."""

    by: str
    since: dt.date
    until: dt.date
    regions: frozenset[str]
    settlements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    sides: tuple[str, str]
    since: dt.date
    held: tuple[Held, ...]
    contested: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The wars of seeds/conflicts.toml."""

    known: tuple[Conflict, ...]
    civil: frozenset[str] = frozenset()
    unattributed: frozenset[str] = frozenset()
    around: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Regions that a region's name takes in when people write of it."""

    @classmethod
    def from_seeds(cls) -> Self:
        content = tomllib.loads(files("strikewatch.seeds").joinpath("conflicts.toml").read_text("utf-8"))
        return cls(
            tuple(
                Conflict(
                    (war["sides"][0], war["sides"][1]),
                    war["since"],
                    tuple(_held(row) for row in war.get("held", ())),
                    frozenset(war.get("contested", ())),
                )
                for war in content["conflict"]
            ),
            frozenset(content["civil"]),
            frozenset(content["unattributed"]),
            {code: tuple(codes) for code, codes in content["around"].items()},
        )

    def attacker(
        self,
        ground: Entry | None,
        country: str | None,
        day: dt.date | None,
        told: Iterable[Rivalry],
        feature: str | None = None,
    ) -> str | None:
        """The likeliest side for a hit on this ground: who the article says strikes there, else the enemy of its holder.

        `feature` is the named object on that ground that was hit.
        """
        holder = self._holder(ground, day, feature) or country
        if holder is None or (ground is not None and ground.name in self.unattributed):
            return None
        rivals = list(told)
        civil = country in self.civil
        said = Counter(
            {
                row.attacker: row.times
                for row in rivals
                if row.victim == country and (row.attacker != country or civil)
            }
        )
        if said and holder == country:
            return max(sorted(said), key=lambda code: said[code])
        return self._enemy(holder, day) or (_only_one(rivals, holder) if civil else None)

    def _enemy(self, holder: str, day: dt.date | None) -> str | None:
        enemies = {
            war.sides[1 - war.sides.index(holder)]
            for war in self.known
            if holder in war.sides and (day is None or war.since <= day)
        }
        return enemies.pop() if len(enemies) == 1 else None

    def contested(self, ground: Entry | None, day: dt.date | None, feature: str | None = None) -> bool:
        """Whether a side may strike its own country's ground here: the enemy holds it, or parts of it."""
        if ground is None:
            return False
        if self._holder(ground, day, feature) is not None or ground.country in self.civil:
            return True
        return any(ground.region in war.contested for war in self.known if day is None or war.since <= day)

    def _holder(self, ground: Entry | None, day: dt.date | None, feature: str | None = None) -> str | None:
        if ground is None:
            return None
        for war in self.known:
            for held in war.held:
                if day is not None and not held.since <= day <= held.until:
                    continue
                if ground.region in held.regions and (
                    not held.settlements or ground.name in held.settlements or feature in held.settlements
                ):
                    return held.by
        return None


def _only_one(told: list[Rivalry], holder: str) -> str | None:
    """The one side that an article has strike anywhere."""
    doers = {row.attacker for row in told} - {holder}
    return doers.pop() if len(doers) == 1 else None


def _held(row: dict[str, object]) -> Held:
    regions = row.get("regions") or [row["region"]]
    return Held(
        by=str(row["by"]),
        since=row["since"] if isinstance(row["since"], dt.date) else dt.date.min,
        until=until if isinstance(until := row.get("until"), dt.date) else _LAST,
        regions=frozenset(map(str, regions if isinstance(regions, list) else [])),
        settlements=frozenset(map(str, listed if isinstance(listed := row.get("settlements"), list) else [])),
    )
