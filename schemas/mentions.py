"""What the extract stage hands to enrich: one article and the strikes its words tell of, places not yet looked up."""

from __future__ import annotations

from pydantic import NonNegativeInt

from strikewatch.schemas.article import Article
from strikewatch.schemas.base import Model, Record
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.claim import Claim
from strikewatch.schemas.evidence import Evidence
from strikewatch.schemas.period import Period
from strikewatch.schemas.place import Level
from strikewatch.schemas.strike_report import Modality, Outcome, Scope, Target
from strikewatch.schemas.weapon import Weapon


class PlaceMention(Model):
    """A place as the article names it: gazetteer entries it may be, likeliest first, and the regions around it."""

    text: str
    start: NonNegativeInt
    end: NonNegativeInt
    level: Level
    candidates: tuple[int, ...] = ()
    near: tuple[str, ...] = ()
    feature: str | None = None


class Mention(Model):
    """One strike in one article, before its place is looked up."""

    place: PlaceMention
    modality: Modality = "current"
    attacker: str | None = None
    attacker_stated: bool = False
    period: Period | None = None
    weapons: tuple[Weapon, ...] = ()
    casualties: Casualties = Casualties()
    targets: tuple[Target, ...] = ()
    outcome: Outcome = "unknown"
    scope: Scope = "place"
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Mentions(Record):
    """Topic `mentions`, key = article_id. Written only for articles that tell of a strike."""

    article: Article
    extractor_version: str
    mentions: tuple[Mention, ...] = ()
