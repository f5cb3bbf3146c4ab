"""Which clock a place lives by: `period.at` and `period.time_of_day` are local, windows are UTC."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Zones:
    """IANA zones by ISO 3166-2 region, then by alpha-2 country, then `default`."""

    default: ZoneInfo
    countries: Mapping[str, ZoneInfo]
    regions: Mapping[str, ZoneInfo]

    def of(self, country: str, region: str | None) -> ZoneInfo:
        """The zone of a region, else of its country, else the default."""
        if region is not None and region in self.regions:
            return self.regions[region]
        return self.countries.get(country, self.default)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the content of `seeds/time-zones.toml`.

        Raises:
            zoneinfo.ZoneInfoNotFoundError: a zone that the time-zone database does not have.
        """
        content = tomllib.loads(text)
        return cls(
            default=ZoneInfo(content["default"]),
            countries={code: ZoneInfo(zone) for code, zone in content["country"].items()},
            regions={code: ZoneInfo(zone) for code, zone in content["region"].items()},
        )


@cache
def seeded_zones() -> Zones:
    """The zones of `seeds/time-zones.toml`, read once."""
    return Zones.parse(resources.files("strikewatch.seeds").joinpath("time-zones.toml").read_text("utf-8"))
