"""What is written by hand: settlements, parts of cities and objects that the packages lack, waters, other names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.compiler.draft import PRIMARY, SPELLING, Draft, code_id, slug_id
from strikewatch.seeds.gazetteer.compiler.sources import rows_of
from strikewatch.seeds.gazetteer.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_VILLAGE, _OBJECT, _PART, _WATER, _DISTRICT = 1_000.0, 50_000.0, 2_000.0, 20_000_000.0, 1_000.0
_WORDS = ("district", "raion", "District", "municipal district", "urban district")


class Known:
    """Settlements by name, country and region: what hand-written rows refer to."""

    def __init__(self, settlements: Iterable[Draft]) -> None:
        self._named: dict[tuple[str, str], list[Draft]] = defaultdict(list)
        for draft in settlements:
            self.add(draft)

    def add(self, draft: Draft) -> None:
        for key in {fold(spelling) for spelling in draft.spellings}:
            self._named[str(draft.country), key].append(draft)

    def find(self, name: str, country: str, region: str | None) -> Draft:
        """The likeliest settlement of that name there.

        Raises:
            ValueError: there is none; the hand-written row names it wrongly.
        """
        found = self.seek(name, country, region)
        if found is None:
            raise ValueError(
                f"{name} ({region or country}) is in a hand-written row but is no known settlement"
            )
        return found

    def seek(self, name: str, country: str, region: str | None) -> Draft | None:
        """As `find`; None where there is none."""
        named = self._named.get((country, fold(name)), [])
        here = [draft for draft in named if not region or draft.region in {region, None}]
        return max(here, key=lambda draft: (draft.weight * self._share(draft, name), -draft.id), default=None)

    @staticmethod
    def _share(draft: Draft, name: str) -> float:
        return max(share for spelling, share in draft.spellings.items() if fold(spelling) == fold(name))


def other_names(known: Known) -> None:
    """Add old, English and otherwise irregular names to the settlements they belong to."""
    for row in rows_of("gazetteer/data/other_names.tsv"):
        draft = known.find(row["place"], row["country"], row["region"])
        for name in row["names"].split("|"):
            draft.spell(name, SPELLING)
        known.add(draft)


def settlements(known: Known) -> list[Draft]:
    """Settlements that no package has, at the point of the one nearby; one that is known only gets the names."""
    drafts = []
    for row in rows_of("gazetteer/data/settlements.tsv"):
        present = known.seek(row["name"], row["country"], row["region"])
        if present is not None:
            for name in (row["name"], *row["spellings"].split("|")):
                present.spell(name, SPELLING)
            known.add(present)
            continue
        near = known.find(row["near"], row["country"], row["region"])
        draft = _at(near, "settlement", row["name"], row["spellings"], _VILLAGE)
        draft.precision = int(row["precision"])
        draft.admin2, draft.parent = near.admin2, near.parent
        known.add(draft)
        drafts.append(draft)
    return drafts


def neighbourhoods(known: Known, parts: Iterable[Draft]) -> list[Draft]:
    """Parts of cities, the city their parent; a part that is known already (`parts`) only gets the names."""
    present = {
        (part.parent, fold(spelling)): part
        for part in parts
        if part.kind == "city_district"
        for spelling in part.spellings
    }
    drafts = []
    for row in rows_of("gazetteer/data/neighbourhoods.tsv"):
        city = known.find(row["city"], row["country"], row["region"])
        part = present.get((city.id, fold(row["name"])))
        if part is None:
            drafts.append(_at(city, "city_district", row["name"], row["spellings"], _PART))
            continue
        for spelling in row["spellings"].split("|"):
            part.spell(spelling, PRIMARY)
    return drafts


def facilities(known: Known) -> list[Draft]:
    """Named plants, bridges, ports, bases; the settlement is the parent."""
    drafts = []
    for row in rows_of("gazetteer/data/facilities.tsv"):
        town = known.find(row["settlement"], row["country"], row["region"])
        draft = _at(town, "facility", row["name"], row["spellings"], _OBJECT)
        draft.target = row["target"]
        drafts.append(draft)
    return drafts


def waters() -> list[Draft]:
    """Seas, rivers, straits: known so that they are not taken for places."""
    drafts = []
    for row in rows_of("gazetteer/data/water.tsv"):
        draft = Draft(
            id=slug_id(f"water:{row['name']}"),
            name=row["name"],
            kind="water",
            country=row["country"] or None,
            precision=7,
            weight=_WATER,
            parent=code_id(row["country"]) if row["country"] else None,
        )
        for spelling in row["spellings"].split("|"):
            draft.spell(spelling, PRIMARY)
        drafts.append(draft)
    return drafts


def russian_districts(known: Known) -> list[Draft]:
    """Districts of the Russian regions near the front, named in English after their seat."""
    drafts = []
    for row in rows_of("gazetteer/data/districts_ru.tsv"):
        seat = known.find(row["seat"], "RU", row["region"])
        draft = Draft(
            id=slug_id(f"district:{row['region']}:{row['name']}"),
            name=f"{row['name']} district",
            kind="district",
            country="RU",
            region=row["region"],
            admin2=row["name"],
            latitude=seat.latitude,
            longitude=seat.longitude,
            precision=3,
            parent=code_id(row["region"]),
            weight=_DISTRICT,
        )
        for name in (row["name"], row["adjective"]):
            for word in _WORDS:
                draft.spell(f"{name} {word}", SPELLING)
        draft.spell(row["adjective"], SPELLING)
        draft.bare.add(row["adjective"])
        drafts.append(draft)
    return drafts


def _at(place: Draft, kind: str, name: str, spellings: str, weight: float) -> Draft:
    draft = Draft(
        id=slug_id(f"{kind}:{place.country}:{place.region}:{name}"),
        name=name,
        kind=kind,
        country=place.country,
        region=place.region,
        admin2=place.admin2,
        latitude=place.latitude,
        longitude=place.longitude,
        precision=max(2, place.precision),
        parent=place.id,
        weight=weight,
    )
    for spelling in spellings.split("|"):
        draft.spell(spelling, PRIMARY)
    return draft
