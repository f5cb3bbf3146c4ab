"""The pure stages, loaded from the seeds: what the worker, `replay`, `extract` and every test share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.aggregate import Aggregator
from strikewatch.agents.alert import Rules
from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.agents.resolve import Policy
from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.agents.settings import Settings


@dataclass(frozen=True, slots=True)
class Stages:
    """Everything of the flow that is a function of its input alone."""

    extractor: Extractor
    enricher: Enricher
    policy: Policy
    aggregator: Callable[[], Aggregator]
    rules: Rules


def load(settings: Settings) -> Stages:
    """Read the seeds; about a second, so once per process."""
    places = gazetteer.load()
    return Stages(
        extractor=Extractor.from_seeds(places, *settings.languages),
        enricher=Enricher.from_seeds(places),
        policy=Policy.from_seeds(),
        aggregator=lambda: Aggregator(places.name_of, settings.window_clock),
        rules=Rules.load(settings.alert_rules) if settings.alert_rules else Rules.from_seeds(),
    )
