"""How every command ends: one line that says what is wrong and what to do, and an exit code; never a traceback."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

EXIT_SOME_FAILED = 1
"""The command did its work, and some of what it was given could not be processed."""
EXIT_REFUSED = 2
"""Usage, a missing file, an unknown format, no broker: nothing was done."""
EXIT_INTERRUPTED = 130


class Refused(Exception):  # noqa: N818  # it names what happened, as typer's Abort and Exit do
    """Nothing can be done; the message is `what; what to do`."""


class CommandLine(TyperGroup):
    """The group of all commands, which turns every expected failure into its line."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a reader of our output that has gone, as with `| head`, ends it well."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run, and leave with the exit code."""
        kwargs["standalone_mode"] = False
        logging.basicConfig(
            level=logging.CRITICAL
        )  # what goes wrong is said once, here; the worker logs more
        try:
            code = super().main(*args, **kwargs)
        except typer.TyperException as error:
            _say(f"{error.format_message().rstrip('.')}; {_advice(error)}")
            code = EXIT_REFUSED
        except (typer.Abort, KeyboardInterrupt):
            code = EXIT_INTERRUPTED
        except Exception as error:
            if not _expected(error):
                raise
            _say(str(error))
            code = EXIT_REFUSED
        sys.exit(code if isinstance(code, int) else 0)


def _advice(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"see: {context.command_path if context else 'strikewatch'} --help"


def _expected(error: Exception) -> bool:
    """Whether it is meant for people. By name, since to import its class would slow down every start."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return not names.isdisjoint(
        {
            f"{__name__}.Refused",
            "strikewatch.agents.broker.interface.BrokerError",
            "strikewatch.agents.reading.ReadError",
            "strikewatch.agents.alert.rules.RulesError",
        }
    )


def _say(message: str) -> None:
    typer.echo(f"error: {message[:1].lower() + message[1:] if message[:2].istitle() else message}", err=True)
