"""incidents, region-windows -> alerts: rules as data, one live alert for each thing worth an alert."""

from strikewatch.agents.alert.dry_run import dry_run
from strikewatch.agents.alert.fold import Policy
from strikewatch.agents.alert.incident_alerts import IncidentAlerts
from strikewatch.agents.alert.rules import Rules, RulesError
from strikewatch.agents.alert.window_alerts import WindowAlerts

__all__ = ["IncidentAlerts", "Policy", "Rules", "RulesError", "WindowAlerts", "dry_run"]
