"""incidents, region-windows -> alerts: what subscribers are warned of."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strikewatch.agents.aggregate import WINDOWS
from strikewatch.agents.alert import IncidentAlerts, Rules, WindowAlerts
from strikewatch.agents.alert.fold import UNSUPPORTED
from strikewatch.agents.partition import Fold, LogReader, Route
from strikewatch.agents.tables import Table
from strikewatch.agents.topics import country_of
from strikewatch.schemas import Alert, Incident, RegionWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.alert.fold import AlertFold
    from strikewatch.agents.stage import Shop
    from strikewatch.agents.topics import TopicSpec

STAGE = "alert"
TICK_SECONDS = 10.0
"""How often what waits for its `for`, or expires, is looked at."""
RULES_CHANGED = "The rules were changed."


@dataclass(slots=True)
class Alerting:
    """The rules in force, and the tables that are held to them.

    `former` are window rules that were in force; `changed` is set while the folds are made anew.
    """

    rules: Rules
    tables: tuple[Table[Any, Alert], ...] = ()
    former: frozenset[str] = frozenset()
    changed: bool = False

    def of_windows(self, rule: str) -> bool:
        """Whether an alert of this rule is, or was, raised by a window."""
        known = self.rules.ids("window")
        return rule in known or (rule in self.former and rule not in self.rules.ids("incident"))

    def asks_about(self, key: bytes | None) -> bool:
        """Whether a row of this key (`region|window`) can meet a rule; what has no such key is looked at."""
        window = (key or b"").rpartition(b"|")[2].decode(errors="replace")
        return window not in WINDOWS or any(rule.spec.window == window for rule in self.rules.on("window"))

    async def use(self, rules: Rules) -> None:
        """Go on with other rules, as after a restart: what they would not raise is cancelled, the new is raised."""
        async with AsyncExitStack() as stack:
            for table in self.tables:
                await stack.enter_async_context(table.paused())
            self.former |= self.rules.ids("window")
            self.rules, self.changed = rules, True
            for table in self.tables:
                await table.make_anew()
            self.changed = False
        for table in self.tables:
            await table.drain()


def attach(
    app: App, shop: Shop, rules: Rules, log: LogReader
) -> tuple[tuple[AgentT[Any], AgentT[Any]], Alerting]:
    """Hold what each rule has raised, and send what begins, changes or ends."""
    policy, alerting = shop.settings.alerts, Alerting(rules)

    def made(kind: type[IncidentAlerts | WindowAlerts]) -> AlertFold[Any]:
        why = RULES_CHANGED if alerting.changed else UNSUPPORTED
        fold = kind(alerting.rules, policy=policy, unsupported=why)
        fold.tick(datetime.fromtimestamp(shop.clock(), UTC))
        return fold

    incidents: Table[Incident, Alert] = _table(
        shop, log, "alert-incidents", shop.topics.incidents, Incident,
        lambda: made(IncidentAlerts),
        lambda alert: not alerting.of_windows(alert.rule),  # those of a rule that is no more end here
    )  # fmt: skip
    windows: Table[RegionWindow, Alert] = _table(
        shop,
        log,
        "alert-windows",
        shop.topics.region_windows,
        RegionWindow,
        lambda: made(WindowAlerts),
        lambda alert: alerting.of_windows(alert.rule),
    )  # fmt: skip
    windows.takes = alerting.asks_about
    alerting.tables = incidents, windows

    @app.agent(shop.channels[shop.topics.incidents.name], name=incidents.stage)
    async def alert_incidents(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, incidents.batch)

    @app.agent(shop.channels[shop.topics.region_windows.name], name=windows.stage)
    async def alert_windows(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, windows.batch)

    if policy == "live":
        for table in alerting.tables:
            shop.every(app, STAGE, TICK_SECONDS, table.tick)
    return (alert_incidents, alert_windows), alerting


def _table(  # noqa: PLR0917  # the two tables differ in just these
    shop: Shop,
    log: LogReader,
    stage: str,
    source: TopicSpec,
    reads: type[Any],
    make: Callable[[], Fold[Any, Alert]],
    owns: Callable[[Alert], bool],
) -> Table[Any, Alert]:
    sinks = shop.topics.alerts

    def route(alert: Alert, _: bytes) -> Route:
        sink = sinks[alert.severity]
        version = f"{alert.identifier} {alert.msg_type == 'Cancel'}"
        return Route(sink, alert.fingerprint, sink.partition_of(country_of(alert.area.region)), version)

    def count(alert: Alert) -> None:
        shop.metrics.alerts.labels(alert.severity, alert.msg_type).inc()

    return Table(
        stage=stage,
        source=source,
        reads=reads,
        writes=Alert,
        make=make,
        route=route,
        outputs_of=lambda partition: [(sink, partition) for sink in sinks.values()],
        owns=lambda _, alert: owns(alert),
        shop=shop,
        log=log,
        on_output=count,
        chained=True,
    )
