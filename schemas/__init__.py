"""The nouns: one frozen record per file, the same on the wire, in memory and in the exported JSON Schema."""

from strikewatch.schemas.alert import Alert, Area
from strikewatch.schemas.article import Article
from strikewatch.schemas.base import Record, RecordError
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.claim import Claim
from strikewatch.schemas.dead_letter import DeadLetter, Failure
from strikewatch.schemas.evidence import Evidence
from strikewatch.schemas.figure import Figure, Range
from strikewatch.schemas.incident import Incident
from strikewatch.schemas.ledger import LedgerEntry
from strikewatch.schemas.mentions import Mention, Mentions
from strikewatch.schemas.period import Period
from strikewatch.schemas.place import Place
from strikewatch.schemas.region_window import RegionWindow, Tally, WeaponTally
from strikewatch.schemas.strike_report import StrikeReport
from strikewatch.schemas.weapon import Weapon

__all__ = [
    "Alert",
    "Area",
    "Article",
    "Casualties",
    "Claim",
    "DeadLetter",
    "Evidence",
    "Failure",
    "Figure",
    "Incident",
    "LedgerEntry",
    "Mention",
    "Mentions",
    "Period",
    "Place",
    "Range",
    "Record",
    "RecordError",
    "RegionWindow",
    "StrikeReport",
    "Tally",
    "Weapon",
    "WeaponTally",
]
