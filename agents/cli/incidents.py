"""`strikewatch incidents`: the strikes that are known, as a list, a sheet or a map."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.schemas import Incident

Shape = Literal["table", "json", "csv", "geojson"]


def incidents(
    region: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Only of this region, or country with its regions; code or name."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Only what may have happened on this day or later.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also stated sums and coarse reports, which count in no sum.")
    ] = False,
    shape: Annotated[
        Shape,
        typer.Option(
            "--format", help="For people, one record a line, ACLED's columns, or a FeatureCollection."
        ),
    ] = "table",
    paths: Input = None,
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """List the strikes that are known, in the order of time.

    The ids in the list are short; `strikewatch why` takes them so. `csv` has ACLED's columns first, then ours.
    `geojson` is a FeatureCollection (RFC 7946) whose points carry their precision.

    \b
    Examples:
      strikewatch incidents --input seeds/articles
      strikewatch incidents --region UA --since 2024-01-01 --input seeds/articles --format csv
      strikewatch incidents --all --input seeds/articles --format geojson > strikes.geojson
    """
    from strikewatch.agents.cli import finding
    from strikewatch.agents.cli.held import held
    from strikewatch.schemas import Incident, RegionWindow

    settings = options.settings_with(bootstrap_servers=bootstrap)
    found = held(paths, options.given(published, source), settings, (Incident, RegionWindow))
    code = None
    if region:
        names = finding.region_names(found.windows)
        code = finding.region(region, names)
        if code is None:
            raise finding.unknown("region", region, [*names, *names.values()])
    chosen = [
        one
        for one in found.incidents
        if not one.retracted
        and (one.counts or everything)
        and code in {None, one.place.region, one.place.country}
        and (since is None or _last_day(one) >= since.date())
    ]
    _print(sorted(chosen, key=lambda one: (_last_day(one), one.incident_id)), shape)
    found.conclude()


def _last_day(incident: "Incident") -> date:
    """The last day it may have been on; that of its first report where nothing else tells."""
    if incident.period is not None:
        return incident.period.end
    return incident.first_reported.date() if incident.first_reported else date.min


def _print(chosen: "Sequence[Incident]", shape: Shape) -> None:
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.grid import show
    from strikewatch.agents.display.listing import COLUMNS, cells, listing

    out = console()
    if shape == "json":
        for one in chosen:
            typer.echo(one.encode())
    elif shape == "csv":
        from strikewatch.agents.export.acled import acled_sheet
        from strikewatch.seeds import gazetteer

        typer.echo(acled_sheet(chosen, gazetteer.load().name_of), nl=False)
    elif shape == "geojson":
        import orjson

        from strikewatch.agents.export.geojson import feature_collection

        typer.echo(orjson.dumps(feature_collection(chosen)))
    elif out.is_terminal:
        out.print(listing(chosen, out.width))
    else:
        show(COLUMNS, [cells(one) for one in chosen])
