"""The claim ledger: every statement of every figure of an incident, live or superseded, and by which rule."""

from __future__ import annotations

from strikewatch.schemas.base import Model, Moment
from strikewatch.schemas.claim import Role
from strikewatch.schemas.figure import Figure


class LedgerEntry(Model):
    """One claim to one figure; `rule` is the rule of docs/rules.md that decided whether it is live.

    `origin` is the article_id the text came from: copies of one text share it. `applied` is the total that an
    increase (`figure.delta`) made of the base it was added to, null for every other claim.
    """

    field: str
    report_id: str
    article_id: str
    source: str | None = None
    origin: str = ""
    speaker: str | None = None
    role: Role = "other"
    tier: int = 0
    as_of: Moment | None = None
    figure: Figure
    applied: Figure | None = None
    quote: str = ""
    live: bool = True
    superseded_by: str | None = None
    rule: str = ""
