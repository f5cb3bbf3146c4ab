"""incidents -> region windows: rolling tables of every region and country, in event time."""

from strikewatch.agents.aggregate.aggregator import Aggregator, Clock, recount
from strikewatch.agents.aggregate.contribution import Contribution, contribution
from strikewatch.agents.aggregate.table import Area, windows
from strikewatch.agents.aggregate.timing import WINDOW_HOURS, WINDOWS
from strikewatch.seeds.zones import Zones, seeded_zones

__all__ = [
    "WINDOWS",
    "WINDOW_HOURS",
    "Aggregator",
    "Area",
    "Clock",
    "Contribution",
    "Zones",
    "contribution",
    "recount",
    "seeded_zones",
    "windows",
]
