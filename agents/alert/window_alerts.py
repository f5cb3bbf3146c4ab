"""region-windows -> alerts: the rolling tables against the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from strikewatch.agents.alert.firing import window_firings
from strikewatch.agents.alert.fold import NEWS_HORIZON, UNSUPPORTED, AlertFold, Policy
from strikewatch.schemas.region_window import RegionWindow

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from strikewatch.agents.alert.firing import Firing
    from strikewatch.agents.alert.rules import Rules


class WindowAlerts(AlertFold[RegionWindow]):
    """A fold over the `region-windows` of one partition.

    `for` counts from the event time at which the rule was first seen met, without a break since; a restart
    begins to count anew, though an alert that was told already stays.
    """

    def __init__(
        self,
        rules: Rules,
        policy: Policy = "live",
        horizon: timedelta = NEWS_HORIZON,
        unsupported: str = UNSUPPORTED,
    ) -> None:
        super().__init__(rules, policy, horizon, unsupported)
        self._since: dict[str, dict[str, datetime]] = {}

    def _key(self, record: RegionWindow) -> str:
        return record.key

    def _event_time(self, record: RegionWindow) -> datetime:
        return record.as_of

    def _why(self, record: RegionWindow) -> str:
        return f"No longer so as of {record.as_of:%Y-%m-%d %H:%M} UTC."

    def _firings(self, record: RegionWindow) -> list[Firing]:
        rules = {rule.id: rule for rule in self._rules.on("window")}
        firings = window_firings(tuple(rules.values()), record)
        former = self._since.get(record.key, {})
        since = {
            one.fingerprint: min(former.get(one.fingerprint, record.as_of), record.as_of) for one in firings
        }
        self._since[record.key] = since
        return [replace(one, due=since[one.fingerprint] + rules[one.rule].spec.hold) for one in firings]
