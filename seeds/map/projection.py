"""Lambert's conformal conic projection of a sphere: what the maps are drawn in. `map.js` of the page does the same."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log, pi, pow, radians, sin, tan  # noqa: A004 - of floats alone a float

EARTH_KM = 6371.0
UNITS_PER_KM = 2.0
"""A map's unit is half a kilometre: whole numbers are exact enough to be drawn, and short to write."""


@dataclass(frozen=True, slots=True)
class Lambert:
    """Degrees to map units, x to the east and y to the south of where `meridian` meets the first parallel.

    Snyder, Map Projections: A Working Manual (USGS 1395), equations 15-1 to 15-5; his y turned over, as screens have it.
    """

    parallels: tuple[float, float]
    meridian: float

    @property
    def cone(self) -> float:
        """Snyder's n, the cone's constant."""
        south, north = (radians(one) for one in self.parallels)
        return log(cos(south) / cos(north)) / log(tan(pi / 4 + north / 2) / tan(pi / 4 + south / 2))

    @property
    def factor(self) -> float:
        """Snyder's F times the radius, in map units."""
        south, n = radians(self.parallels[0]), self.cone
        return UNITS_PER_KM * EARTH_KM * cos(south) * pow(tan(pi / 4 + south / 2), n) / n

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point of these degrees is drawn."""
        n, factor = self.cone, self.factor

        def distance(degrees: float) -> float:
            return factor / pow(tan(pi / 4 + radians(degrees) / 2), n)

        angle = n * radians(longitude - self.meridian)
        rho = distance(latitude)
        return rho * sin(angle), rho * cos(angle) - distance(self.parallels[0])
