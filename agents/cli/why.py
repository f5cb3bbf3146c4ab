"""`strikewatch why`: every number of an incident or of a region opened to its claims."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from strikewatch.agents.cli import moments, options
from strikewatch.agents.cli.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.cli.held import Held
    from strikewatch.agents.display.claims import Opened
    from strikewatch.schemas import Incident, RegionWindow


def why(
    what: Annotated[
        str,
        typer.Argument(
            metavar="INCIDENT|REGION", help="The id of an incident, or its beginning; a region or country."
        ),
    ],
    window: Annotated[
        Literal["1h", "6h", "24h", "7d", "30d", "365d"],
        typer.Option(help="Of a region: which row of its tables."),
    ] = "30d",
    at: Annotated[
        str | None, moments.at("Of a region: the row that ends then, and not with its latest news.")
    ] = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", help="For people, or one JSON object.")
    ] = "table",
    paths: Input = None,
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Show what stands behind the numbers of an incident, or of a region's row in the tables.

    Each figure with the claims to it: who said so, when, in which words; whether the claim is in force, and if
    not, by which rule of docs/rules.md. Of a region: the strikes that its row adds up, each opened likewise, and
    what stands beside the sum. An incident that another has taken over shows that one.

    \b
    Examples:
      strikewatch why UA-30.20221010 --input seeds/articles
      strikewatch why UA-46 --window 365d --input seeds/articles
      strikewatch why "Lviv region" --at 2023-08-16 --input seeds/articles --format json
    """
    from strikewatch.agents.cli import finding
    from strikewatch.agents.cli.held import held
    from strikewatch.schemas import Incident, RegionWindow

    moment = moments.instant_of(at)
    settings = options.settings_with(bootstrap_servers=bootstrap)
    found = held(paths, options.given(published, source), settings, (Incident, RegionWindow))
    names = finding.region_names(found.windows)
    code = finding.region(what, names)
    if code is None:
        one = finding.incident(what, found.incidents, [*names, *names.values()])
        _incident(_followed(one, found), shape)
    else:
        from strikewatch.agents.aggregate.members import members
        from strikewatch.agents.aggregate.table import Area

        row = next(each for each in found.windows if each.region == code and each.window == window)
        area = Area(code, row.region_name, row.country)
        _region(*members(found.incidents, area, window, moment or row.window_end), shape)
    found.conclude()


def _followed(incident: "Incident", found: "Held") -> "Incident":
    """The incident that has taken this one over, if any."""
    by_id = {one.incident_id: one for one in found.incidents}
    while incident.merged_into in by_id:
        typer.echo(f"{incident.incident_id} was merged into {incident.merged_into}", err=True)
        incident = by_id[incident.merged_into]
    if incident.retracted:
        typer.echo(f"{incident.incident_id} was withdrawn: no report stands behind it", err=True)
    return incident


def _incident(incident: "Incident", shape: str) -> None:
    from strikewatch.agents.display.claims import COLUMNS, opened, rows
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.grid import show
    from strikewatch.agents.resolve import why as figures_of

    figures = figures_of(incident)
    if shape == "json":
        _write(_content((incident, figures)))
    elif (out := console()).is_terminal:
        out.print(opened(incident, figures))
    else:
        show(COLUMNS, rows([(incident, figures)]))


def _region(row: "RegionWindow", incidents: "Sequence[Incident]", shape: str) -> None:
    from strikewatch.agents.display.claims import COLUMNS, opened_region, rows
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.grid import show
    from strikewatch.agents.resolve import why as figures_of

    open_ones = [(one, figures_of(one)) for one in incidents]
    if shape == "json":
        _write({"row": row.model_dump(mode="json"), "incidents": [_content(each) for each in open_ones]})
    elif (out := console()).is_terminal:
        out.print(opened_region(row, open_ones))
    else:
        show(COLUMNS, rows(open_ones))


def _content(opened: "Opened") -> dict[str, Any]:
    """The incident without its ledger, which is what the figures are opened to."""
    incident, figures = opened
    return {
        "incident": incident.model_dump(mode="json", exclude={"ledger"}),
        "figures": [
            {
                "field": one.field,
                "figure": one.figure and one.figure.model_dump(mode="json"),
                "live": [entry.model_dump(mode="json") for entry in one.live],
                "superseded": [
                    {**entry.model_dump(mode="json"), "because": because} for entry, because in one.superseded
                ],
            }
            for one in figures
        ],
    }


def _write(content: dict[str, Any]) -> None:
    import orjson

    typer.echo(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
