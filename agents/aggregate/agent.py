"""incidents -> region-windows: rolling tables per region and country."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from strikewatch.agents.partition import LogReader, Route, digest
from strikewatch.agents.tables import Table
from strikewatch.schemas import Incident, RegionWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.aggregate import Aggregator
    from strikewatch.agents.stage import Shop

STAGE = "aggregate"
TICK_SECONDS = 60.0
ROW_SECONDS = 1.0
"""A row is sent at most once in this long, as it is then."""
SETTLE_SECONDS = 0.1
"""How often it is looked whether a row's second is over."""


def attach(
    app: App, shop: Shop, make: Callable[[], Aggregator], log: LogReader
) -> tuple[AgentT[Any], Table[Incident, RegionWindow]]:
    """Hold what each incident contributes, and send the windows that a batch of them, or time, changed."""
    source, sink, metrics = shop.topics.incidents, shop.topics.region_windows, shop.metrics

    def ticked() -> Aggregator:
        fold = make()
        fold.tick(datetime.fromtimestamp(shop.clock(), UTC))
        return fold

    killed, incidents = cache(metrics.killed.labels), cache(metrics.incidents.labels)

    def observe(window: RegionWindow) -> None:
        killed(window.region, window.window).set(window.killed.best)
        if window.window == "24h":
            incidents(window.region).set(window.incidents)

    table = Table(
        stage=STAGE,
        source=source,
        reads=Incident,
        writes=RegionWindow,
        make=ticked,
        route=lambda window, encoded: Route(
            sink, window.key, sink.partition_of(window.country), digest(encoded)
        ),
        outputs_of=lambda partition: [(sink, partition)],
        owns=lambda partition, window: sink.partition_of(window.country) == partition,
        shop=shop,
        log=log,
        on_output=observe,
        interval=ROW_SECONDS,
    )

    @app.agent(shop.channels[source.name], name=STAGE)
    async def aggregate(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, table.batch)

    shop.every(app, STAGE, SETTLE_SECONDS, table.settle)
    if shop.settings.window_clock == "wall":
        shop.every(app, STAGE, TICK_SECONDS, table.tick)
    return aggregate, table
