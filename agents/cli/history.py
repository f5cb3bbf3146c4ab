"""`strikewatch history`: what was known of an incident at each moment."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import moments, options
from strikewatch.agents.cli.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.schemas import Incident

COLUMNS = ("published", "reports", "killed", "injured", "weapons: launched, shot down", "grade", "change")


def history(
    what: Annotated[str, typer.Argument(metavar="INCIDENT", help="The id of an incident, or its beginning.")],
    at: Annotated[str | None, moments.at("Only what had been published by then.")] = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", help="For people, or an incident a line.")
    ] = "table",
    paths: Input = None,
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Show an incident as its reports made it known: a state for each moment at which one was published.

    With --at the last line is what was known then. Which reports are of one strike is judged as of today.

    \b
    Examples:
      strikewatch history UA-30.20221010 --input seeds/articles
      strikewatch history UA-30.20221010 --at 2022-10-10T12:00 --input seeds/articles --format json
    """
    from strikewatch.agents.cli import finding
    from strikewatch.agents.cli.held import held
    from strikewatch.agents.resolve import Policy
    from strikewatch.agents.resolve import history as states_of
    from strikewatch.schemas import Incident, StrikeReport

    moment = moments.instant_of(at)
    settings = options.settings_with(bootstrap_servers=bootstrap)
    found = held(paths, options.given(published, source), settings, (Incident, StrikeReport))
    incident = finding.incident(what, found.incidents)
    there = {report.report_id for report in found.reports}
    if gone := [name for name in incident.reports if name not in there]:
        typer.echo(f"{len(gone)} of {len(incident.reports)} reports are no longer on their topic", err=True)
    _print(states_of(incident, found.reports, Policy.from_seeds(), moment), shape)
    found.conclude()


def _print(states: "Sequence[Incident]", shape: str) -> None:
    from strikewatch.agents.display import wording
    from strikewatch.agents.display.grid import show

    if shape == "json":
        for state in states:
            typer.echo(state.encode())
        return
    rows = [
        (
            wording.moment(state.last_reported) or wording.NOTHING,
            f"{len(state.reports)}",
            wording.spread(state.casualties.killed),
            wording.spread(state.casualties.injured),
            "; ".join(wording.weapons(state.weapons)) or wording.NOTHING,
            state.grade,
            wording.one_line(state.change_reason),
        )
        for state in states
    ]
    show(COLUMNS, rows)
