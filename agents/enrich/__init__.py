"""mentions -> strike-reports: places looked up, tellings fused, regions, source tiers and signatures added."""

from strikewatch.agents.enrich.enricher import Enricher
from strikewatch.agents.enrich.sources import Sources

__all__ = ["Enricher", "Sources"]
