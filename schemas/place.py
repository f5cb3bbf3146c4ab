"""Where a strike hit, or was aimed at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from strikewatch.schemas.base import Model

Level = Literal["settlement", "district", "region", "country"]
UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1's user-assigned code for "unknown": the key of a report whose place has no country."""


class Place(Model):
    """A place as the article writes it (`text`) and as the gazetteer knows it (the rest).

    `region` is ISO 3166-2, `country` alpha-2; coordinates are WGS 84 degrees from the gazetteer or null,
    never invented; `precision` is UCDP GED's where_prec: 1 exact, 2 within about 25 km, 3 district, 4 region,
    5 a feature or line across regions, 6 country, 7 sea or air.
    """

    text: str
    name: str
    level: Level
    region: str | None = None
    country: str | None = None
    geonames_id: int | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    precision: Annotated[int, Field(ge=1, le=7)] = 1
    admin2: str | None = None
    feature: str | None = None
    """The named object that was hit, where the article names one: a plant, a base, a bridge, a city district."""

    @property
    def area(self) -> str:
        """The partition key of everything that happens here: region, else country, else ZZ."""
        return self.region or self.country or UNKNOWN_COUNTRY
