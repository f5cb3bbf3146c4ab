"""incidents, region-windows -> alerts: what subscribers are warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strikewatch.agents.alert import IncidentAlerts, Rules, WindowAlerts
from strikewatch.agents.tables import Fold, LogReader, Route, Table
from strikewatch.agents.topics import country_of
from strikewatch.schemas import Alert, Incident, RegionWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.stage import Shop
    from strikewatch.agents.topics import TopicSpec

STAGE = "alert"


def attach(
    app: App, shop: Shop, rules: Rules, log: LogReader
) -> tuple[tuple[AgentT[Any], AgentT[Any]], tuple[Table[Incident, Alert], Table[RegionWindow, Alert]]]:
    """Hold what each rule has raised, and send what begins, changes or ends."""
    policy = shop.settings.alerts
    incidents: Table[Incident, Alert] = _table(
        shop, log, "alert-incidents", shop.topics.incidents, Incident,
        lambda: IncidentAlerts(rules, policy=policy), rules.ids("incident"),
    )  # fmt: skip
    windows: Table[RegionWindow, Alert] = _table(
        shop, log, "alert-windows", shop.topics.region_windows, RegionWindow,
        lambda: WindowAlerts(rules, policy=policy), rules.ids("window"),
    )  # fmt: skip

    @app.agent(shop.channels[shop.topics.incidents.name], name=incidents.stage)
    async def alert_incidents(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, incidents.batch)

    @app.agent(shop.channels[shop.topics.region_windows.name], name=windows.stage)
    async def alert_windows(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, windows.batch)

    return (alert_incidents, alert_windows), (incidents, windows)


def _table(  # noqa: PLR0917  # the two tables differ in just these
    shop: Shop,
    log: LogReader,
    stage: str,
    source: TopicSpec,
    reads: type[Any],
    make: Callable[[], Fold[Any, Alert]],
    rule_ids: frozenset[str],
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
        owns=lambda _, alert: alert.rule in rule_ids,
        shop=shop,
        log=log,
        on_output=count,
    )
