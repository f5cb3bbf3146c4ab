"""mentions in, strike reports out: one report per place, attack and attacker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from strikewatch.agents.enrich.conflicts import Conflicts
from strikewatch.agents.enrich.fusion import Strike, compatible
from strikewatch.agents.enrich.grounds import Ground, ground
from strikewatch.agents.enrich.signature import identifier, signature
from strikewatch.agents.enrich.sources import Sources
from strikewatch.agents.enrich.tellings import only_said
from strikewatch.schemas.base import instant
from strikewatch.schemas.strike_report import StrikeReport

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.schemas.article import Article
    from strikewatch.schemas.mentions import Mention, Mentions
    from strikewatch.schemas.period import Period
    from strikewatch.seeds.gazetteer import Entry, Gazetteer


_LEAD = 2
"""Sentences (from 0) in which an article says what it is about."""
_REMEMBERED = 200
"""Strikes told of last, one of which a telling can be of: no report tells of so many, and an article made to be slow may."""


class Enricher:
    """Looks places up and fuses tellings. Build it once."""

    def __init__(self, gazetteer: Gazetteer, sources: Sources, conflicts: Conflicts | None = None) -> None:
        self._gazetteer = gazetteer
        self._sources = sources
        self._conflicts = conflicts or Conflicts.from_seeds()

    @classmethod
    def from_seeds(cls, gazetteer: Gazetteer) -> Self:
        return cls(gazetteer, Sources.from_seeds())

    def enrich(self, mentions: Mentions) -> tuple[StrikeReport, ...]:
        """One report per strike, in the order of the text; a pure function of the mentions."""
        strikes: list[Strike] = []
        for mention in mentions.mentions:
            self._place(mention, strikes)
        strikes = self._folded(strikes)
        located = {one.ground.place.country for one in strikes if one.ground.place.level != "country"}
        kept = [strike for strike in strikes if _worth(strike, located)]
        marks = signature(mentions.article.text) if kept else ()
        seen: dict[str, int] = {}
        return tuple(self._report(strike, mentions, marks, seen) for strike in kept)

    def _place(self, mention: Mention, strikes: list[Strike]) -> None:
        where = ground(mention.place, self._gazetteer)
        day = mention.period.start if mention.period else None
        if mention.attacker == where.place.country and not self._conflicts.contested(
            where.entry, day, where.place.feature
        ):
            mention = mention.model_copy(update={"attacker": None})
        strike = _same(
            [s for s in reversed(strikes[-_REMEMBERED:]) if s.fits(mention, where, mention.attacker)], mention
        )
        if strike is None:
            strikes.append(Strike(where, mention.attacker, mention.attacker is not None, [mention]))
            return
        strike.mentions.append(mention)
        if strike.ground.place.feature and not where.place.feature and where.entry is not None:
            strike.ground = where
        if strike.attacker is None:
            strike.attacker, strike.stated = mention.attacker, mention.attacker is not None

    def _folded(self, strikes: list[Strike]) -> list[Strike]:
        """A region's telling belongs to its one settlement where nothing in the figures speaks against it.

        What was shot down over a region stays the region's: its settlement is where something came down.
        """
        kept = []
        for at, strike in enumerate(strikes):
            host = self._host(strike, strikes, at)
            if host is None:
                kept.append(strike)
                continue
            host.absorb(strike)
            if host.attacker is None:
                host.attacker, host.stated = strike.attacker, strike.stated
        return kept

    def _host(self, strike: Strike, strikes: list[Strike], at: int) -> Strike | None:
        if strike.ground.place.level not in ("region", "district") or strike.ground.entry is None:
            return None
        if any(row.rule == "share" for mention in strike.mentions for row in mention.evidence):
            return None
        if any(weapon.intercepted for weapon in strike.weapons()):
            return None
        inside = [
            other
            for other in strikes[max(0, at - _REMEMBERED) : at + _REMEMBERED]
            if other is not strike
            and other.ground.entry is not None
            and other.ground.place.level == "settlement"
            and self._takes_in(strike.ground.entry, other.ground.entry)
            and (compatible(strike.period, other.period) or all(map(only_said, strike.mentions)))
        ]
        if len(inside) != 1 or _contradict(strike, inside[0]):
            return None
        return inside[0]

    def _takes_in(self, region: Entry, town: Entry) -> bool:
        """Whether a town lies in what a region's name means to those who write: Crimea takes in Sevastopol."""
        if self._gazetteer.contained(town, region):
            return True
        return region.kind == "region" and town.region in self._conflicts.around.get(region.region or "", ())

    def _report(
        self, strike: Strike, mentions: Mentions, marks: tuple[int, ...], seen: dict[str, int]
    ) -> StrikeReport:
        article, period = mentions.article, strike.period
        disputed = any(mention.disputed for mention in strike.mentions)
        attacker = None if disputed else strike.attacker
        basis = "stated" if attacker else None
        if attacker is None and not disputed:
            attacker = self._inferred(strike.ground, period.start if period else None, mentions)
            basis = "inferred" if attacker else None
        days = _days(period, article)
        base = identifier(article.article_id, strike.ground.key, days, attacker or "", strike.modality)
        seen[base] = seen.get(base, 0) + 1
        confidence, reasons = _confidence(strike, basis)
        targets = tuple(dict.fromkeys(target for mention in strike.mentions for target in mention.targets))
        return StrikeReport.trusted(
            report_id=base if seen[base] == 1 else identifier(base, str(seen[base])),
            article_id=article.article_id,
            source=article.source,
            source_tier=self._sources.tier(article.source, article.url),
            title=article.title,
            url=article.url,
            published_at=article.published_at,
            updated_at=article.updated_at,
            language=mentions.language,
            extractor_version=mentions.extractor_version,
            modality=strike.modality,
            attacker=attacker,
            attacker_basis=basis,
            place=strike.ground.place,
            period=period,
            weapons=strike.weapons(),
            casualties=strike.casualties(),
            targets=targets,
            outcome=strike.outcome(),
            scope="summary" if strike.ground.place.level == "country" else strike.mentions[0].scope,
            claims=tuple(dict.fromkeys(claim for mention in strike.mentions for claim in mention.claims)),
            evidence=tuple(dict.fromkeys(row for mention in strike.mentions for row in mention.evidence)),
            confidence=confidence,
            reasons=reasons,
            signature=marks,
        )

    def _inferred(self, where: Ground, day: dt.date | None, mentions: Mentions) -> str | None:
        return self._conflicts.attacker(
            where.entry, where.place.country, day, mentions.rivalries, where.place.feature
        )


