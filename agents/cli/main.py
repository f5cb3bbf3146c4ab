"""The command line: `strikewatch COMMAND`. One module per command; this one only names them."""

import typer

from strikewatch.agents.cli import (
    demo,
    doctor,
    extract,
    history,
    incidents,
    publish,
    reconcile,
    regions,
    replay,
    rules,
    schema,
    serve,
    subscribe,
    topics,
    webhook,
    why,
    worker,
)
from strikewatch.agents.cli.group import CommandLine

app = typer.Typer(
    cls=CommandLine,
    name="strikewatch",
    help="Turns war reporting into strikes, incidents, rolling regional tables and alerts, on Kafka.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("demo", short_help="Show the whole flow at work, on a broker of its own.")(demo.demo)
app.command("extract", short_help="Show the strikes that articles report.")(extract.extract)
app.command("publish", short_help="Put articles on their topic.")(publish.publish)
app.command("worker", short_help="Run the stages until told to stop.")(worker.worker)
app.command("serve", short_help="Serve the dashboard, the HTTP API and feeds.")(serve.serve)
app.command("subscribe", short_help="Print alerts and other records as they come.")(subscribe.subscribe)
app.command("webhook", short_help="Post alerts to a URL.")(webhook.webhook)
app.command("replay", short_help="Run the whole flow over files, without Kafka.")(replay.replay)
app.command("incidents", short_help="List the strikes that are known.")(incidents.incidents)
app.command("regions", short_help="Show the rolling tables by region.")(regions.regions)
app.command("reconcile", short_help="Compare stated totals of a country with the sum of its strikes.")(
    reconcile.reconcile
)
app.command("why", short_help="Open every number of an incident or region to its claims.")(why.why)
app.command("history", short_help="Show what was known of an incident, and when.")(history.history)
app.command("doctor", short_help="Check what has to hold here.")(doctor.doctor)
app.add_typer(topics.app, name="topics")
app.add_typer(rules.app, name="rules")
app.add_typer(schema.app, name="schema")


def main() -> None:
    """The console script."""
    app(prog_name="strikewatch")


if __name__ == "__main__":
    main()
