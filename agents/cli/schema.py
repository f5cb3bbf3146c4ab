"""`strikewatch schema`: what the records look like, for programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings

ASYNCAPI = "asyncapi.json"
app = typer.Typer(help="Export the records' schemas.", no_args_is_help=True)


@app.callback()
def schema() -> None:
    """Export the records' schemas."""


@app.command(short_help="Write JSON Schemas and an AsyncAPI document.")
def export(
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the files go; without it the AsyncAPI document is printed."),
    ] = None,
) -> None:
    """Write a JSON Schema (2020-12) for every record, and an AsyncAPI 3.0 document of the topics.

    The document names every topic with its record, key, partitions and configuration as the settings have them;
    its examples are what becomes of the sample articles.

    \b
    Examples:
      strikewatch schema export --out schemas-json
      strikewatch schema export > asyncapi.json
      STRIKEWATCH_TOPIC_PREFIX=prod. strikewatch schema export --out schemas-json
    """
    from strikewatch.agents.cli.asyncapi import RECORDS, asyncapi, json_schema
    from strikewatch.agents.topics import catalogue

    settings = options.settings_with()
    document = asyncapi(catalogue(settings), settings, _examples(settings))
    if out is None:
        typer.echo(_written(document))
        return
    files = {f"{record.__name__}.schema.json": json_schema(record) for record in RECORDS}
    for name, content in {**files, ASYNCAPI: document}.items():
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(_written(content) + b"\n")
        except OSError as error:
            raise Refused(f"{out / name} cannot be written ({error.strerror}); give another --out") from error
        typer.echo(str(out / name))


def _written(content: Any) -> bytes:
    import orjson

    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _examples(settings: "Settings") -> dict[str, Any]:
    """The first record of each kind that the sample articles come to."""
    from strikewatch.agents import reading, stages
    from strikewatch.agents.cli.samples import sample_paths
    from strikewatch.agents.replay import replay
    from strikewatch.schemas import DeadLetter, Failure

    domain = stages.load(settings)
    with sample_paths() as paths:
        readings = reading.read(reading.sources(paths), reading.Given())
        articles = [each.article for each in readings if each.article]
    result = replay(articles, domain)
    letter = DeadLetter(
        stage="extract",
        error=Failure(type="not_json", reason="not JSON: unexpected character"),
        topic="articles",
        partition=0,
        offset=0,
        value="<html>",
        failed_at="2024-03-24T05:30:00Z",
    )
    firsts = (
        articles,
        result.reports,
        result.incidents,
        result.region_windows,
        result.alerts,
        [letter],
    )
    return {type(kind[0]).__name__: kind[0].model_dump(mode="json") for kind in firsts if kind}
