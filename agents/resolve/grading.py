"""Rule 19: did it happen, and who did it, are two questions (Airwars' grades for each)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.resolve.statements import own_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.claim import Claim
    from strikewatch.schemas.incident import Grade
    from strikewatch.schemas.strike_report import Outcome, StrikeReport

STRENGTH: tuple[Outcome, ...] = (
    "impact",
    "debris_impact",
    "intercepted",
    "in_flight",
    "airspace_violation",
    "explosions_heard",
    "unknown",
)
"""Strongest first: a hit outweighs debris, debris an interception, anything outweighs a sound (rules 16 to 18)."""


def outcome(reports: Iterable[StrikeReport]) -> Outcome:
    """The strongest outcome any report states."""
    return min((report.outcome for report in reports), key=STRENGTH.index, default="unknown")


def grade(
    reports: Sequence[StrikeReport], told_by: Mapping[str, str], policy: Policy
) -> tuple[Grade, tuple[str, ...]]:
    """Whether it happened, and why that grade.

    `confirmed`: officials who know for themselves and a second independent source, or both sides say so;
    `fair`: two independent sources, or one official; `weak`: one source, or no more than a sound;
    `contested`: some deny it; `discounted`: all who know for themselves deny it.
    """
    independent = len({told_by[report.report_id] for report in reports})
    asserting, denying = _officials(reports, "asserts", policy), _officials(reports, "denies", policy)
    reasons = [f"{independent} independent source{'s' * (independent != 1)}"]
    if asserting:
        reasons.append("stated by " + ", ".join(asserting))
    if denying:
        reasons.append("denied by " + ", ".join(denying))
        return ("contested" if asserting or independent > 1 else "discounted"), tuple(reasons)
    if outcome(reports) == "explosions_heard":
        return "weak", (*reasons, "rule 18: no more than explosions heard")
    if asserting and independent > 1:
        return "confirmed", tuple(reasons)
    return ("fair" if asserting or independent > 1 else "weak"), tuple(reasons)


def attribution(reports: Sequence[StrikeReport], told_by: Mapping[str, str]) -> tuple[str | None, Grade]:
    """Who did it: the attacker that most independent sources state (inferred only where none does)."""
    stated = _votes([one for one in reports if one.attacker_basis != "inferred"], told_by)
    votes = stated or _votes(reports, told_by)
    claims = [claim for report in reports for claim in report.claims if claim.field == "attacker"]
    if not votes:
        return None, "contested" if any(claim.stance == "denies" for claim in claims) else "weak"
    attacker = max(sorted(votes), key=lambda code: len(votes[code]))
    if any(claim.stance == "denies" for claim in claims) or len(votes) > 1:
        return attacker, "contested"
    if any(claim.role in ("belligerent", "military") for claim in claims):
        return attacker, "confirmed"
    return attacker, "fair" if len(stated.get(attacker, ())) > 1 else "weak"


def _votes(reports: Iterable[StrikeReport], told_by: Mapping[str, str]) -> dict[str, set[str]]:
    votes: dict[str, set[str]] = {}
    for report in reports:
        if report.attacker is not None:
            votes.setdefault(report.attacker, set()).add(told_by[report.report_id])
    return votes


def _officials(reports: Iterable[StrikeReport], stance: str, policy: Policy) -> list[str]:
    """Roles at official rank that assert or deny the strike; a denial of one figure or of blame is not one of it."""
    roles = {
        claim.role
        for report in reports
        for claim in report.claims
        if claim.stance == stance and _ranked(claim, policy) and (stance == "asserts" or claim.field is None)
    }
    if stance == "asserts":
        roles |= {
            own_role(report, policy)
            for report in reports
            if policy.casualty_tiers[own_role(report, policy)] >= policy.official
        }
    return sorted(roles)


def _ranked(claim: Claim, policy: Policy) -> bool:
    return policy.casualty_tiers.get(claim.role, 0) >= policy.official or claim.role == "belligerent"
