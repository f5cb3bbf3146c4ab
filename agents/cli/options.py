"""The options that several commands share, and the settings they lead to."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strikewatch.agents.reading import Given
    from strikewatch.agents.settings import Settings

EMBEDDED_SESSION_SECONDS = 3.0
"""On the embedded broker a first worker waits for half of its session before it gets its partitions."""

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATHS",
        help="Files (.txt, .json, .jsonl, .html; .gz and .xz too), directories of them, or - for standard input.",
    ),
]
Published = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="Publication date of the articles that do not say it themselves.",
    ),
]
Source = Annotated[
    str | None, typer.Option(metavar="NAME", help="Publisher of the articles that do not name one.")
]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="Language of the articles that do not say it, as `en`.")
]
Bootstrap = Annotated[
    str | None,
    typer.Option(metavar="HOST:PORT", help="Kafka's address; without it KAFKA_BOOTSTRAP_SERVERS says."),
]
Port = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, metavar="N", help="Port of /metrics, /healthz and /readyz; 0 takes any free one."
    ),
]
Regions = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODE", help="Only this region (UA-63) or country (UA, with its regions); may be repeated."
    ),
]
RuleNames = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only alerts of this rule; may be repeated.")
]
BrokerOption = Annotated[
    Literal["embedded", "external"] | None,
    typer.Option(
        "--broker",
        help="`embedded` starts one in memory for as long as the command runs; it is what an unset address means.",
    ),
]


def settings_with(**given: Any) -> "Settings":
    """The environment's settings, with what the command line says in their place.

    Raises:
        Refused: a variable of the environment has a value that does not do.
    """
    from pydantic import ValidationError

    from strikewatch.agents.settings import SECRETS, Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        variable = name if name.isupper() else f"STRIKEWATCH_{name.upper()}"
        secret = variable.removeprefix("STRIKEWATCH_").lower() in SECRETS
        shown = variable if secret else f"{variable}={first['input']!r}"
        raise Refused(f"{shown} does not do ({first['msg']}); see docs/settings.md") from error


@contextmanager
def running_against(
    broker: Literal["embedded", "external"] | None, bootstrap: str | None, **given: Any
) -> "Iterator[tuple[Settings, bool]]":
    """The settings for the broker that --broker and --bootstrap name, and whether it runs for this block only.

    Raises:
        Refused: both name one, and not the same.
        BrokerError: the embedded broker does not start, or an external one is asked for and not named.
    """
    from strikewatch.agents.broker import ExternalBroker, choose

    if broker == "embedded" and bootstrap:
        raise Refused("--broker embedded and --bootstrap exclude each other; leave out one")
    settings = settings_with(bootstrap_servers=bootstrap, **given)
    with choose(broker, settings.bootstrap_servers) as chosen:
        ours = not isinstance(chosen, ExternalBroker)
        if ours:
            typer.echo(chosen.note, err=True)
        changed: dict[str, Any] = {"bootstrap_servers": chosen.bootstrap}
        if ours and "session_timeout" not in settings.model_fields_set:
            changed["session_timeout"] = EMBEDDED_SESSION_SECONDS
        yield settings.model_copy(update=changed), ours


def given(published: datetime | None, source: str | None, language: str | None = None) -> "Given":
    """What the command line says of the articles."""
    from strikewatch.agents.reading import Given

    return Given(_day(published), source, language, fetched=datetime.now(UTC).date())


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