def _same(candidates: list[Strike], mention: Mention) -> Strike | None:
    """The strike told last whose days can be the telling's; else the last that it can go on about."""
    dated = next((s for s in candidates if compatible(s.period, mention.period)), None)
    return dated or next((s for s in candidates if s.goes_on(mention)), None)


def _contradict(one: Strike, other: Strike) -> bool:
    mine, theirs = one.casualties(), other.casualties()
    for metric in ("killed", "injured"):
        a, b = getattr(mine, metric), getattr(theirs, metric)
        if a is not None and b is not None and a.value != b.value:
            return True
    return bool(one.attacker and other.attacker and one.attacker != other.attacker)


def _worth(strike: Strike, located: set[str | None]) -> bool:
    """A country's own record needs a figure, or to be all there is: `located` are the countries with others."""
    if strike.ground.place.level != "country":
        return True
    figures = strike.casualties()
    if strike.ground.place.country not in located and any(
        not m.inherited and m.strong and (m.rank <= _LEAD or any(row.field == "period" for row in m.evidence))
        for m in strike.mentions
    ):
        return True
    counted = figures.killed or figures.injured or any(w.launched or w.intercepted for w in strike.weapons())
    return bool(counted) or any(m.scope == "summary" for m in strike.mentions)


def _days(period: Period | None, article: Article) -> str:
    """What of a period identifies a report; days counted from the fetching, not the day of that, which may recur."""
    if period is None:
        return ""
    if period.basis != "ingest" or article.fetched_at is None:
        return f"{period.start}/{period.end}"
    fetched = instant(article.fetched_at).date()
    return f"{(period.start - fetched).days}/{(period.end - fetched).days}"


def _confidence(strike: Strike, basis: str | None) -> tuple[float, tuple[str, ...]]:
    """How sure the reading is: each doubt has its name and takes its share."""
    doubts = {
        "place_inherited": (all(mention.inherited for mention in strike.mentions), 0.15),
        "place_unknown": (strike.ground.entry is None, 0.15),
        "attacker_inferred": (basis == "inferred", 0.05),
        "attacker_unknown": (basis is None, 0.1),
        "weak_words": (not any(mention.strong for mention in strike.mentions), 0.2),
        "explosions_only": (strike.outcome() == "explosions_heard", 0.25),
        "date_not_stated": (strike.period is None or strike.period.basis in ("publication", "ingest"), 0.1),
        "history": (strike.modality == "historical", 0.1),
    }
    reasons = tuple(name for name, (holds, _) in doubts.items() if holds)
    return round(max(0.95 - sum(share for holds, share in doubts.values() if holds), 0.05), 2), reasons
