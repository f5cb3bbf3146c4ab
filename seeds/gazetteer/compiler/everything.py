"""All sources in their order: countries, regions, settlements, districts, what is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler import districts, geonames, katotth, regions, risk
from strikewatch.seeds.gazetteer.compiler.assemble import assemble
from strikewatch.seeds.gazetteer.compiler.draft import Draft, code_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.seeds.gazetteer.columns import Columns

STEPS = ("GeoNames", "KATOTTH", "districts", "regions", "by hand", "risks", "columns")


def columns(step: Callable[[str], None]) -> Columns:
    """Read every source and put the gazetteer together; `step` is told what is being done."""
    rows = regions.regions()
    step("GeoNames")
    cities = geonames.settlements(geonames.theatre(), regions.geonames_codes(rows))
    step("KATOTTH")
    units = katotth.units()
    ukrainian, by_code = _ukraine(units, [city for city in cities if city.country == "UA"])
    settlements = [city for city in cities if city.country != "UA"] + ukrainian
    step("districts")
    raions = districts.district_drafts(units, by_code)
    inner = districts.city_district_drafts(units, by_code)
    _place_in_districts(units, by_code, raions)
    step("regions")
    drafts = [*settlements, *raions.values(), *inner]
    capitals = regions.seats(rows, settlements)
    drafts += regions.region_drafts(rows, settlements, capitals)
    countries, borders, _ = regions.country_drafts()
    areas, parts = regions.area_drafts({row.code: code_id(row.code) for row in rows})
    drafts += [*countries, *areas]
    _place_in_regions(settlements, {row.code for row in rows})
    step("risks")
    risks = risk.flags(drafts)
    step("columns")
    return assemble(
        drafts,
        risks=risks,
        parts=parts,
        borders=borders,
        capitals=[(code, seat.id) for code, seat in sorted(capitals.items())],
    )


def _ukraine(units: list[katotth.Unit], located: list[Draft]) -> tuple[list[Draft], dict[str, Draft]]:
    drafts = katotth.settlements(units, located)
    towns = [unit for unit in units if unit.category in "KMXC"]
    return drafts, {town.code: draft for town, draft in zip(towns, drafts, strict=False)}


def _place_in_districts(
    units: list[katotth.Unit], by_code: dict[str, Draft], raions: dict[str, Draft]
) -> None:
    for unit in units:
        draft = by_code.get(unit.code)
        raion = next((raions[code] for code in unit.ancestors if code in raions), None)
        if draft is not None and raion is not None:
            draft.admin2, draft.parent = raion.admin2, raion.id


def _place_in_regions(settlements: list[Draft], codes: set[str]) -> None:
    """What has no district lies in its region; where the region is not known, in its country."""
    for draft in settlements:
        if draft.parent is None and draft.country is not None:
            draft.parent = code_id(draft.region if draft.region in codes else draft.country)
