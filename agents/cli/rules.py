"""`strikewatch rules`: alert rules checked before a worker is given them."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Check alert rules.", no_args_is_help=True)


@app.callback()
def rules() -> None:
    """Check alert rules."""


@app.command(short_help="Check a file of alert rules.")
def lint(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="TOML; without it, the rules that come with the system."),
    ] = None,
) -> None:
    """Check a file of alert rules, and list them.

    The first rule that is wrong is named with file, line and what is wrong, and makes the exit code 2.

    \b
    Examples:
      strikewatch rules lint
      strikewatch rules lint my-rules.toml
    """
    from strikewatch.agents.alert import Rules
    from strikewatch.agents.display.grid import show

    checked = Rules.load(file) if file else Rules.from_seeds()
    show(
        ("rule", "on", "event", "severity", "when"),
        [
            (
                rule.id,
                rule.spec.window or rule.spec.on,
                rule.spec.event,
                rule.spec.severity if isinstance(rule.spec.severity, str) else ", ".join(rule.spec.severity),
                rule.spec.when,
            )
            for rule in checked.rules
        ],
    )
