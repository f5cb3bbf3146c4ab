"""Tellings of one strike made one: same ground, days that can be the same, no contradiction of sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.enrich.grounds import Ground
from strikewatch.agents.enrich.hours import apart, is_timed, of_other_parts, of_the_evening_before
from strikewatch.agents.enrich.tellings import Best, Tellings, dated, only_said
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.weapon import Weapon

if TYPE_CHECKING:
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.mentions import Mention
    from strikewatch.schemas.period import Period

_APART = 120
"""Minutes between two clock times of one day and place that make two strikes."""
_SUM = 4
"""Days from which on a period of a whole country is a sum and no single attack."""
_LONG = frozenset({"week", "month", "year"})
_SOON = 2
"""Days within which a strike is spoken of as news."""
_FATES = ("launched", "intercepted", "lost", "hits")
_OUTCOMES = (
    "unknown",
    "explosions_heard",
    "airspace_violation",
    "in_flight",
    "intercepted",
    "impact",
    "debris_impact",
)


@dataclass(slots=True, eq=False)
class Strike:
    """Tellings that are one strike, in the order of the text."""

    ground: Ground
    attacker: str | None
    stated: bool
    mentions: list[Mention] = field(default_factory=list)
    _tellings: Tellings = field(default_factory=Tellings)

    def absorb(self, other: Strike) -> None:
        """Take the tellings of another in, each in its place in the text."""
        self.mentions += other.mentions
        self.mentions.sort(key=lambda mention: mention.rank)
        self._tellings = Tellings()

    @property
    def modality(self) -> str:
        return "current" if self._tellings.of(self.mentions).current else "historical"

    @property
    def period(self) -> Period | None:
        """The period of the telling that states one best: explicit or relative before the article's own.

        A telling of the attack itself that gives the hour of that day goes before one that gives the day alone.
        """
        known = self._tellings.of(self.mentions)
        own = known.own or known.said
        first = _narrowed(list(own)) if own else next(iter(known.stated), None)
        if first is None or is_timed(first):
            return first
        days = (first.start, first.end)
        hours = (one for one in known.armed if one in own and is_timed(one))
        return next((one for one in hours if (one.start, one.end) == days), first)

    def fits(self, mention: Mention, ground: Ground, attacker: str | None) -> bool:
        """Whether a telling can be of this strike as far as its place and its side go."""
        if self.ground.key != ground.key or self.mentions[0].attack != mention.attack:
            return False
        if self.mentions[0].scope != mention.scope and ground.place.level != "country":
            return False
        if None not in (self.attacker, attacker) and self.attacker != attacker and not mention.inherited:
            return False
        return not self._sum_of(mention.period) and not self._another(mention)

    def goes_on(self, mention: Mention) -> bool:
        """As in "In Ryazan, three buildings burned out" after "Ryazan was hit on Sunday": a day is not told twice."""
        known = self._tellings.of(self.mentions)
        if mention.modality != self.modality or not known.dated:
            return False
        if dated(mention) and not (
            _near(self.period, mention.period) and (only_said(mention) or not known.unsaid)
        ):
            return False
        return not any(
            (told := getattr(mention.casualties, metric)) is not None
            and (own := count.figure) is not None
            and own.value != told.value
            for metric, count in known.counts.items()
        )

    def _another(self, mention: Mention) -> bool:
        """As in "In the morning bombs .. In the evening a drone ..", "a day after missiles killed three": an attack of its own.

        Only a telling with words of an attack can be one; victims counted "in the evening" are not.
        """
        own, other = self.period, mention.period
        if own is None or other is None or not mention.strong or self.ground.place.level == "country":
            return False
        timed = [one for one in self._tellings.of(self.mentions).stated if is_timed(one)]
        if timed and all(apart(one, other) for one in timed):
            return True
        if timed and all(of_other_parts(one, other) for one in timed) and self._armed_else(mention):
            return True
        return of_the_evening_before(own, other) and self._unlike(mention)

    def _unlike(self, mention: Mention) -> bool:
        """Whether its weapons are others or its dead are more or fewer."""
        killed, known = mention.casualties.killed, self.casualties().killed
        differ = killed is not None and known is not None and killed.value != known.value
        return differ or self._armed_else(mention)

    def _armed_else(self, mention: Mention) -> bool:
        mine = {weapon.weapon_class for one in self.mentions for weapon in one.weapons} - {"all"}
        theirs = {weapon.weapon_class for weapon in mention.weapons} - {"all"}
        return bool(mine and theirs and not mine & theirs)

    def _sum_of(self, other: Period | None) -> bool:
        """Whether one is a sum over days and the other one attack ("this week .." after "overnight ..")."""
        own = self.period
        if self.ground.place.level != "country" or own is None or other is None:
            return False
        return ((own.end - own.start).days >= _SUM) != ((other.end - other.start).days >= _SUM)

    def casualties(self) -> Casualties:
        if len(self.mentions) == 1:
            return self.mentions[0].casualties
        counts = self._tellings.of(self.mentions).counts
        return Casualties.trusted(**{metric: count.figure for metric, count in counts.items()})

    def weapons(self) -> tuple[Weapon, ...]:
        if len(self.mentions) == 1:
            return self.mentions[0].weapons
        kinds: dict[tuple[str, str | None], dict[str, list[Figure | None]]] = {}
        for mention in self.mentions:
            for weapon in mention.weapons:
                fates = kinds.setdefault((weapon.weapon_class, weapon.model), {fate: [] for fate in _FATES})
                for fate in _FATES:
                    fates[fate].append(getattr(weapon, fate))
        modelled = {weapon_class for weapon_class, model in kinds if model}
        made = []
        for (weapon_class, model), fates in kinds.items():
            figures = {fate: _best(values) for fate, values in fates.items()} | _balance(fates)
            if model or any(figures.values()) or weapon_class not in modelled:
                made.append(Weapon.trusted(weapon_class=weapon_class, model=model, **figures))
        return tuple(made)

    def outcome(self) -> str:
        return max((mention.outcome for mention in self.mentions), key=_OUTCOMES.index)


def _near(one: Period | None, other: Period | None) -> bool:
    """Whether the days of a strike and of what was said of it are close."""
    if one is None or other is None:
        return False
    return max((other.start - one.end).days, (one.start - other.end).days) <= _SOON


def _narrowed(periods: list[Period]) -> Period:
    """The first that is told; where that is a week or a month, the day within it that the text also gives."""
    first = periods[0]
    if first.precision not in _LONG:
        return first
    inner = (p for p in periods if p.precision not in _LONG and first.start <= p.start and p.end <= first.end)
    return next(inner, first)


def _balance(fates: dict[str, list[Figure | None]]) -> dict[str, Figure | None]:
    """The last account that gives both what was launched and what was shot down of it ("36 of 42"): the two are one."""
    both = [
        (launched, intercepted)
        for launched, intercepted in zip(fates["launched"], fates["intercepted"], strict=True)
        if launched is not None and intercepted is not None and intercepted.value <= launched.value
    ]
    most = max((figure.value for figure in fates["launched"] if figure is not None), default=0)
    if not both or both[-1][0].value < most:
        return {}
    return {"launched": both[-1][0], "intercepted": both[-1][1]}


def compatible(one: Period | None, other: Period | None) -> bool:
    """Days that overlap, and parts of the day that do not contradict."""
    if one is None or other is None:
        return True
    if one.at is not None and other.at is not None and one.start == other.start:
        return abs(one.at.hour * 60 + one.at.minute - other.at.hour * 60 - other.at.minute) < _APART
    return one.start <= other.end and other.start <= one.end


def _best(figures: list[Figure | None]) -> Figure | None:
    best = Best()
    for figure in figures:
        if figure is not None:
            best.add(figure)
    return best.figure
