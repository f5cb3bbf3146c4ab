"""`strikewatch reconcile`: what is stated for a country and night, beside the sum of what is known place by place."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.resolve import Line
    from strikewatch.schemas import Incident

COLUMNS = ("day", "quantity", "stated", "sum of places", "strikes", "difference", "finding")


def reconcile(
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Code or name, such as UA.")],
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day, or the night that ends on it; without it every day that has a stated total.",
        ),
    ] = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", help="For people, or one line of JSON a quantity.")
    ] = "table",
    paths: Input = None,
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Compare what officials state for a whole country with the sum of its strikes, night by night.

    Stated totals never enter the tables. A difference is named, not mended: places nobody told of, or told of twice.

    \b
    Examples:
      strikewatch reconcile UA --input seeds/articles
      strikewatch reconcile Ukraine --day 2022-10-10 --input seeds/articles --format json
    """
    from strikewatch.agents.cli import finding
    from strikewatch.agents.cli.held import held
    from strikewatch.agents.resolve import reconcile as lines_of
    from strikewatch.schemas import Incident, RegionWindow

    settings = options.settings_with(bootstrap_servers=bootstrap)
    found = held(paths, options.given(published, source), settings, (Incident, RegionWindow))
    names = finding.region_names(found.windows)
    code = finding.region(country, names)
    if code is None:
        raise finding.unknown("region", country, [*names, *names.values()])
    days = [day.date()] if day else _stated_days(found.incidents, code)
    _print([(each, line) for each in days for line in lines_of(found.incidents, code, each)], shape)
    if not days:
        typer.echo(f"no total is stated for {names[code]} in what was read", err=True)
    found.conclude()


def _stated_days(incidents: "Iterable[Incident]", country: str) -> list[date]:
    """The days that a stated total of the country ends on."""
    return sorted(
        {
            one.period.end
            for one in incidents
            if one.scope == "summary"
            and one.place.level == "country"
            and one.place.country == country
            and one.period is not None
            and not one.retracted
        }
    )


def _print(rows: "Sequence[tuple[date, Line]]", shape: str) -> None:
    from strikewatch.agents.display.grid import show

    if shape == "json":
        import orjson

        for day, line in rows:
            typer.echo(orjson.dumps({"day": day, **_fields(line)}))
        return
    show(COLUMNS, [(str(day), *_cells(line)) for day, line in rows])


def _fields(line: "Line") -> dict[str, object]:
    return {
        "quantity": line.quantity,
        "stated": line.stated,
        "summed": line.summed,
        "incidents": line.incidents,
        "difference": line.difference,
        "finding": line.finding,
    }


def _cells(line: "Line") -> tuple[str, ...]:
    def shown(number: int | None) -> str:
        return "-" if number is None else str(number)

    return (
        line.quantity,
        shown(line.stated),
        str(line.summed),
        str(line.incidents),
        shown(line.difference),
        line.finding,
    )
