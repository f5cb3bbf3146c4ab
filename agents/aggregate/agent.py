"""incidents -> region-windows: rolling tables per region and country."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from strikewatch.agents.tables import LogReader, Route, Table, digest
from strikewatch.schemas import Incident, RegionWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.aggregate import Aggregator
    from strikewatch.agents.stage import Shop

STAGE = "aggregate"
TICK_SECONDS = 60.0


def attach(
    app: App, shop: Shop, make: Callable[[], Aggregator], log: LogReader
) -> tuple[AgentT[Any], Table[Incident, RegionWindow]]:
    """Hold what each incident contributes, and send the windows that a batch of them, or time, changed."""
    source, sink, metrics = shop.topics.incidents, shop.topics.region_windows, shop.metrics

    def ticked() -> Aggregator:
        fold = make()
        fold.tick(datetime.fromtimestamp(shop.clock(), UTC))
        return fold

    def observe(window: RegionWindow) -> None:
        metrics.killed.labels(window.region, window.window).set(window.killed.best)
        if window.window == "24h":
            metrics.incidents.labels(window.region).set(window.incidents)

    table = Table(
        stage=STAGE,
        source=source,
        reads=Incident,
        writes=RegionWindow,
        make=ticked,
        route=lambda window: Route(
            sink, window.key, sink.partition_of(window.country), digest(window.encode())
        ),
        outputs_of=lambda partition: [(sink, partition)],
        owns=lambda partition, window: sink.partition_of(window.country) == partition,
        shop=shop,
        log=log,
        on_output=observe,
    )

    @app.agent(shop.channels[source.name], name=STAGE)
    async def aggregate(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, table.batch)

    if shop.settings.window_clock == "wall":

        @app.timer(TICK_SECONDS)  # type: ignore[untyped-decorator]  # Faust's decorator has no type
        async def tick() -> None:
            await table.tick()

    return aggregate, table
