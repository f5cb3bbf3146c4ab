"""Region windows for people who compare them: bars across the regions, sparklines along the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from strikewatch.agents.aggregate.series import PARTS
from strikewatch.agents.aggregate.timing import WINDOW_HOURS
from strikewatch.agents.display import wording
from strikewatch.agents.display.grid import grid
from strikewatch.agents.display.windows import munitions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from strikewatch.schemas import RegionWindow

EIGHTHS = 8
BLOCKS = " ▏▎▍▌▋▊▉█"
HEIGHTS = "▁▂▃▄▅▆▇█"
NONE = "·"
BAR_CELLS = 6
ROOM_FOR_MUNITIONS = 120
"""Columns of a terminal from which on they are shown too."""
MUNITIONS = "munitions: launched, shot down"
COLUMNS = (
    "region",
    "window",
    "until",
    "strikes",
    "killed",
    "injured",
    "munitions: launched, shot down",
    "coarse",
)
HOURS_A_DAY = 24


def region_table(rows: Sequence[RegionWindow], spread: Mapping[str, Sequence[int]], width: int) -> Table:
    """A row for each; `spread` holds the parts of each row's strikes by its key.

    Bars compare regions with regions and countries with countries, sparklines a row's own parts. Munitions are
    left out where `width` columns do not hold them, the window where it is the same for all.
    """
    drawn = ("region", "window", "until", "strikes", "", "over time", "killed", "injured", MUNITIONS)
    left_out = {MUNITIONS} if width < ROOM_FOR_MUNITIONS else set()
    if len(rows) > 1 and len({row.window for row in rows}) == 1:
        left_out.add("window")
    columns = [name for name in drawn if name not in left_out]
    table = grid(*columns, right=("strikes", "killed", "injured"))
    for column in table.columns[1:]:
        column.no_wrap = column.header != MUNITIONS
    most = {
        kind: max((row.incidents for row in rows if _whole(row) is kind), default=0) for kind in (True, False)
    }
    for row in rows:
        told: tuple[Text | str, ...] = (
            Text(_named(row), "bold" if _whole(row) else ""),
            row.window,
            f"{row.window_end:%Y-%m-%d}",
            f"{row.incidents:,}",
            Text(bar(row.incidents, most[_whole(row)]), "cyan"),
            Text(sparkline(spread[row.key]), "yellow"),
            wording.spread(row.killed),
            wording.spread(row.injured),
            munitions(row) or wording.NOTHING,
        )
        table.add_row(*(cell for name, cell in zip(drawn, told, strict=True) if name in columns))
    return table


def cells(row: RegionWindow) -> tuple[str, ...]:
    """The same without drawings, under COLUMNS; `coarse` counts the reports that stand beside the sum."""
    return (
        _named(row),
        row.window,
        f"{row.window_end:%Y-%m-%d %H:%M}",
        f"{row.incidents:,}",
        wording.spread(row.killed),
        wording.spread(row.injured),
        munitions(row).replace("\n", "; ") or wording.NOTHING,
        f"{row.unallocated.reports:,}",
    )


def legend(rows: Sequence[RegionWindow]) -> str:
    """What the sparklines' parts are: `30d: parts of 2 days`; those of a single hour say nothing."""
    windows = [name for name in dict.fromkeys(row.window for row in rows) if PARTS[name] > 1]
    return "; ".join(f"{name}: parts of {_length(WINDOW_HOURS[name] / PARTS[name])}" for name in windows)


def bar(value: int, most: int) -> str:
    """As long as `value` is to `most`, to an eighth of a cell; what is not 0 shows."""
    eighths = max(round(value / most * BAR_CELLS * EIGHTHS), 1) if value else 0
    return (BLOCKS[-1] * (eighths // EIGHTHS) + BLOCKS[eighths % EIGHTHS]).rstrip()


def sparkline(counts: Sequence[int]) -> str:
    """A mark for each part, as high as it is to the highest; a dot is none."""
    most = max(counts, default=0)
    return "".join(HEIGHTS[-(-count * len(HEIGHTS) // most) - 1] if count else NONE for count in counts)


def _length(hours: float) -> str:
    days = hours / HOURS_A_DAY
    number, unit = (days, "day") if days >= 1 else (hours, "hour")
    return f"{number:.0f} {unit}{'' if round(number) == 1 else 's'}"


def _whole(row: RegionWindow) -> bool:
    return row.region == row.country


def _named(row: RegionWindow) -> str:
    return f"{wording.clean(row.region_name)} ({row.region})"
