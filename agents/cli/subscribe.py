"""`strikewatch subscribe`: alerts, or any other records, as they come."""

from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.subscribing import Feed, Heard, Wanted
    from strikewatch.schemas import Record


def subscribe(
    topic: Annotated[
        Literal["alerts", "incidents", "region-windows", "strike-reports", "dead-letters"],
        typer.Option(help="What to hear."),
    ] = "alerts",
    region: options.Regions = None,
    severity: Annotated[
        Literal["minor", "moderate", "severe", "extreme"] | None,
        typer.Option(help="Only alerts and incidents as severe as this, or more."),
    ] = None,
    rule: options.RuleNames = None,
    shape: Annotated[
        Literal["text", "json", "cap", "cloudevents"],
        typer.Option("--format", help="For people; one record a line; alerts as CAP 1.2 or CloudEvents 1.0."),
    ] = "text",
    start: Annotated[
        Literal["beginning", "now"], typer.Option("--from", help="Everything the topic holds, or what comes.")
    ] = "now",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Leave after this many records.")
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="S", help="Leave when none has come for this many seconds."),
    ] = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Print alerts, or the records of another topic, as they come; Ctrl-C leaves.

    Nothing that is written after the line "listening" is missed. Exit code 1 if --timeout passed before --limit
    records had come.

    \b
    Examples:
      strikewatch subscribe
      strikewatch subscribe --severity severe --region UA
      strikewatch subscribe --rule incident-toll --format json >> alerts.jsonl
      strikewatch subscribe --format cap --from beginning --timeout 2
      strikewatch subscribe --topic incidents --from beginning --timeout 2
      strikewatch subscribe --topic dead-letters --from beginning --timeout 2 --format json
    """
    import asyncio

    from strikewatch.agents.subscribing import Wanted

    if rule and topic != "alerts":
        raise Refused(f"--rule is about alerts, not {topic}; leave it out")
    if severity and topic not in {"alerts", "incidents"}:
        raise Refused(f"--severity is about alerts and incidents, not {topic}; leave it out")
    if shape in {"cap", "cloudevents"} and topic != "alerts":
        raise Refused(f"--format {shape} is for alerts, not {topic}; take json")
    wanted = Wanted(frozenset(region or ()), severity, frozenset(rule or ()))
    settings = options.settings_with(bootstrap_servers=bootstrap)
    with suppress(KeyboardInterrupt):
        heard = asyncio.run(
            _listen(
                topic,
                settings,
                wanted,
                _printer(shape),
                beginning=start == "beginning",
                limit=limit,
                timeout=timeout,
            )
        )
        if limit is not None and heard < limit:
            raise typer.Exit(EXIT_SOME_FAILED)


async def _listen(
    topic: "Feed",
    settings: "Settings",
    wanted: "Wanted",
    put: "Callable[[Heard], None]",
    *,
    beginning: bool,
    limit: int | None,
    timeout: float | None,  # noqa: ASYNC109  # it is about quiet, not about this call
) -> int:
    from strikewatch.agents.subscribing import subscribe as heard_from

    def ready() -> None:
        typer.echo(f"listening to {topic} at {settings.bootstrap_servers}", err=True)

    def unreadable(what: str) -> None:
        typer.echo(f"left out, not a record of ours: {what}", err=True)

    stream = heard_from(
        topic,
        settings,
        wanted,
        beginning=beginning,
        quiet_seconds=timeout,
        on_ready=ready,
        on_unreadable=unreadable,
    )
    number = 0
    async with aclosing(stream) as records:
        async for heard in records:
            put(heard)
            number += 1
            if number == limit:
                break
    return number


def _printer(shape: str) -> "Callable[[Heard], None]":
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.records import line, shown

    out = console()
    if shape == "json":
        return lambda heard: typer.echo(heard.raw)
    if shape in {"cap", "cloudevents"}:
        return lambda heard: typer.echo(_alert(heard.record, shape))
    if not out.is_terminal:
        return lambda heard: typer.echo(line(heard.record))
    return lambda heard: out.print(shown(heard.record))


def _alert(record: "Record", shape: str) -> str | bytes:
    """An alert in the format of others."""
    import orjson

    from strikewatch.agents.alert.cap import cap_xml
    from strikewatch.agents.alert.cloudevents import cloud_event
    from strikewatch.schemas import Alert

    if not isinstance(record, Alert):
        raise TypeError(f"{shape} is for alerts, not {type(record).__name__}")
    return cap_xml(record) if shape == "cap" else orjson.dumps(cloud_event(record))
