"""An alert as a block of lines: how bad, what, where and when, the figures, the sources, the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from strikewatch.schemas import Alert

SEVERITY_STYLES = {
    "extreme": "bold white on red",
    "severe": "bold red",
    "moderate": "bold yellow",
    "minor": "bold blue",
}
ORDER = ("extreme", "severe", "moderate", "minor")
_INDENT = 10


def alert_block(alert: Alert) -> RenderableType:
    """One alert for a subscriber who reads along in a terminal, wrapped under its headline."""
    head = Table.grid(padding=(0, 1))
    head.add_column(width=_INDENT - 1)
    head.add_column()
    head.add_row(_severity(alert), _headline(alert))
    return Group(head, Padding(Group(*_details(alert)), (0, 0, 1, _INDENT)))


def alert_text(alert: Alert) -> str:
    """The same as plain lines of any length, and a blank one."""
    head = f"{_severity(alert).plain:<{_INDENT}}{_headline(alert).plain}"
    return "\n".join([head, *(" " * _INDENT + line.plain for line in _details(alert))]) + "\n"


def alert_table(alerts: Iterable[Alert]) -> Table:
    """The alerts that stand, worst first."""
    standing = sorted(
        (alert for alert in alerts if alert.msg_type != "Cancel"),
        key=lambda alert: (ORDER.index(alert.severity), alert.sent, alert.fingerprint),
    )
    shown = grid("severity", "sent", "area", "headline")
    for alert in standing:
        shown.add_row(
            Text(alert.severity, SEVERITY_STYLES[alert.severity]),
            f"{alert.sent:%Y-%m-%d %H:%M}",
            wording.clean(alert.area.region),
            wording.clean(alert.headline),
        )
    return shown


def _severity(alert: Alert) -> Text:
    return Text(alert.severity.upper(), SEVERITY_STYLES[alert.severity])


def _headline(alert: Alert) -> Text:
    return Text(wording.one_line(alert.headline), "bold strike" if alert.msg_type == "Cancel" else "bold")


def _details(alert: Alert) -> list[Text]:
    lines = [
        _standing(alert),
        _place_and_time(alert),
        Text(wording.one_line(alert.description)),
        _figures(alert),
    ]
    lines += [_quote(each.quote, each.source) for each in alert.evidence]
    return [line for line in lines if line.plain]


def _standing(alert: Alert) -> Text:
    state = {"Alert": "new", "Update": "updated", "Cancel": "cancelled"}[alert.msg_type]
    if alert.moved_to:
        state = f"now {alert.moved_to}"
    return Text(
        f"{wording.clean(alert.event)}, {state}; certainty: {alert.certainty.lower()}; rule: {alert.rule}",
        "dim",
    )


def _place_and_time(alert: Alert) -> Text:
    name, code = wording.clean(alert.area.name), alert.area.region
    onset = f", {alert.onset:%Y-%m-%d %H:%M} UTC" if alert.onset else ""
    return Text(f"{name if name == code else f'{name} ({code})'}{onset}")


def _figures(alert: Alert) -> Text:
    told = [
        f"{name.replace('_', ' ')} {_value(value)}"
        for name, value in alert.values.items()
        if value is not None and value != ""
    ]
    return Text(wording.one_line(", ".join(told)), "dim")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value}"


def _quote(quote: str, source: str | None) -> Text:
    return Text.assemble(
        (f"“{wording.one_line(quote)}”", "italic"), (f" {wording.clean(source)}" if source else "", "dim")
    )
