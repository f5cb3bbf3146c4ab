"""The whole flow on one screen.

articles -> extract -> mentions -> enrich -> strike-reports -> resolve -> incidents -> aggregate
-> region-windows; incidents, region-windows -> alert -> alerts.*; what cannot be processed -> dead-letters.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import faust
from faust.auth import SASLCredentials, SSLCredentials

from strikewatch.agents import stages, transport
from strikewatch.agents.aggregate import agent as aggregate
from strikewatch.agents.alert import agent as alert
from strikewatch.agents.enrich import agent as enrich
from strikewatch.agents.extract import agent as extract
from strikewatch.agents.metrics import Metrics
from strikewatch.agents.resolve import agent as resolve
from strikewatch.agents.stage import Pulse, Shop
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from faust.types import AgentT
    from prometheus_client import CollectorRegistry

    from strikewatch.agents.partition import LogReader
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.tables import Table


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A wired flow: its Faust app, its agents and tables in the order of the flow, and the rules in force."""

    app: faust.App
    shop: Shop
    agents: tuple[AgentT[Any], ...]
    tables: tuple[Table[Any, Any], ...]
    alerting: alert.Alerting

    @property
    def rebalancing(self) -> bool:
        """Whether partitions are being handed out, and nothing flows meanwhile."""
        return self.app.rebalancing or not self.app.flow_control.is_active()


def build(
    settings: Settings,
    registry: CollectorRegistry,
    *,
    log: LogReader,
    halt: Callable[[str, BaseException], None],
    clock: Callable[[], float] = time.time,
    domain: stages.Stages | None = None,
    post: Callable[[Sequence[transport.Sending]], Awaitable[Sequence[Awaitable[Any]]]] | None = None,
) -> Pipeline:
    """Wire one process's flow. `domain` are the pure stages, loaded from the seeds where not given.

    `post` sends; where it is not given, to the broker.
    """
    domain = domain or stages.load(settings)
    app, topics, pulse = faust_app(settings), catalogue(settings), Pulse()
    transport.use(app, pulse.idle)
    channels = {
        topic.name: app.topic(topic.name, schema=transport.Blocks(), partitions=topic.partitions)
        for topic in topics
    }
    shop = Shop(
        settings, topics, channels, Metrics(registry), clock, halt, post or transport.Outbox(app).send, pulse
    )

    reading = extract.attach(shop, domain.extractor)
    extracting = enrich.attach(app, shop, domain.enricher, reading)
    resolving, incidents = resolve.attach(app, shop, domain.policy, log)
    aggregating, windows = aggregate.attach(app, shop, domain.aggregator, log)
    alerters, alerting = alert.attach(app, shop, domain.rules, log)
    return Pipeline(
        app,
        shop,
        (extracting, resolving, aggregating, *alerters),
        (incidents, windows, *alerting.tables),
        alerting,
    )


def faust_app(settings: Settings) -> faust.App:
    """Faust as docs/decisions say; its own web port, tables and leader topic stay off."""
    return faust.App(
        settings.group_id,
        broker=[f"kafka://{server}" for server in (settings.bootstrap_servers or "").split(",")],
        broker_credentials=_credentials(settings),
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 6,
        broker_commit_interval=1.0,
        broker_max_poll_records=settings.batch_records,
        producer_acks=-1,
        producer_linger=0.02,
        producer_max_batch_size=1 << 19,
        producer_compression_type="zstd",
        producer_max_request_size=settings.max_message_bytes,
        consumer_max_fetch_size=settings.max_message_bytes,
        consumer_auto_offset_reset="earliest",
        processing_guarantee="at_least_once",
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        datadir=str(settings.state_dir),
        store="memory://",
    )


def _credentials(settings: Settings) -> SASLCredentials | SSLCredentials | None:
    context = None
    if settings.security_protocol.endswith("SSL"):
        context = ssl.create_default_context(cafile=settings.ssl_cafile and str(settings.ssl_cafile))
    if settings.security_protocol.startswith("SASL"):
        return SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value() if settings.sasl_password else None,
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return SSLCredentials(context) if context else None
