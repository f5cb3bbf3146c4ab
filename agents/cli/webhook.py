"""`strikewatch webhook`: alerts to an HTTP endpoint."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED, Refused

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.subscribing import Wanted
    from strikewatch.agents.webhook import Delivered, Patience


def webhook(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to post, http:// or https://.")],
    region: options.Regions = None,
    severity: Annotated[
        Literal["minor", "moderate", "severe", "extreme"] | None,
        typer.Option(help="Only alerts as severe as this, or more."),
    ] = None,
    rule: options.RuleNames = None,
    group: Annotated[
        str, typer.Option(metavar="NAME", help="Consumer group: it goes on where this one stopped.")
    ] = "strikewatch-webhook",
    start: Annotated[
        Literal["beginning", "now"], typer.Option("--from", help="Where a group that is new begins.")
    ] = "now",
    attempts: Annotated[
        int, typer.Option(min=1, max=100, metavar="N", help="The most requests for one delivery.")
    ] = 8,
    wait: Annotated[
        float, typer.Option(min=0.1, metavar="S", help="Seconds until a request is given up.")
    ] = 10.0,
    patience: Annotated[
        float, typer.Option(min=0.1, metavar="S", help="Seconds after which no further request is begun.")
    ] = 120.0,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.1, metavar="S", help="Leave when no alert has come for this many seconds."),
    ] = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Post alerts to a URL, in the format of Alertmanager's webhook (version 4); Ctrl-C leaves.

    An answer of 2xx takes them. 5xx, 408, 425, 429 and a receiver that does not answer are tried again, with growing
    pauses or after its Retry-After; what is refused otherwise, or for too long, becomes dead letters of the stage
    `webhook`. Offsets are committed after that, so a crash repeats at most one request. The environment's
    STRIKEWATCH_WEBHOOK_AUTHORIZATION is sent as the header Authorization. Exit code 1 if there were dead letters.

    \b
    Examples:
      strikewatch webhook https://example.org/hooks/alerts
      strikewatch webhook http://127.0.0.1:8080/ --severity severe --region UA
      strikewatch webhook http://127.0.0.1:8080/ --from beginning --timeout 5
    """
    import asyncio

    from strikewatch.agents.cli.logs import configure
    from strikewatch.agents.subscribing import Wanted
    from strikewatch.agents.webhook import Delivered, Patience

    if not url.startswith(("http://", "https://")):
        raise Refused(f"{url} is no address to post to; begin it with http:// or https://")
    settings = options.settings_with(bootstrap_servers=bootstrap)
    if not settings.bootstrap_servers:
        raise Refused("alerts come from a broker; name one with --bootstrap or KAFKA_BOOTSTRAP_SERVERS")
    configure(settings.log_level)
    result = Delivered()
    wanted = Wanted(frozenset(region or ()), severity, frozenset(rule or ()))
    how = Patience(attempts, wait, patience)
    with suppress(KeyboardInterrupt):
        asyncio.run(
            _run(
                url, settings, wanted, how, result, group=group, beginning=start == "beginning", quiet=timeout
            )
        )
    typer.echo(f"{result.alerts} alerts delivered, {result.letters} dead letters", err=True)
    if result.letters:
        raise typer.Exit(EXIT_SOME_FAILED)


async def _run(
    url: str,
    settings: "Settings",
    wanted: "Wanted",
    patience: "Patience",
    result: "Delivered",
    *,
    group: str,
    beginning: bool,
    quiet: float | None,
) -> None:
    import aiohttp

    from strikewatch.agents.webhook import Receiver, Webhook

    secret = settings.webhook_authorization
    headers = {"Authorization": secret.get_secret_value()} if secret else {}
    async with aiohttp.ClientSession(headers=headers) as session:
        typer.echo(f"posting alerts to {url}; Ctrl-C stops", err=True)
        hook = Webhook(settings, wanted, Receiver(url, session, patience), group, result)
        await hook.run(beginning=beginning, quiet_seconds=quiet)
