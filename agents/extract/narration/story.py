"""What is known of an article while it is read: its places, what it goes on about, what it has told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.extract.clauses import HIT
from strikewatch.agents.extract.narration.grouping import country_of
from strikewatch.agents.extract.places.resolution import Resolver
from strikewatch.agents.extract.places.spot import Spot
from strikewatch.agents.extract.tokens import Reading, Token
from strikewatch.agents.extract.voices import Voices
from strikewatch.agents.extract.wars import Wars
from strikewatch.seeds.gazetteer import Gazetteer

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.agents.extract.days.when import When
    from strikewatch.agents.extract.evidence import Evidence
    from strikewatch.agents.extract.munitions import Salvo
    from strikewatch.agents.extract.narration.telling import Telling

_PASSED_OVER = frozenset({"dateline", "from", "care", "bearing"})


@dataclass(slots=True, eq=False)
class Focus:
    """What the text goes on about."""

    tellings: list[Telling] = field(default_factory=list)
    settlement: Spot | None = None
    region: Spot | None = None
    district: Spot | None = None
    country: Spot | None = None
    row: int = 0
    active: bool = False
    weapon_class: str | None = None
    fired: list[Salvo] = field(default_factory=list)
    unplaced: tuple[int, dict[tuple[str, str | None], tuple[int, int]]] | None = None
    """The sentence of a strike that was told without its place, and its weapons."""
    metric: str = "killed"
    claimed: bool = False

    def remember(self, found: list[Spot], row: int) -> None:
        """Keep the last place of each level that a sentence names, for "the city", "the region" after it."""
        for spot in found:
            if spot.role in _PASSED_OVER:
                continue
            if spot.level == "settlement":
                if spot.role in HIT or (spot.role == "of" and self.settlement is None):
                    self.settlement, self.row = spot, row
            elif spot.level == "region":
                self.region = spot
            elif spot.level == "district":
                self.district = spot
            elif spot.level == "country" and spot.role in ("at", "container"):
                self.country = spot


@dataclass(slots=True, eq=False)
class Story:
    """One article's reading as far as it has come; `row` is the sentence it is at."""

    reading: Reading
    gazetteer: Gazetteer
    resolver: Resolver
    anchor: dt.date | None = None
    focus: Focus = field(default_factory=Focus)
    tellings: list[Telling] = field(default_factory=list)
    rivalries: Counter[tuple[str, str]] = field(default_factory=Counter)
    lead_when: When | None = None
    voices: Voices = field(default_factory=Voices)
    wars: Wars = field(default_factory=Wars)
    followup: bool = False
    """Whether it gives the toll of a strike without a word of attack."""
    told: When | None = None
    """The day told of last: what "a day later" counts from."""
    leads: int = 0
    about_strikes: bool = False
    rehearsed: bool = False
    burst: bool = False
    raid: bool = False
    on_foot: bool = False
    """Whether all it tells of is a raid of soldiers."""
    planted: bool = False
    """Whether all it tells of is a bombing by nobody named: a planted bomb."""
    row: int = 0
    firm_sentences: int = 0
    other_causes: int = 0
    spots: list[list[Spot]] = field(default_factory=list)
    wholes: list[Evidence] = field(default_factory=list)
    hit: list[dict[int, tuple[str, ...]]] = field(default_factory=list)

    @property
    def victim(self) -> str | None:
        """The country the article tells most strikes on, else the one it speaks of most."""
        pairs = sorted(pair for pair in self.rivalries if pair[0] != pair[1])
        if pairs:
            return max(pairs, key=lambda pair: self.rivalries[pair])[1]
        return self.resolver.country

    def country(self, code: str | None, like: Spot | None = None) -> Spot | None:
        """A country as a place, told with the words of `like`; without it, with none."""
        if not code:
            return None
        try:
            entry = self.gazetteer.region(code)
        except KeyError:
            return None
        first, last, start, end = (like.first, like.last, like.start, like.end) if like else (0, 0, 0, 0)
        return Spot(first, last, start, end, entry.name, (entry,), "at", level="country", entry=entry)

    def common(self, several: list[Spot]) -> Spot | None:
        """The country that holds several places: where a figure for all of them belongs."""
        countries = {country_of(spot) for spot in several}
        return self.country(countries.pop(), several[0]) if len(countries) == 1 else None

    def within(self, spot: Spot, outer: Spot) -> bool:
        if outer.entry is None or spot.level == "country":
            return False
        if spot.entry is None:
            return spot.region is not None and spot.region == outer.entry.region
        if self.gazetteer.contained(spot.entry, outer.entry):
            return True
        return spot.entry.region is not None and spot.entry.region == outer.entry.region


def of_word(token: Token, row: int) -> Spot:
    """The words of one token as a place's, for a country that an adjective names."""
    return Spot(row, row, token.start, token.end, token.low, ())


def ground_of(spot: Spot) -> int | str:
    """What tells two places apart: a district of a city is the city."""
    if spot.entry is None:
        return spot.text
    if spot.entry.kind == "city_district" and spot.entry.parent is not None:
        return spot.entry.parent
    return spot.entry.id
