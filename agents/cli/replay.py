"""`strikewatch replay`: the whole flow over files, without Kafka, in event time."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from strikewatch.agents.cli import options
from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.reading import Reading
    from strikewatch.agents.replay import Replayed
    from strikewatch.schemas import Article, DeadLetter, Record, RecordError

CHANGES = "changes.jsonl"


def replay(
    paths: options.Paths,
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Where the files go; made if it is not there, overwritten if it is."
        ),
    ],
    changes: Annotated[
        bool, typer.Option("--changes", help="Also write every record on its way to the final state.")
    ] = False,
    published: options.Published = None,
    source: options.Source = None,
    language: options.Language = None,
) -> None:
    """Run the whole flow over files, without Kafka, and write the tables it ends in.

    Articles are taken in the order of their publication. Writes reports.jsonl, incidents.jsonl,
    region-windows.jsonl, alerts.jsonl and dead-letters.jsonl: the final states, the same that a worker leaves on
    its topics, one record a line, in the order of their keys. With --changes also changes.jsonl: the topic and
    the record of every emission, in event time.

    \b
    Examples:
      strikewatch replay seeds/articles --out tables
      strikewatch replay archive.jsonl.xz --out tables --changes
      STRIKEWATCH_ALERTS=none strikewatch replay archive.jsonl.xz --out tables
    """
    from strikewatch.agents import reading, stages
    from strikewatch.agents.display.console import console
    from strikewatch.agents.display.progress import counting
    from strikewatch.agents.replay import replay as run

    settings, found = options.settings_with(), reading.sources(paths)
    sorted_out = _SortedOut(settings.max_article_bytes)
    for each in reading.read(found, options.given(published, source, language)):
        sorted_out.take(each)
    with ExitStack() as stack:
        emitted = _Changes(_opened(out, CHANGES, stack)) if changes else None
        domain = stages.load(settings)
        progress = stack.enter_context(counting(console(stderr=True), "replaying", len(sorted_out.articles)))
        result = run(
            sorted_out.articles,
            domain,
            alerts_policy=settings.alerts,
            on_change=emitted.write if emitted else lambda _: None,
            progress=progress,
        )
    _finish(out, result, sorted_out.letters(), emitted.number if emitted else None)


@dataclass(slots=True)
class _SortedOut:
    """Articles, and apart from them what the extract stage would not take."""

    limit: int
    articles: "list[Article]" = field(default_factory=list)
    refused: "list[tuple[Reading, RecordError]]" = field(default_factory=list)

    def take(self, reading: "Reading") -> None:
        from strikewatch.schemas import RecordError

        if reading.article is None:
            self.refused.append((reading, reading.error or RecordError("invalid", "not an article")))
        elif (size := len(reading.article.encode())) > self.limit:
            self.refused.append(
                (reading, RecordError("too_large", f"{size} bytes; the limit is {self.limit}"))
            )
        else:
            self.articles.append(reading.article)

    def letters(self) -> "list[DeadLetter]":
        """Addressed as if they had come after the articles, since files have no offsets."""
        from datetime import UTC, datetime

        from strikewatch.schemas import DeadLetter, Failure
        from strikewatch.schemas.dead_letter import written

        return [
            DeadLetter(
                stage="extract",
                error=Failure(type=error.reason, reason=str(error)),
                topic="articles",
                partition=0,
                offset=number,
                value=(value := written(reading.raw))[0],
                value_encoding=value[1],
                headers={"file": reading.origin},
                failed_at=datetime.fromtimestamp(0, UTC),
            )
            for number, (reading, error) in enumerate(self.refused, len(self.articles))
        ]


@dataclass(slots=True)
class _Changes:
    """Every emission, a line each: `{"topic": .., "record": ..}`."""

    file: BinaryIO
    number: int = 0

    def write(self, record: "Record") -> None:
        self.number += 1
        self.file.write(b'{"record":' + record.encode() + b',"topic":"' + _topic(record).encode() + b'"}\n')


def _topic(record: "Record") -> str:
    from strikewatch.schemas import Alert, DeadLetter, Incident, RegionWindow

    if isinstance(record, Alert):
        return f"alerts.{record.severity}"
    names = {Incident: "incidents", RegionWindow: "region-windows", DeadLetter: "dead-letters"}
    return next((name for kind, name in names.items() if isinstance(record, kind)), "strike-reports")


def _opened(out: Path, name: str, stack: ExitStack) -> BinaryIO:
    try:
        out.mkdir(parents=True, exist_ok=True)
        return stack.enter_context((out / name).open("wb"))
    except OSError as error:
        raise Refused(f"{out / name} cannot be written ({error.strerror}); give another --out") from error


def _finish(out: Path, result: "Replayed", letters: "Sequence[DeadLetter]", emitted: int | None) -> None:
    from strikewatch.agents.display.grid import show

    files: dict[str, Sequence[Record]] = {
        "reports.jsonl": result.reports,
        "incidents.jsonl": result.incidents,
        "region-windows.jsonl": result.region_windows,
        "alerts.jsonl": result.alerts,
        "dead-letters.jsonl": [*result.dead_letters, *letters],
    }
    for name, records in files.items():
        with ExitStack() as stack:
            _write(_opened(out, name, stack), records)
    rows = [(str(out / name), f"{len(records)}", _about(records)) for name, records in files.items()]
    rows += [] if emitted is None else [(str(out / CHANGES), f"{emitted}", "every emission")]
    show(("file", "records", "of them"), rows)


def _write(file: BinaryIO, records: "Iterable[Record]") -> None:
    file.writelines(record.encode() + b"\n" for record in records)


def _about(records: "Sequence[Record]") -> str:
    """What the records are, where it says more than their number."""
    from strikewatch.schemas import Alert, Incident

    first = records[0] if records else None
    if isinstance(first, Incident):
        counted = sum(isinstance(each, Incident) and each.counts for each in records)
        return f"{counted} strikes at a place, {len(records) - counted} sums, coarse or withdrawn"
    if isinstance(first, Alert):
        standing = sum(isinstance(each, Alert) and each.msg_type != "Cancel" for each in records)
        return f"{standing} standing, {len(records) - standing} cancelled"
    return ""
