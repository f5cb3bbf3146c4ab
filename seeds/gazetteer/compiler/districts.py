"""Ukraine's districts (raions) and city districts, from KATOTTH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler import transliterate
from strikewatch.seeds.gazetteer.compiler.draft import PRIMARY, SPELLING, Draft, code_id
from strikewatch.seeds.gazetteer.compiler.sources import rows_of

if TYPE_CHECKING:
    from strikewatch.seeds.gazetteer.compiler.katotth import Unit

_WORDS = ("district", "raion", "District", "Raion")
_STEM = 3
_DISTRICT_WEIGHT = 1_000.0


def district_drafts(rows: list[Unit], settlements: dict[str, Draft]) -> dict[str, Draft]:
    """A draft per raion by its code. `settlements` are the drafts by the codes of the codifier.

    A raion is named by an adjective (Нікопольський); English says the name of its seat (Nikopol district).
    """
    given = {(row["raion"], row["region"]): row["seat"] for row in rows_of("gazetteer/data/raion_seats.tsv")}
    towns: dict[str, list[tuple[Unit, Draft]]] = {}
    for row in rows:
        if row.category in "MX" and len(row.ancestors) > 1:
            towns.setdefault(row.ancestors[1], []).append((row, settlements[row.code]))
    return {
        row.code: _district(row, _seat(row, towns.get(row.code, []), given.get((row.name, row.region))))
        for row in rows
        if row.category == "P"
    }


def _seat(raion: Unit, towns: list[tuple[Unit, Draft]], given: str | None) -> tuple[Unit, Draft] | None:
    """The town whose name the adjective was made of, a city before others; or the one that is given."""
    if given is not None:
        return next((town for town in towns if town[0].name == given), None)
    best: tuple[tuple[bool, int, float], tuple[Unit, Draft]] | None = None
    for town, draft in towns:
        shared = _shared(_stem(raion.name), _stem(town.name))
        if shared >= max(_STEM, len(_stem(town.name)) - _STEM):
            rank = (town.category == "M", shared, draft.weight)
            if best is None or rank > best[0]:
                best = (rank, (town, draft))
    return best[1] if best else None


def _shared(one: str, other: str) -> int:
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _stem(name: str) -> str:
    for ending in ("ський", "цький", "зький", "ий", "ське", "ськ", "цьк"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def _district(raion: Unit, seat: tuple[Unit, Draft] | None) -> Draft:
    adjectives = transliterate.ukrainian(raion.name)
    in_russian = transliterate.russian(transliterate.russian_form(raion.name))
    noun = seat[1].name if seat else adjectives[0]
    draft = Draft(
        id=raion.id,
        name=f"{noun} district",
        kind="district",
        country="UA",
        region=raion.region,
        admin2=noun,
        precision=3,
        parent=code_id(raion.region),
        weight=_DISTRICT_WEIGHT,
    )
    if seat:
        draft.latitude, draft.longitude = seat[1].latitude, seat[1].longitude
        for spelling, share in seat[1].spellings.items():
            if share >= SPELLING and spelling.isascii():
                _with_words(draft, spelling)
                draft.spell(spelling, 0.5 * min(1.0, share * seat[1].weight / _DISTRICT_WEIGHT))
                draft.bare.add(spelling)
    for adjective in (*adjectives, *in_russian[:2]):
        draft.spell(adjective, SPELLING)
        draft.bare.add(adjective)
        _with_words(draft, adjective)
    draft.spell(f"{raion.name} район", PRIMARY)
    return draft


def city_district_drafts(rows: list[Unit], settlements: dict[str, Draft]) -> list[Draft]:
    """A draft per district inside a city, the city its parent."""
    cities = {row.code: row for row in rows if row.category in "MK"}
    drafts = []
    for row in rows:
        if row.category == "B":
            city = next(code for code in reversed(row.ancestors) if code in cities)
            drafts.append(_city_district(row, settlements[city]))
    return drafts


def _city_district(row: Unit, city: Draft) -> Draft:
    adjectives = transliterate.ukrainian(row.name)
    in_russian = transliterate.russian(transliterate.russian_form(row.name))
    draft = Draft(
        id=row.id,
        name=f"{adjectives[0]} district",
        kind="city_district",
        country="UA",
        region=city.region,
        admin2=city.admin2,
        latitude=city.latitude,
        longitude=city.longitude,
        precision=2,
        parent=city.id,
        weight=max(city.weight * 0.05, _DISTRICT_WEIGHT),
    )
    for adjective in (*adjectives, *in_russian[:2]):
        draft.spell(adjective, SPELLING)
        draft.bare.add(adjective)
        _with_words(draft, adjective)
    draft.spell(f"{row.name} район", PRIMARY)
    return draft


def _with_words(draft: Draft, name: str) -> None:
    for word in _WORDS:
        draft.spell(f"{name} {word}", SPELLING)
