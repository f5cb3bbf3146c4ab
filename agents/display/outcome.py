"""The tables that a run has come to: incidents, regions, alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.rule import Rule
from rich.text import Text

from strikewatch.agents.display.alerts import alert_table
from strikewatch.agents.display.incidents import incident_table, sums_table
from strikewatch.agents.display.records import shown
from strikewatch.agents.display.windows import window_table
from strikewatch.schemas import Incident, RegionWindow

if TYPE_CHECKING:
    from rich.console import RenderableType

    from strikewatch.agents.watching import Watch


def outcome(watch: Watch) -> RenderableType:
    """Everything, the worst last, where the eye ends."""
    topics = watch.topics
    incidents = [each for each in watch.latest(topics.incidents.name) if isinstance(each, Incident)]
    windows = [each for each in watch.latest(topics.region_windows.name) if isinstance(each, RegionWindow)]
    parts: list[RenderableType] = [*_title("Incidents"), incident_table(incidents)]
    if sums := sums_table(incidents):
        parts += [*_title("Stated sums and coarse reports, kept apart from the incidents"), sums]
    parts += [*_title("Regions"), window_table(windows)]
    letters = watch.latest(topics.dead_letters.name)
    if letters:
        parts += [*_title("Dead letters"), *(shown(letter) for letter in letters)]
    parts += [*_title("Alerts"), alert_table(watch.alerts())]
    return Group(*parts)


def _title(text: str) -> tuple[RenderableType, ...]:
    return Text(""), Rule(Text(text, "bold"), align="left", style="dim")
