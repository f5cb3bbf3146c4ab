"""Days and instants as the command line takes them."""

from typing import TYPE_CHECKING, Any

import typer

from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from datetime import datetime


def at(meaning: str) -> Any:
    """The option --at."""
    return typer.Option(
        "--at", metavar="TIME", help=f"{meaning} A day (its end), or 2024-05-06T18:00 in UTC."
    )


def instant_of(said: str | None) -> "datetime | None":
    """The end of a day, or an instant; without an offset it is UTC.

    Raises:
        Refused: it is neither.
    """
    from datetime import UTC, datetime, timedelta

    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise Refused(f"{said} is no time; write 2024-05-06, or 2024-05-06T18:00 (UTC)") from None
    if len(said) == len("2024-05-06"):
        moment += timedelta(days=1)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
