"""The demo while it runs: how many records each topic has, and the latest headline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from strikewatch.agents.display.alerts import SEVERITY_STYLES
from strikewatch.agents.display.console import counted
from strikewatch.agents.display.wording import clean
from strikewatch.schemas import Incident

if TYPE_CHECKING:
    from rich.console import RenderableType

    from strikewatch.agents.watching import Watch

BAR = 30


def view(watch: Watch, articles: int, doing: str) -> RenderableType:
    """The flow from the top: topic, records, a bar against the longest, what they come to."""
    rows = _rows(watch, articles)
    longest = max(1, *(number for _, number, _ in rows))
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", width=5)
    table.add_column(width=BAR)
    table.add_column(style="dim")
    for name, number, note in rows:
        table.add_row(name, f"{number:,}", Text("━" * round(BAR * number / longest), "cyan"), note)
    return Group(table, latest(watch), Spinner("dots", text=Text(doing)))


def latest(watch: Watch) -> Text:
    """The headline of the alert that came last."""
    alert = watch.latest_alert
    if alert is None:
        return Text("")
    return Text.assemble((f"{alert.severity} ", SEVERITY_STYLES[alert.severity]), clean(alert.headline))


def progress_line(watch: Watch) -> str:
    """The same in a line."""
    return ", ".join(f"{number} {name}" for name, number, _ in _rows(watch, 0) if number)


def _rows(watch: Watch, articles: int) -> list[tuple[str, int, str]]:
    topics = watch.topics
    alerts = sum(watch.count(topic.name) for topic in topics.alerts.values())
    standing = sum(alert.msg_type != "Cancel" for alert in watch.alerts())
    held = [each for each in watch.latest(topics.incidents.name) if isinstance(each, Incident)]
    incidents = sum(not each.retracted for each in held)
    windows = len(watch.latest(topics.region_windows.name))
    return [
        ("articles", watch.count(topics.articles.name), f"of {articles}" if articles else ""),
        ("strike reports", watch.count(topics.strike_reports.name), "one strike as one article tells it"),
        ("incidents", watch.count(topics.incidents.name), f"revisions of {counted(incidents, 'incident')}"),
        (
            "region windows",
            watch.count(topics.region_windows.name),
            f"revisions of {counted(windows, 'table')}",
        ),
        ("alerts", alerts, f"{standing} standing"),
        ("dead letters", watch.count(topics.dead_letters.name), ""),
    ]
