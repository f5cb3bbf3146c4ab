"""`strikewatch extract`: strike reports straight out of files, without Kafka."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED, Refused

if TYPE_CHECKING:
    from rich.console import Console

    from strikewatch.schemas import Article, RecordError, StrikeReport

Extracted = tuple["Article", Sequence["StrikeReport"]]


def extract(
    paths: options.Paths,
    shape: Annotated[
        Literal["table", "jsonl"] | None,
        typer.Option("--format", help="A table (what a terminal gets), or one JSON record a line."),
    ] = None,
    published: options.Published = None,
    source: options.Source = None,
    language: options.Language = None,
    highlight: Annotated[
        bool | None,
        typer.Option(
            "--highlight/--no-highlight",
            help="Under the table, the text with the evidence marked; on for a terminal.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the words and the rule behind every field.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the explained articles as one HTML page.")
    ] = None,
) -> None:
    """Show the strikes that articles report, and what in the text says so.

    No Kafka is needed. Reports go to standard output in the order of the articles; an article that cannot be
    processed is named on standard error with the reason, and makes the exit code 1.

    \b
    Examples:
      strikewatch extract seeds/articles
      strikewatch extract news.txt --published 2022-10-10 --explain
      strikewatch extract seeds/articles --format jsonl > reports.jsonl
      strikewatch extract news.txt --html news.html
      echo "A drone hit a depot in Kursk on Monday." | strikewatch extract - --published 2024-05-06
    """
    from strikewatch.agents import reading, stages
    from strikewatch.agents.cli.extraction import Extraction
    from strikewatch.agents.display.console import console

    settings, found = options.settings_with(), reading.sources(paths)
    out, errors = console(), console(stderr=True)

    def failed(origin: str, error: "RecordError") -> None:
        errors.print(f"{origin}: {error}", soft_wrap=True)

    run = Extraction(
        reading.read(found, options.given(published, source, language)), stages.load(settings), failed
    )
    as_table = shape == "table" or (shape is None and out.is_terminal) or (shape is None and explain)
    highlighted = out.is_terminal if highlight is None else highlight
    kept: list[Extracted] = []
    for article, reports in run:
        if as_table:
            _print(out, (article, reports), highlight=highlighted, explain=explain)
        else:
            _write(reports)
        kept += [(article, reports)] if html else []
    if html:
        _write_page(html, kept)
    _conclude(errors, run.articles, run.reports, run.failed, table=as_table)


def _print(out: "Console", extracted: Extracted, *, highlight: bool, explain: bool) -> None:
    from strikewatch.agents.display.reports import article_view

    out.print(article_view(*extracted, highlight=highlight, explain=explain))


def _write(reports: Sequence["StrikeReport"]) -> None:
    for report in reports:
        typer.echo(report.encode())


def _write_page(path: Path, extracted: Sequence[Extracted]) -> None:
    from strikewatch.agents.display.page import page

    try:
        path.write_text(page(extracted), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}); give another file to --html") from error


def _conclude(errors: "Console", articles: int, reports: int, failed: int, *, table: bool) -> None:
    from strikewatch.agents.display.console import counted

    if table:
        errors.print(f"{counted(articles, 'article')}, {counted(reports, 'strike report')}", style="dim")
    if failed:
        errors.print(f"error: {failed:,} of {counted(articles, 'article')} could not be processed; see above")
        raise typer.Exit(EXIT_SOME_FAILED)
