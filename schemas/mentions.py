"""What the extract stage hands to enrich: one article and the strikes its words tell of, not yet fused."""

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
    """A place as the article names it: the gazetteer ids it may be, likeliest first.

    `near` are ids of places the same words put it in ("Brovary, Kyiv region"); `country` and `region` are what
    the words around it say of a place no gazetteer knows; `feature` a named or described object that was hit there.
    """

    text: str
    start: NonNegativeInt
    end: NonNegativeInt
    level: Level
    candidates: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    country: str | None = None
    region: str | None = None
    feature: str | None = None


class Mention(Model):
    """One telling of one strike, before tellings of the same strike are fused.

    `rank` orders tellings by their place in the text; `inherited` marks a place taken from an earlier sentence.
    `final` names the metrics whose number is said to be the toll as it stands ("rose to nine"),
    `superseded` those whose number is one the text says was replaced ("had earlier spoken of two"). `attack` tells two attacks of one place and day apart where the text does ("a second strike").
    `disputed` is a strike that each side puts down to the other: its attacker stays unsaid.
    """

    place: PlaceMention
    rank: NonNegativeInt = 0
    inherited: bool = False
    attack: NonNegativeInt = 0
    modality: Modality = "current"
    attacker: str | None = None
    period: Period | None = None
    weapons: tuple[Weapon, ...] = ()
    casualties: Casualties = Casualties()
    targets: tuple[Target, ...] = ()
    outcome: Outcome = "unknown"
    scope: Scope = "place"
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    strong: bool = True
    final: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    disputed: bool = False


class Rivalry(Model):
    """How often the article says that `attacker` strikes `victim` (alpha-2): what an unsaid attacker is read from."""

    attacker: str
    victim: str
    times: NonNegativeInt = 1


class Mentions(Record):
    """Topic `mentions`, key = article_id. Written only for articles that tell of a strike."""

    article: Article
    extractor_version: str
    language: str = "en"
    mentions: tuple[Mention, ...] = ()
    rivalries: tuple[Rivalry, ...] = ()
