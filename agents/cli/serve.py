"""`strikewatch serve`: the dashboard, the HTTP API and the feeds, until told to stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import Refused
from strikewatch.agents.cli.worker import BUSY

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings


def serve(
    bootstrap: options.Bootstrap = None,
    host: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Where to listen; without it on this machine only, 127.0.0.1."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="N", help="Port of the page and the API; 0 takes any free one."
        ),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="N", help="Port of /metrics; 0 takes any free one."),
    ] = None,
) -> None:
    """Serve the dashboard, the HTTP API and the feeds until SIGTERM or Ctrl-C; docs/api.md lists what can be asked.

    Reads the tables off Kafka into memory and follows them. Needs no worker beside it and joins no consumer group:
    start as many as you like.

    \b
    Exit codes:
      0   told to stop
      2   nothing was started: no broker, topics missing, a port that is taken
      69  the topics were made anew, or the broker refuses us; start again

    \b
    Examples:
      strikewatch serve --bootstrap 127.0.0.1:9092
      KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 strikewatch serve --port 0 --metrics-port 0
    """
    settings = options.settings_with(
        bootstrap_servers=bootstrap, serve_host=host, serve_port=port, serve_metrics_port=metrics_port
    )
    raise typer.Exit(_run(settings))


def _run(settings: "Settings") -> int:
    import uvloop

    from strikewatch.agents.cli.logs import configure
    from strikewatch.agents.view.server import Server

    configure(settings.log_level)
    server = Server(settings, on_ready=_announce)
    try:
        code = uvloop.run(server.run())
    except OSError as error:
        if error.errno not in BUSY:
            raise
        raise Refused(
            f"port {settings.serve_port} or {settings.serve_metrics_port} cannot be served ({error.strerror}); "
            "give another --port and --metrics-port, 0 takes any"
        ) from error
    if code:
        typer.echo(f"error: {server.reason}", err=True)
    return code


def _announce(page: str, metrics: str) -> None:
    typer.echo(f"ready: dashboard at {page}, metrics at {metrics}/metrics")
