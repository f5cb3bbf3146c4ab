"""`strikewatch topics`: the topics as declared, and as the broker has them."""

from typing import TYPE_CHECKING

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.admin import TopicState

app = typer.Typer(help="Create or compare the topics.", no_args_is_help=True)


@app.command(short_help="Create the topics that are missing.")
def create(bootstrap: options.Bootstrap = None) -> None:
    """Create the topics that are missing; those that are there are compared and left as they are.

    Exit code 1 if one that was there is not as declared.

    \b
    Examples:
      strikewatch topics create
      strikewatch topics create --bootstrap 127.0.0.1:9092
      STRIKEWATCH_TOPIC_PREFIX=test. STRIKEWATCH_PARTITIONS=12 strikewatch topics create
    """
    import asyncio

    from strikewatch.agents.admin import create_topics
    from strikewatch.agents.display.grid import show

    done = asyncio.run(create_topics(options.settings_with(bootstrap_servers=bootstrap)))
    show(
        ("topic", "outcome", "partitions", "differs"),
        [
            (
                each.state.spec.name,
                each.outcome,
                str(each.state.partitions),
                "; ".join(each.state.differences),
            )
            for each in done
        ],
    )
    _conclude([each.state for each in done])


@app.command("list", short_help="Compare the topics with what they should be.")
def list_(bootstrap: options.Bootstrap = None) -> None:
    """Show every topic as declared and as the broker has it.

    Exit code 1 if one is missing or not as declared.

    \b
    Examples:
      strikewatch topics list
      strikewatch topics list --bootstrap 127.0.0.1:9092
    """
    import asyncio

    from strikewatch.agents.admin import describe_topics
    from strikewatch.agents.display.grid import show

    states = asyncio.run(describe_topics(options.settings_with(bootstrap_servers=bootstrap)))
    show(
        ("topic", "record", "key", "partitions", "cleanup", "kept", "on the broker"),
        [
            (
                state.spec.name,
                state.spec.record,
                state.spec.key,
                str(state.spec.partitions),
                state.spec.cleanup,
                _kept(state.spec.retention_ms),
                "missing" if state.missing else "; ".join(state.differences) or "as declared",
            )
            for state in states
        ],
    )
    _conclude(states)


def _kept(milliseconds: int) -> str:
    return "for ever" if milliseconds < 0 else f"{milliseconds // 86_400_000} days"


def _conclude(states: "Sequence[TopicState]") -> None:
    missing, wrong = sum(state.missing for state in states), sum(bool(state.differences) for state in states)
    if missing:
        typer.echo(f"error: {missing} missing; create with: strikewatch topics create", err=True)
    if wrong:
        typer.echo(
            f"error: {wrong} not as declared; alter them with Kafka's own tools, or set STRIKEWATCH_PARTITIONS, "
            "STRIKEWATCH_RETENTION_DAYS or STRIKEWATCH_MAX_MESSAGE_BYTES to what they have",
            err=True,
        )
    if missing or wrong:
        raise typer.Exit(EXIT_SOME_FAILED)
