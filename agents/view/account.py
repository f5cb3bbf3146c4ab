"""One incident opened: every figure with its claims, what was known when, the reports behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strikewatch.agents.aggregate import WINDOWS
from strikewatch.agents.aggregate.timing import NEVER
from strikewatch.agents.resolve import history, why
from strikewatch.agents.view.entries import unpacked, utc
from strikewatch.schemas import StrikeReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from strikewatch.agents.resolve import Because, Policy
    from strikewatch.agents.view.entries import IncidentEntry
    from strikewatch.schemas import Incident

REPORT_FIELDS = {
    "report_id", "article_id", "source", "title", "url", "published_at", "language", "modality", "place", "period",
    "weapons", "casualties", "outcome", "claims", "confidence", "reasons",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """What `/api/incidents/{id}` answers."""

    entry: IncidentEntry
    reports: Mapping[str, bytes]
    policy: Policy

    def answer(self) -> dict[str, Any]:
        """The answer, as plain JSON."""
        incident = self.entry.incident()
        adds = self.entry.adds
        held = [
            StrikeReport.decode(unpacked(self.reports[name]))
            for name in incident.reports
            if name in self.reports
        ]
        return {
            "incident": incident.model_dump(mode="json"),
            "counted_at": utc(adds.anchor) if adds else None,
            "shortest_window": WINDOWS[adds.reach] if adds and adds.reach != NEVER else None,
            "figures": [_figure(one) for one in why(incident)],
            "history": [_state(one) for one in self._history(incident, held)],
            "reports": [one.model_dump(mode="json", include=REPORT_FIELDS) for one in held],
            "reports_gone": len(incident.reports) - len(held),
        }

    def _history(self, incident: Incident, reports: Iterable[StrikeReport]) -> tuple[Incident, ...]:
        return history(incident, reports, self.policy)


def _figure(because: Because) -> dict[str, Any]:
    return {
        "field": because.field,
        "figure": because.figure and because.figure.model_dump(mode="json"),
        "live": [claim.model_dump(mode="json") for claim in because.live],
        "superseded": [
            {"claim": claim.model_dump(mode="json"), "because": rule} for claim, rule in because.superseded
        ],
    }


def _state(state: Incident) -> dict[str, Any]:
    known = {"casualties", "weapons", "grade", "severity", "change_reason"}
    return {
        "known_at": utc(state.last_reported),
        "reports": len(state.reports),
        **state.model_dump(mode="json", include=known),
    }
