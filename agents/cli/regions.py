"""`strikewatch regions`: the rolling tables, as they stand or as of any time."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import moments, options
from strikewatch.agents.cli.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from strikewatch.agents.cli.held import Held
    from strikewatch.schemas import Incident, RegionWindow

LISTED = "30d"


def regions(
    region: Annotated[
        str | None,
        typer.Argument(metavar="REGION", help="A region, or a country with its regions; code or name."),
    ] = None,
    window: Annotated[
        Literal["1h", "6h", "24h", "7d", "30d", "365d"] | None,
        typer.Option(help="Which row; without it every row of one region, and 30d of several."),
    ] = None,
    at: Annotated[str | None, moments.at("The rows that end then, from what is known now.")] = None,
    shape: Annotated[
        Literal["table", "json", "csv"],
        typer.Option("--format", help="For people, one record a line, or a sheet."),
    ] = "table",
    paths: Input = None,
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Show the rolling tables: strikes, killed, injured and munitions by region.

    Countries come before their regions, regions by their strikes; rows with nothing in them are left out. Without
    --at the rows end where the tables do, as docs/windows.md says.

    \b
    Examples:
      strikewatch regions --window 365d --input seeds/articles
      strikewatch regions UA-46 --input seeds/articles
      strikewatch regions UA --at 2022-10-12 --format csv --input seeds/articles
    """
    from strikewatch.agents.cli import finding
    from strikewatch.agents.cli.held import held
    from strikewatch.schemas import Incident, RegionWindow

    moment = moments.instant_of(at)
    settings = options.settings_with(bootstrap_servers=bootstrap)
    found = held(paths, options.given(published, source), settings, (Incident, RegionWindow))
    names = finding.region_names(found.windows)
    code = finding.region(region, names) if region else None
    if region and code is None:
        raise finding.unknown("region", region, [*names, *names.values()])
    rows = _chosen(_rows(found, names, moment), code, window)
    _print(rows, found.incidents, shape)
    found.conclude()


def _rows(found: "Held", names: "Mapping[str, str]", at: "datetime | None") -> "list[RegionWindow]":
    from strikewatch.agents.aggregate import Aggregator

    if at is None:
        return found.windows
    tables = Aggregator(lambda code: names.get(code, code))
    for incident in found.incidents:
        tables.apply(incident)
    return tables.at(at)


def _chosen(rows: "Sequence[RegionWindow]", code: str | None, window: str | None) -> "list[RegionWindow]":
    """Those asked for that hold something, in the order they are shown in."""
    from strikewatch.agents.aggregate.timing import WINDOWS

    here = [row for row in rows if code is None or code in {row.region, row.country}]
    one = len({row.region for row in here}) == 1
    wanted = window or (None if one else LISTED)
    return sorted(
        (row for row in here if not row.is_empty and wanted in {None, row.window}),
        key=lambda row: (
            row.country,
            row.region != row.country,
            0 if one else -row.incidents,
            row.region,
            WINDOWS.index(row.window),
        ),
    )


def _print(rows: "Sequence[RegionWindow]", incidents: "Sequence[Incident]", shape: str) -> None:
    from strikewatch.agents.aggregate.series import series
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.grid import show
    from strikewatch.agents.display.regions import COLUMNS, cells, legend, region_table
    from strikewatch.agents.export.window_sheet import window_sheet

    out = console()
    if shape == "json":
        for row in rows:
            typer.echo(row.encode())
    elif shape == "csv":
        typer.echo(window_sheet(rows), nl=False)
    elif out.is_terminal:
        out.print(region_table(rows, series(incidents, rows), out.width))
        typer.echo(legend(rows), err=True)
    else:
        show(COLUMNS, [cells(row) for row in rows])
