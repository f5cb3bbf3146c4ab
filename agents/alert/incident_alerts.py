"""incidents -> alerts: one incident, or the several of one country and night, against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.alert.firing import event_time, incident_firings
from strikewatch.agents.alert.fold import NEWS_HORIZON, UNSUPPORTED, AlertFold, Policy
from strikewatch.schemas.incident import Incident
from strikewatch.seeds.zones import Zones, seeded_zones

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from strikewatch.agents.alert.firing import Firing
    from strikewatch.agents.alert.rules import Rules


class IncidentAlerts(AlertFold[Incident]):
    """A fold over the `incidents` of one partition."""

    def __init__(
        self,
        rules: Rules,
        policy: Policy = "live",
        horizon: timedelta = NEWS_HORIZON,
        unsupported: str = UNSUPPORTED,
        zones: Zones | None = None,
    ) -> None:
        super().__init__(rules, policy, horizon, unsupported)
        self._zones = zones or seeded_zones()

    def _key(self, record: Incident) -> str:
        return record.incident_id

    def _event_time(self, record: Incident) -> datetime:
        return event_time(record)

    def _why(self, record: Incident) -> str:
        if record.merged_into is not None:
            return f"The incident is the same as {record.merged_into}."
        if record.retracted:
            return "The reports behind the incident were withdrawn."
        if record.grade == "discounted":
            return "The incident is discounted."
        return "The figures were corrected, and no longer meet the rule."

    def _firings(self, record: Incident) -> list[Firing]:
        return incident_firings(self._rules.on("incident"), record, self._zones, self._horizon)
