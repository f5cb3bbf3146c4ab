"""Articles out of files, for the commands that read the tables, and what they do with those they cannot process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from strikewatch.agents.cli.group import EXIT_SOME_FAILED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.agents.reading import Given
    from strikewatch.agents.settings import Settings
    from strikewatch.schemas import Article

Input = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="PATHS",
        help="Articles in place of a broker's topics: a file, a directory, or -; may be repeated.",
    ),
]


@dataclass(slots=True)
class Taken:
    """The articles that the extract stage would take, and how many there were in all."""

    articles: list[Article]
    number: int
    failed: int = 0

    def fail(self, origin: str, error: object) -> None:
        """Name one that cannot be processed."""
        self.failed += 1
        typer.echo(f"{origin}: {error}", err=True)

    def conclude(self) -> None:
        """End with exit code 1 if any could not be processed.

        Raises:
            Exit: some could not.
        """
        if self.failed:
            typer.echo(f"error: {self.failed} of {self.number} articles could not be processed", err=True)
            raise typer.Exit(EXIT_SOME_FAILED)


def take(paths: Iterable[str], given: Given, settings: Settings) -> Taken:
    """Read them all; those that cannot be read are named on standard error, and the others go on."""
    from strikewatch.agents import reading

    taken = Taken([], 0)
    for each in reading.read(reading.sources(paths), given):
        taken.number += 1
        if each.article is None:
            taken.fail(each.origin, each.error)
        elif (size := len(each.article.encode())) > settings.max_article_bytes:
            taken.fail(each.origin, f"{size} bytes; the limit is {settings.max_article_bytes}")
        else:
            taken.articles.append(each.article)
    return taken
