"""`strikewatch rules`: alert rules checked, and tried on past articles, before a worker is given them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strikewatch.agents.alert import Rules
    from strikewatch.agents.cli.trial import Message, Policy, Trial
    from strikewatch.agents.settings import Settings

RULE_COLUMNS = ("rule", "on", "event", "severity", "when")
MESSAGE_COLUMNS = ("received", "message", "severity", "area", "rule", "headline")
MESSAGES = {"Alert": "new", "Update": "updated", "Cancel": "cancelled"}

app = typer.Typer(help="Check alert rules, and try them on past articles.", no_args_is_help=True)


@app.callback()
def rules() -> None:
    """Check alert rules, and try them on past articles."""


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
        RULE_COLUMNS,
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


@app.command("test", short_help="Show what rules would have sent for past articles.")
def try_(
    file: Annotated[Path, typer.Argument(metavar="RULES", help="TOML, as `rules lint` checks it.")],
    paths: Annotated[
        list[str] | None,
        typer.Option(
            "--input", metavar="PATHS", help="Articles: a file, a directory, or -; may be repeated."
        ),
    ] = None,
    topic: Annotated[
        Literal["articles", "incidents"] | None,
        typer.Option(help="In place of --input: what this topic holds now, in the order it came."),
    ] = None,
    alerts: Annotated[
        Literal["live", "all"] | None,
        typer.Option(
            help="`live`: only what was news when it was reported; `all`: old news too. "
            "Without it STRIKEWATCH_ALERTS says."
        ),
    ] = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", help="For people, or one message a line.")
    ] = "table",
    published: options.Published = None,
    source: options.Source = None,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Send past articles through the rules, and show what a subscriber would have received, and when.

    With --input articles are taken in the order of their publication, without Kafka, and `received` is the
    publication of the article that brought the message: a new alert, an update of one, or its cancellation. With
    --topic they are taken in the order in which they reached the topic, and `received` is that time; `incidents`
    is quicker, but where the topic was compacted it holds only the last version of each. Time passes with the
    articles only, so an alert that waits (`for`) comes with the first article after its wait.

    \b
    Examples:
      strikewatch rules test my-rules.toml --input seeds/articles
      strikewatch rules test my-rules.toml --topic articles --alerts live
      strikewatch rules test my-rules.toml --input archive.jsonl.xz --alerts live
      strikewatch rules test my-rules.toml --input archive.jsonl.xz --format json
    """
    from strikewatch.agents.alert import Rules

    if (paths is None) == (topic is None):
        raise Refused("either --input or --topic says what to try the rules on; give one of them")
    tried, settings = Rules.load(file), options.settings_with(bootstrap_servers=bootstrap)
    policy = alerts or ("live" if settings.alerts == "live" else "all")
    if topic is not None:
        found, unread = _of_topic(tried, topic, settings, policy)
        _show(tried, found, shape)
        if unread:
            raise typer.Exit(EXIT_SOME_FAILED)
        return
    from strikewatch.agents import stages
    from strikewatch.agents.cli.inputs import take
    from strikewatch.agents.cli.trial import trial
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.progress import counting

    taken = take(paths or [], options.given(published, source), settings)
    with counting(console(stderr=True), "replaying", len(taken.articles)) as progress:
        found = trial(tried, taken.articles, stages.load(settings), policy, progress)
    for letter in found.letters:
        taken.fail(letter.key or letter.address, letter.error.reason)
    _show(tried, found, shape)
    taken.conclude()


def _of_topic(
    tried: "Rules", topic: Literal["articles", "incidents"], settings: "Settings", policy: "Policy"
) -> "tuple[Trial, int]":
    """The trial of what a topic holds, and how many records of it could not be processed; each is named."""
    import asyncio

    from strikewatch.agents import stages
    from strikewatch.agents.broker import BrokerError
    from strikewatch.agents.cli.trial import Trying, trial_of_topic

    if not settings.bootstrap_servers:
        raise BrokerError("--topic needs a broker; name one with --bootstrap or KAFKA_BOOTSTRAP_SERVERS")
    unread: list[str] = []

    def unreadable(what: str) -> None:
        unread.append(what)
        typer.echo(f"left out, not a record of ours: {what}", err=True)

    trying = Trying(tried, stages.load(settings), policy)
    asyncio.run(trial_of_topic(trying, topic, settings, unreadable))
    for letter in trying.letters:
        unreadable(f"{letter.key}: {letter.error.reason}")
    return trying.result, len(unread)


def _show(tried: "Rules", found: "Trial", shape: str) -> None:
    _print(found.messages, shape)
    typer.echo(_summary(tried, found), err=True)


def _print(messages: "Sequence[Message]", shape: str) -> None:
    from strikewatch.agents.display import wording
    from strikewatch.agents.display.alerts import SEVERITY_STYLES
    from strikewatch.agents.display.grid import show

    if shape == "json":
        for each in messages:
            typer.echo(_line(each))
        return
    rows = [
        (
            wording.moment(each.received) or wording.NOTHING,
            f"now {each.alert.moved_to}" if each.alert.moved_to else MESSAGES[each.alert.msg_type],
            each.alert.severity,
            each.alert.area.region,
            each.alert.rule,
            wording.one_line(each.alert.headline),
        )
        for each in messages
    ]
    show(MESSAGE_COLUMNS, rows, SEVERITY_STYLES)


def _brought_by(message: "Message") -> dict[str, str]:
    from strikewatch.schemas import Article

    record = message.brought_by
    if isinstance(record, Article):
        return {"article_id": record.article_id}
    return {"incident_id": record.incident_id}


def _line(message: "Message") -> bytes:
    import orjson

    content = {
        "received": message.received,
        **_brought_by(message),
        "alert": message.alert.model_dump(mode="json"),
    }
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _summary(tried: "Rules", found: "Trial") -> str:
    """`5 messages: 3 new, 1 updated, 1 cancelled; never fired: b`."""
    from strikewatch.agents.display.console import counted

    kinds = [each.alert.msg_type for each in found.messages]
    told = [f"{kinds.count(kind)} {name}" for kind, name in MESSAGES.items() if kind in kinds]
    silent = [rule.id for rule in tried.rules if rule.id not in found.fired]
    said = counted(len(kinds), "message") + (f": {', '.join(told)}" if told else "")
    return f"{said}; never fired: {', '.join(silent)}" if silent else said
