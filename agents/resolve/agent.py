"""strike-reports -> incidents: many reports of one strike become one incident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strikewatch.agents.partition import LogReader, Route, digest
from strikewatch.agents.resolve import Policy, Resolver
from strikewatch.agents.tables import Table
from strikewatch.agents.topics import country_of
from strikewatch.schemas import Incident, StrikeReport
from strikewatch.seeds.blocks import block_of

if TYPE_CHECKING:
    from faust import App
    from faust.types import AgentT, StreamT

    from strikewatch.agents.stage import Shop

STAGE = "resolve"


def attach(
    app: App, shop: Shop, policy: Policy, log: LogReader
) -> tuple[AgentT[Any], Table[StrikeReport, Incident]]:
    """Hold the reports of each block of regions, and send the incidents that a batch of them changed."""
    source, sink = shop.topics.strike_reports, shop.topics.incidents

    def route(incident: Incident, encoded: bytes) -> Route:
        partition = sink.partition_of(country_of(incident.place.area))
        return Route(sink, incident.incident_id, partition, digest(encoded))

    table = Table(
        stage=STAGE,
        source=source,
        reads=StrikeReport,
        writes=Incident,
        make=lambda: Resolver(policy),
        route=route,
        outputs_of=lambda _: [(sink, number) for number in range(sink.partitions)],
        owns=lambda partition, incident: source.partition_of(block_of(incident.place.area)) == partition,
        shop=shop,
        log=log,
    )

    @app.agent(shop.channels[source.name], name=STAGE)
    async def resolve(stream: StreamT[Any]) -> None:
        await shop.shovel(STAGE, stream, table.batch)

    return resolve, table
