"""`strikewatch doctor`: what has to hold here, and what to do where it does not."""

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED

STYLES = {"ok": "green", "warn": "bold yellow", "fail": "bold red"}


def doctor(broker: options.BrokerOption = None, bootstrap: options.Bootstrap = None) -> None:
    """Check versions, files, broker, topics and clock; each line says what to do where it is not ok.

    Without a broker's address an embedded one is started and its topics created, which checks that it can.
    Exit code 1 if anything fails; a warning does not count.

    \b
    Examples:
      strikewatch doctor
      strikewatch doctor --bootstrap 127.0.0.1:9092
      strikewatch doctor --broker embedded
    """
    import asyncio

    from strikewatch.agents.broker import BrokerError
    from strikewatch.agents.diagnosis import Check, diagnose
    from strikewatch.agents.display.grid import show

    try:
        with options.running_against(broker, bootstrap) as (settings, ours):
            checks = asyncio.run(diagnose(settings, create=ours))
    except BrokerError as error:
        checks = [Check("broker", "fail", "does not start", str(error))]
    show(
        ("check", "state", "found", "what to do"),
        [(each.name, each.state, each.found, each.advice) for each in checks],
        STYLES,
    )
    if any(each.state == "fail" for each in checks):
        raise typer.Exit(EXIT_SOME_FAILED)
