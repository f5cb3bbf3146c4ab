"""`strikewatch worker`: the pipeline, until it is told to stop."""

import errno
from typing import TYPE_CHECKING, Annotated

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings

BUSY = {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}


def worker(
    broker: options.BrokerOption = None,
    bootstrap: options.Bootstrap = None,
    create: Annotated[
        bool,
        typer.Option(
            "--create-topics", help="Create the topics that are missing; the embedded broker's always are."
        ),
    ] = False,
    port: options.Port = None,
) -> None:
    """Run the stages until SIGTERM or Ctrl-C; start as many workers as there are partitions to share.

    \b
    Exit codes:
      0   told to stop
      2   nothing was started: no broker, topics missing or not as declared, a setting or rule that is wrong
      69  the broker has gone, or Kafka's client gave up; start again
      70  a stage could not go on; nothing past what it was doing is committed; the log says why
      75  nothing has moved for STRIKEWATCH_STALL_SECONDS though there is work; start again

    \b
    Examples:
      strikewatch worker --broker embedded
      strikewatch worker --bootstrap 127.0.0.1:9092 --create-topics
      KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 strikewatch worker --port 0
    """
    with options.running_against(broker, bootstrap, web_port=port) as (settings, ours):
        code = _run(settings, create=create or ours)
    raise typer.Exit(code)


def _run(settings: "Settings", *, create: bool) -> int:
    import asyncio

    import uvloop

    from strikewatch.agents.admin import create_topics
    from strikewatch.agents.cli.logs import configure
    from strikewatch.agents.worker import Worker

    configure(settings.log_level)
    if create:
        asyncio.run(create_topics(settings))
    work = Worker(settings, on_ready=lambda address: _announce(settings, address))
    try:
        code = uvloop.run(work.run())
    except OSError as error:
        if error.errno not in BUSY:
            raise
        where = f"{settings.web_host}:{settings.web_port}"
        raise Refused(
            f"{where} cannot be served ({error.strerror}); give another --port, 0 takes any"
        ) from error
    if code:
        typer.echo(f"error: {work.reason}; the log above says more", err=True)
    return code


def _announce(settings: "Settings", address: str) -> None:
    typer.echo(
        f"ready: group {settings.group_id} at {settings.bootstrap_servers}, metrics at {address}/metrics"
    )
