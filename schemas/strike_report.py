"""One strike as one article tells it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from strikewatch.schemas.base import Moment, Record
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.claim import Claim
from strikewatch.schemas.evidence import Evidence
from strikewatch.schemas.period import Period
from strikewatch.schemas.place import Place
from strikewatch.schemas.weapon import Weapon

Target = Literal[
    "residential", "energy", "oil", "industrial", "transport", "port", "military", "health", "education",
    "commercial", "government", "cultural", "telecom", "water", "agriculture", "emergency", "nuclear",
    "infrastructure",
]  # fmt: skip
Outcome = Literal[
    "impact", "intercepted", "debris_impact", "explosions_heard", "in_flight", "airspace_violation", "unknown"
]
Scope = Literal["place", "summary"]
Modality = Literal["current", "historical"]


class StrikeReport(Record):
    """Topic `strike-reports`, key = region (else country). Field meanings: docs/records.md."""

    report_id: str
    article_id: str
    source: str | None = None
    source_tier: str | None = None
    title: str | None = None
    url: str | None = None
    published_at: Moment | None = None
    updated_at: Moment | None = None
    language: str = "en"
    extractor_version: str
    modality: Modality = "current"
    attacker: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    attacker_basis: Literal["stated", "inferred"] | None = None
    place: Place
    period: Period | None = None
    weapons: tuple[Weapon, ...] = ()
    casualties: Casualties = Casualties()
    targets: tuple[Target, ...] = ()
    outcome: Outcome = "unknown"
    scope: Scope = "place"
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: Annotated[float, Field(ge=0, le=1)] = 0.5
    reasons: tuple[str, ...] = ()
    retracted: bool = False
    """Withdrawn by its source: a newer version that says so takes the report out of its incident."""
    signature: tuple[int, ...] = ()
    """MinHash of the article's folded word shingles, unsigned 32 bits each; equal share estimates Jaccard."""

    @property
    def key(self) -> str:
        return self.place.area
