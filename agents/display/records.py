"""Any record of a stream as what a subscriber reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.alerts import SEVERITY_STYLES, alert_block, alert_text
from strikewatch.agents.display.incidents import incident_line
from strikewatch.agents.display.windows import window_line
from strikewatch.schemas import Alert, DeadLetter, Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from rich.console import RenderableType

    from strikewatch.schemas import Record

QUOTED = 200
"""Characters shown of a message that could not be processed."""


def shown(record: Record) -> RenderableType:
    """For a terminal: a block for an alert, a line for anything else."""
    if isinstance(record, Alert):
        return alert_block(record)
    if isinstance(record, Incident):
        return Text(line(record), "dim" if record.retracted else SEVERITY_STYLES[record.severity])
    return Text(line(record))


def line(record: Record) -> str:
    """The same without colour; an alert is several lines."""
    if isinstance(record, Alert):
        return alert_text(record)
    if isinstance(record, Incident):
        return incident_line(record)
    if isinstance(record, RegionWindow):
        return window_line(record)
    if isinstance(record, StrikeReport):
        return _report_line(record)
    if isinstance(record, DeadLetter):
        return _letter_line(record)
    raise TypeError(f"no way to show {type(record).__name__}")


def _report_line(report: StrikeReport) -> str:
    told = (
        wording.period(report.period) if report.period else "",
        wording.place(report.place),
        f"by {report.attacker}" if report.attacker else "",
        "; ".join(wording.weapons(report.weapons)),
        wording.toll(report.casualties),
        wording.one_line(report.source or ""),
        wording.one_line(report.title or report.article_id),
    )
    return " | ".join(part for part in told if part)


def _letter_line(letter: DeadLetter) -> str:
    value = wording.one_line(letter.value or "")
    quoted = value if len(value) <= QUOTED else f"{value[:QUOTED]}.. ({len(value):,} characters)"
    return f"{letter.address} | {letter.stage} | {letter.error.type}: {wording.one_line(letter.error.reason)} | {quoted}"
