"""All sources in their order: settlements, districts, regions, countries, what is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler import (
    airfields,
    districts,
    geonames,
    hand,
    katotth,
    regions,
    risk,
    sections,
)
from strikewatch.seeds.gazetteer.compiler.assemble import assemble
from strikewatch.seeds.gazetteer.compiler.draft import Draft, code_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.seeds.gazetteer.columns import Columns

STEPS = ("GeoNames", "KATOTTH", "districts", "by hand", "regions", "airfields", "risks", "columns")
_NEAR = 15.0
"""Kilometres within which a place that the codifier lacks is taken to lie in the district of its neighbour."""


def columns(step: Callable[[str], None]) -> Columns:
    """Read every source and put the gazetteer together; `step` is told what is being done.

    Raises:
        ValueError: a hand-written row names a place that is not known, or two places have one id.
    """
    rows = regions.regions()
    step(STEPS[0])
    theatre = geonames.theatre()
    cities = geonames.settlements(theatre, regions.geonames_codes(rows))
    step(STEPS[1])
    units = katotth.units()
    ukrainian, by_code = _ukraine(units, [city for city in cities if city.country == "UA"])
    settlements = [city for city in cities if city.country != "UA"] + ukrainian
    sections.into_cities(settlements, frozenset(draft.id for draft in by_code.values()))
    step(STEPS[2])
    raions = districts.district_drafts(units, by_code)
    inner = districts.city_district_drafts(units, by_code)
    _place_in_districts(units, by_code, raions, ukrainian)
    settlements = sections.merge(inner, settlements)
    step(STEPS[3])
    known = hand.Known(draft for draft in settlements if draft.kind == "settlement")
    hand.other_names(known)
    settlements += hand.settlements(known)
    step(STEPS[4])
    capitals = regions.seats(rows, known)
    regions.place_by_seat(settlements, rows, capitals)
    regions.name_seats(rows, capitals)
    divisions = regions.region_drafts(rows, settlements, capitals)
    countries, country_borders, country_capitals = regions.country_drafts(known)
    areas, parts = regions.area_drafts({row.code: code_id(row.code) for row in rows})
    _place_in_regions(settlements, {row.code for row in rows})
    step(STEPS[5])
    drafts = [*settlements, *raions.values(), *inner, *divisions, *countries, *areas]
    drafts += (
        hand.facilities(known)
        + hand.neighbourhoods(known, [*settlements, *inner])
        + hand.waters()
        + hand.russian_districts(known)
    )
    drafts += airfields.airfields(draft for draft in settlements if draft.kind == "settlement")
    step(STEPS[6])
    risks = risk.flags(drafts, theatre.whole)
    step(STEPS[7])
    return assemble(
        drafts,
        risks=risks,
        parts=parts,
        borders=country_borders + regions.borders(),
        prior=theatre.prior,
        capitals=sorted([(code, seat.id) for code, seat in capitals.items()] + country_capitals),
    )


def _ukraine(units: list[katotth.Unit], located: list[Draft]) -> tuple[list[Draft], dict[str, Draft]]:
    """Ukraine's settlements, and those of the codifier by its codes."""
    drafts = katotth.settlements(units, located)
    towns = [unit for unit in units if unit.category in "KMXC"]
    return drafts, {town.code: draft for town, draft in zip(towns, drafts, strict=False)}


def _place_in_districts(
    units: list[katotth.Unit], by_code: dict[str, Draft], raions: dict[str, Draft], ukrainian: list[Draft]
) -> None:
    for unit in units:
        draft = by_code.get(unit.code)
        raion = next((raions[code] for code in unit.ancestors if code in raions), None)
        if draft is not None and raion is not None:
            draft.admin2, draft.parent = raion.admin2, raion.id
    cells = airfields.cells(draft for draft in by_code.values() if draft.admin2)
    for draft in ukrainian:
        if draft.parent is None and draft.latitude is not None and draft.longitude is not None:
            near = [
                (away, place.id, place)
                for away, place in airfields.around(cells, draft.latitude, draft.longitude)
                if place.region == draft.region and away <= _NEAR
            ]
            if near:
                draft.admin2, draft.parent = min(near)[2].admin2, min(near)[2].parent


def _place_in_regions(settlements: list[Draft], codes: set[str]) -> None:
    """What has no district lies in its region; where the region is not known, in its country."""
    for draft in settlements:
        if draft.parent is None and draft.country is not None:
            draft.parent = code_id(draft.region if draft.region in codes else draft.country)
