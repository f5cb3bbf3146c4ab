"""Names to places: lookups in microseconds over the compiled file."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from strikewatch.seeds.gazetteer.columns import DEGREE, NOWHERE, Columns, unpack
from strikewatch.seeds.gazetteer.entry import Entry
from strikewatch.seeds.gazetteer.folding import fold

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

COMPILED = "places.bin"
RISKY_WORD, RISKY_PERSON, BARE_REGION = 1, 2, 4
"""Bits of a folded name: an English word; a given name or surname; a region's name without its `region`."""
_MOST_KEPT = 10_000
_LONGEST_KEPT = 60
"""Names that were asked for, and characters of one: texts name the same places again and again."""


class Gazetteer:
    """Every known place, read-only. Build one with `load()` and keep it: nothing is cached globally."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._keys = {key: row for row, key in enumerate(columns.keys.split("\n"))}
        self._names = columns.name.split("\n")
        self._rows = {place: row for row, place in enumerate(columns.id)}
        self._texts = {
            column: [None, *getattr(columns, column).split("\n")]
            for column in ("kinds", "countries", "regions", "districts", "targets")
        }
        self._entries: dict[int, Entry] = {}
        self._found: dict[int, tuple[Entry, ...]] = {}
        self._asked: dict[str, int] = {}
        self._by_code = self._coded()
        self._parts = _pairs(columns.part_whole, columns.part_member)
        self._borders = self._shared()
        self._capitals = self._seats()

    def __len__(self) -> int:
        """How many places there are."""
        return len(self._names)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The places a name may mean, likeliest first; empty where it is not known. Latin or Cyrillic."""
        row = self._row(name)
        if row < 0:
            return ()
        found = self._found.get(row)
        if found is None:
            starts = self._columns.key_start
            rows = self._columns.postings[starts[row] : starts[row + 1]]
            found = self._found[row] = tuple(self._entry(at) for at in rows)
        return found

    def entry(self, id: int) -> Entry:  # noqa: A002 - the field's own name
        """The place with this id.

        Raises:
            KeyError: no place has it.
        """
        return self._entry(self._rows[id])

    def __iter__(self) -> Iterator[Entry]:
        """Every place, in the order of the file."""
        return (self._entry(row) for row in range(len(self)))

    def names(self, script: str | None = None) -> Iterator[str]:
        """Every spelling in its natural capitals, once; only `latin` or only `cyrillic` ones if asked."""
        for spelling in self._columns.spellings.split("\n"):
            if script is None or (script == "cyrillic") == is_cyrillic(spelling):
                yield spelling

    def is_risky(self, name: str) -> bool:
        """Whether the name alone is too often something else: an English word or a person's name."""
        return bool(self._flags(name) & (RISKY_WORD | RISKY_PERSON))

    def risk(self, name: str) -> str | None:
        """`word` or `person`, what a risky name mostly is; None for a name that is a place."""
        flags = self._flags(name)
        if flags & RISKY_WORD:
            return "word"
        return "person" if flags & RISKY_PERSON else None

    def is_bare(self, name: str) -> bool:
        """Whether the name is a region's without `region`, `oblast`..: the word after it decides."""
        return bool(self._flags(name) & BARE_REGION)

    def region(self, code: str) -> Entry:
        """The region or country with this ISO 3166-2 or alpha-2 code.

        Raises:
            KeyError: no region has it.
        """
        return self._by_code[code]

    def name_of(self, code: str) -> str:
        """A region's or country's name by its code; the code itself where no place has it, such as `ZZ`."""
        entry = self._by_code.get(code)
        return code if entry is None else entry.name

    def regions(self, country: str | None = None) -> tuple[Entry, ...]:
        """Every region with a code, in the order of codes; those of one country if asked."""
        found = (self._by_code[code] for code in sorted(self._by_code) if "-" in code)
        return tuple(entry for entry in found if country in (None, entry.country))

    def contained(self, inner: Entry, outer: Entry) -> bool:
        """Whether `inner` lies in `outer` or is it: a partial order."""
        parts = self._parts.get(outer.id, frozenset())
        at: int | None = inner.id
        while at is not None:
            if at == outer.id or at in parts:
                return True
            at = self.entry(at).parent
        return False

    def neighbours(self, code: str) -> frozenset[str]:
        """Codes of the regions (of a region) or countries (of a country) that share a border with it."""
        return self._borders.get(code, frozenset())

    def capital_of(self, code: str) -> Entry | None:
        """The settlement a region or country is ruled from, where it is known."""
        return self._capitals.get(code)

    def _flags(self, name: str) -> int:
        row = self._row(name)
        return 0 if row < 0 else self._columns.key_flags[row]

    def _row(self, name: str) -> int:
        """The row of a name's folded form, -1 where it is not known; names that were asked for lately are kept."""
        row = self._asked.get(name)
        if row is None:
            row = self._keys.get(fold(name), -1)
            if len(name) <= _LONGEST_KEPT:
                if len(self._asked) >= _MOST_KEPT:
                    self._asked.clear()
                self._asked[name] = row
        return row

    def _entry(self, row: int) -> Entry:
        made = self._entries.get(row)
        if made is None:
            made = self._entries[row] = self._read(row)
        return made

    def _read(self, row: int) -> Entry:
        columns, texts = self._columns, self._texts
        latitude, longitude = columns.latitude[row], columns.longitude[row]
        known = latitude != NOWHERE
        return Entry(
            id=columns.id[row],
            name=self._names[row],
            kind=texts["kinds"][columns.kind[row]] or "",
            country=texts["countries"][columns.country[row]],
            region=texts["regions"][columns.region[row]],
            admin2=texts["districts"][columns.admin2[row]],
            latitude=latitude / DEGREE if known else None,
            longitude=longitude / DEGREE if known else None,
            precision=columns.precision[row],
            population=columns.population[row],
            geonames_id=columns.geonames_id[row] or None,
            parent=columns.parent[row] or None,
            target=texts["targets"][columns.target[row]],
        )

    def _coded(self) -> dict[str, Entry]:
        """Regions and countries by their ISO codes."""
        kinds = self._texts["kinds"]
        wanted = (kinds.index("region"), kinds.index("country"))
        found = (self._entry(row) for row, kind in enumerate(self._columns.kind) if kind in wanted)
        return {code: entry for entry in found if (code := entry.region or _alpha2(entry))}

    def _shared(self) -> dict[str, frozenset[str]]:
        codes = self._texts["regions"]
        pairs = _pairs(self._columns.border_from, self._columns.border_to)
        return {
            str(codes[start]): frozenset(str(codes[end]) for end in ends) for start, ends in pairs.items()
        }

    def _seats(self) -> dict[str, Entry]:
        codes = self._texts["regions"]
        return {
            str(codes[code]): self.entry(place)
            for code, place in zip(self._columns.capital_of, self._columns.capital, strict=True)
        }


def load() -> Gazetteer:
    """Read the compiled gazetteer of this package."""
    return Gazetteer(unpack(files(__package__).joinpath(COMPILED).read_bytes()))


def _alpha2(entry: Entry) -> str | None:
    return entry.country if entry.kind == "country" else None


def _pairs(starts: array[int], ends: array[int]) -> dict[int, frozenset[int]]:
    gathered: dict[int, set[int]] = {}
    for start, end in zip(starts, ends, strict=True):
        gathered.setdefault(start, set()).add(end)
    return {start: frozenset(found) for start, found in gathered.items()}


def is_cyrillic(spelling: str) -> bool:
    """Whether a spelling holds a Cyrillic letter."""
    return any("\u0400" <= letter <= "\u052f" for letter in spelling)
