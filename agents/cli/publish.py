"""`strikewatch publish`: articles onto their topic."""

from typing import TYPE_CHECKING, Annotated

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import EXIT_SOME_FAILED, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from strikewatch.agents.publishing import Published
    from strikewatch.agents.reading import Given, Source
    from strikewatch.agents.settings import Settings

SHOWN_REFUSALS = 20


def publish(
    paths: options.Paths,
    published: options.Published = None,
    source: options.Source = None,
    language: options.Language = None,
    rate: Annotated[
        float | None, typer.Option(min=0.001, metavar="N", help="At most this many articles a second.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Publish nothing unless every article can be read."),
    ] = False,
    bootstrap: options.Bootstrap = None,
) -> None:
    """Put articles on their topic, and wait until the broker has confirmed each.

    What cannot be read as an article is published as the bytes it is, and the worker makes a dead letter of it;
    with --check nothing is published in that case. Exit code 1 if any delivery was not confirmed.

    \b
    Examples:
      strikewatch publish seeds/articles
      strikewatch publish news.txt --published 2022-10-10 --source "Meridian Wire"
      strikewatch publish archive.jsonl.xz --rate 50 --check
      cat feed.jsonl | strikewatch publish - --bootstrap 127.0.0.1:9092
    """
    import asyncio

    from strikewatch.agents import publishing, reading
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.progress import counting

    settings = options.settings_with(bootstrap_servers=bootstrap)
    found, given, errors = (
        reading.sources(paths),
        options.given(published, source, language),
        console(stderr=True),
    )
    if check:
        _checked(errors, found, given)
    with counting(errors, "publishing", reading.count(found)) as progress:
        result = asyncio.run(
            publishing.publish(reading.read(found, given), settings, per_second=rate, progress=progress)
        )
    _conclude(errors, result, settings)


def _checked(errors: "Console", found: "Sequence[Source]", given: "Given") -> None:
    from strikewatch.agents import reading

    if any(source.path is None for source in found):
        raise Refused("standard input can be read only once; save it to a file to use --check")
    bad = [each for each in reading.read(found, given) if each.error]
    for each in bad:
        errors.print(f"{each.origin}: {each.error}", soft_wrap=True)
    if bad:
        raise Refused(
            f"{len(bad):,} cannot be read, see above; nothing was published: mend them or leave out --check"
        )


def _conclude(errors: "Console", result: "Published", settings: "Settings") -> None:
    from strikewatch.agents.display.console import counted

    sent = counted(result.confirmed, "article")
    typer.echo(f"{sent} to topic {result.topic} at {settings.bootstrap_servers} in {result.seconds:.1f} s")
    if result.undecoded:
        errors.print(
            f"{result.undecoded:,} of them cannot be read as articles and will become dead letters",
            soft_wrap=True,
        )
    for origin, reason in result.refused[:SHOWN_REFUSALS]:
        errors.print(f"{origin}: {reason}", soft_wrap=True)
    if result.refused:
        errors.print(
            f"error: {counted(len(result.refused), 'article')} not confirmed by the broker; publish again, "
            "what is there twice changes nothing",
            soft_wrap=True,
        )
        raise typer.Exit(EXIT_SOME_FAILED)
