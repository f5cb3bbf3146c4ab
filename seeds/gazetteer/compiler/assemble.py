"""Drafts to columns: rows sorted by id, names folded, the likeliest place first."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.columns import DEGREE, NOWHERE, Columns
from strikewatch.seeds.gazetteer.compiler.naming import plain
from strikewatch.seeds.gazetteer.entry import KINDS, TARGETS
from strikewatch.seeds.gazetteer.folding import fold
from strikewatch.seeds.gazetteer.gazetteer import BARE_REGION, is_cyrillic

if TYPE_CHECKING:
    from strikewatch.seeds.gazetteer.compiler.draft import Draft

Pairs = Sequence[tuple[str, str]]


def assemble(
    drafts: Iterable[Draft],
    *,
    risks: Mapping[str, int],
    parts: Sequence[tuple[int, int]],
    borders: Pairs,
    capitals: Sequence[tuple[str, int]],
    prior: Mapping[str, float],
) -> Columns:
    """Columns of all drafts.

    `risks` are flags by folded name, `prior` a factor of weight by country; the rest as in `Columns`.

    Raises:
        ValueError: two drafts have one id, or a parent is not among the drafts.
    """
    rows = sorted(drafts, key=lambda draft: draft.id)
    _check(rows)
    countries = sorted({draft.country for draft in rows if draft.country})
    regions = sorted(
        {draft.region for draft in rows if draft.region}
        | {code for pair in borders for code in pair}
        | {code for code, _ in capitals}
    )
    districts = sorted({draft.admin2 for draft in rows if draft.admin2})
    keys, starts, postings, bare = _index(rows, prior)
    codes = {code: at for at, code in enumerate(regions, 1)}

    def coded(table: Sequence[str], values: Iterable[str | None]) -> array[int]:
        places: dict[str | None, int] = {text: at for at, text in enumerate(table, 1)}
        return array("H", (places[value] if value else 0 for value in values))

    return Columns(
        id=array("Q", (draft.id for draft in rows)),
        kind=coded(KINDS, (draft.kind for draft in rows)),
        country=coded(countries, (draft.country for draft in rows)),
        region=coded(regions, (draft.region for draft in rows)),
        admin2=coded(districts, (draft.admin2 for draft in rows)),
        latitude=array("i", (_units(draft.latitude) for draft in rows)),
        longitude=array("i", (_units(draft.longitude) for draft in rows)),
        precision=array("B", (draft.precision for draft in rows)),
        population=array("I", (draft.population for draft in rows)),
        geonames_id=array("I", (draft.geonames_id or 0 for draft in rows)),
        parent=array("Q", (draft.parent or 0 for draft in rows)),
        target=coded(TARGETS, (draft.target for draft in rows)),
        key_start=starts,
        key_flags=array("B", (risks.get(key, 0) | (BARE_REGION if key in bare else 0) for key in keys)),
        postings=postings,
        part_whole=array("Q", (whole for whole, _ in parts)),
        part_member=array("Q", (member for _, member in parts)),
        border_from=array("H", (codes[start] for start, _ in borders)),
        border_to=array("H", (codes[end] for _, end in borders)),
        capital_of=array("H", (codes[code] for code, _ in capitals)),
        capital=array("Q", (place for _, place in capitals)),
        name="\n".join(draft.name for draft in rows),
        kinds="\n".join(KINDS),
        countries="\n".join(countries),
        regions="\n".join(regions),
        districts="\n".join(districts),
        targets="\n".join(TARGETS),
        keys="\n".join(keys),
        spellings="\n".join(sorted({spelling for draft in rows for spelling in _written(draft)})),
    )


def _written(draft: Draft) -> Iterable[str]:
    """The spellings worth looking for in a text: with marks only the name itself, the rest as English writes them."""
    for spelling in draft.spellings:
        if spelling == draft.name or is_cyrillic(spelling):
            yield spelling
        if not is_cyrillic(spelling):
            yield plain(spelling)


def _index(
    rows: list[Draft], prior: Mapping[str, float]
) -> tuple[list[str], array[int], array[int], set[str]]:
    meant: dict[str, dict[int, float]] = defaultdict(dict)
    bare: set[str] = set()
    for at, draft in enumerate(rows):
        for spelling, share in draft.spellings.items():
            key = fold(spelling)
            if key:
                weight = draft.weight * share * prior.get(str(draft.country), 1.0)
                meant[key][at] = max(weight, meant[key].get(at, 0.0))
        bare.update(fold(spelling) for spelling in draft.bare)
    keys = sorted(meant)
    starts, postings = array("I", [0]), array("I")
    for key in keys:
        ranked = sorted(meant[key].items(), key=lambda place: (-place[1], place[0]))
        postings.extend(at for at, _ in ranked)
        starts.append(len(postings))
    return keys, starts, postings, bare


def _units(degrees: float | None) -> int:
    return NOWHERE if degrees is None else round(degrees * DEGREE)


def _check(rows: list[Draft]) -> None:
    ids: dict[int, Draft] = {}
    for draft in rows:
        if draft.id in ids:
            raise ValueError(f"one id for two places: {draft.name} and {ids[draft.id].name} ({draft.id})")
        ids[draft.id] = draft
    for draft in rows:
        if draft.parent is not None and draft.parent not in ids:
            raise ValueError(f"{draft.name}: its parent {draft.parent} is not in the gazetteer")
