"""`strikewatch demo`: the whole flow on one machine, from a broker of its own to the last table."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from strikewatch.agents.cli import options

if TYPE_CHECKING:
    from strikewatch.agents.reading import Given, Reading

EXIT_TERMINATED = 143


def demo(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATHS", help="Articles to use in place of the samples: files, directories, or -."
        ),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Leave it running until Ctrl-C, with the dashboard, to try other commands."
        ),
    ] = False,
    port: options.Port = 0,
    published: options.Published = None,
    source: options.Source = None,
) -> None:
    """Start a broker and a worker, publish the sample articles, and show what becomes of them.

    Needs neither Kafka nor docker: the broker keeps everything in memory, and all of it is gone when the command
    ends. Shows articles becoming strike reports, incidents, region tables and alerts, and then the tables. With --keep
    it goes on, serves the dashboard, and says where.

    \b
    Examples:
      strikewatch demo
      strikewatch demo news.txt --published 2022-10-10
      strikewatch demo --keep
    """
    import asyncio

    from strikewatch.agents.broker import embedded
    from strikewatch.agents.cli.demonstration import Demonstration
    from strikewatch.agents.cli.samples import sample_paths

    started = time.monotonic()
    with sample_paths() as samples:
        readings = _readings(paths or samples, options.given(published, source))
    with embedded() as broker:
        settings = options.settings_with(
            bootstrap_servers=broker.bootstrap,
            web_port=port,
            session_timeout=options.EMBEDDED_SESSION_SECONDS,
            **_ports(),
        )
        run = Demonstration(settings, readings, broker.note, started)
        try:
            asyncio.run(run.run(keep=keep))
        except asyncio.CancelledError:
            raise typer.Exit(EXIT_TERMINATED) from None
        except KeyboardInterrupt:
            if not run.kept:
                raise


def _ports() -> dict[str, int]:
    """Any free ones for the dashboard, unless the environment names them: a demo runs beside whatever else does."""
    named = options.settings_with().model_fields_set
    return {name: 0 for name in ("serve_port", "serve_metrics_port") if name not in named}


def _readings(paths: list[str], given: "Given") -> "list[Reading]":
    from strikewatch.agents import reading

    return list(reading.read(reading.sources(paths), given))
