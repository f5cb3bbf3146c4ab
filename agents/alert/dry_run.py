"""What a subscriber would have received: rules tried on past records before anyone subscribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.alert.incident_alerts import IncidentAlerts
from strikewatch.agents.alert.window_alerts import WindowAlerts
from strikewatch.schemas.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.alert.fold import Policy
    from strikewatch.agents.alert.rules import Rules
    from strikewatch.schemas.alert import Alert
    from strikewatch.schemas.region_window import RegionWindow


def dry_run(rules: Rules, records: Iterable[Incident | RegionWindow], policy: Policy = "all") -> list[Alert]:
    """Every message the rules would have sent, in order, for incidents and windows in the order they came."""
    by_incident, by_window = IncidentAlerts(rules, policy), WindowAlerts(rules, policy)
    told: list[Alert] = []
    for record in records:
        if isinstance(record, Incident):
            by_incident.apply(record)
            told += by_incident.outputs()
        else:
            by_window.apply(record)
            told += by_window.outputs()
    return told
