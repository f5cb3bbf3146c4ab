"""incidents, region-windows -> alerts: what subscribers are warned of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strikewatch.agents.alert import IncidentAlerts, Rules, WindowAlerts
from strikewatch.agents.tables import Fold, LogReader, Route, Table
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


def attach(
    app: App, shop: Shop, rules: Rules, log: LogReader
) -> tuple[tuple[AgentT[Any], AgentT[Any]], tuple[Table[Incident, Alert], Table[RegionWindow, Alert]]]:
    """Hold what each rule has raised, and send what begins, changes or ends."""
    policy, of_windows = shop.settings.alerts, rules.ids("window")

    def made(fold: AlertFold[Any]) -> AlertFold[Any]:
        fold.tick(datetime.fromtimestamp(shop.clock(), UTC))
        return fold

    incidents: Table[Incident, Alert] = _table(
        shop, log, "alert-incidents", shop.topics.incidents, Incident,
        lambda: made(IncidentAlerts(rules, policy=policy)),
        lambda alert: alert.rule not in of_windows,  # those of a rule that is no more are ended here
    )  # fmt: skip
    windows: Table[RegionWindow, Alert] = _table(
        shop, log, "alert-windows", shop.topics.region_windows, RegionWindow,
        lambda: made(WindowAlerts(rules, policy=policy)),
        lambda alert: alert.rule in of_windows,
    )  # fmt: skip

    @app.agent(shop.channels[shop.topics.incidents.name], name=incidents.stage)
    async def alert_incidents(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, incidents.batch)

    @app.agent(shop.channels[shop.topics.region_windows.name], name=windows.stage)
    async def alert_windows(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, windows.batch)

    if policy == "live":

        @app.timer(TICK_SECONDS)  # type: ignore[untyped-decorator]  # Faust's decorator has no type
        async def tick() -> None:
            await incidents.tick()
            await windows.tick()

    return (alert_incidents, alert_windows), (incidents, windows)


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

    def route(alert: Alert) -> Route:
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
    )
