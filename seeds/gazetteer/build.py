"""`python -m strikewatch.seeds.gazetteer.build`: compile the gazetteer and say what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from strikewatch.seeds.gazetteer.columns import pack, unpack
from strikewatch.seeds.gazetteer.gazetteer import COMPILED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strikewatch.seeds.gazetteer.columns import Columns
    from strikewatch.seeds.gazetteer.compiler.changes import Changes

TARGET = Path(__file__).parent / COMPILED


def main(
    *,
    check: Annotated[
        bool, typer.Option(help="Only say what would change; exit 1 if anything would.")
    ] = False,
    show: Annotated[int, typer.Option(help="How many examples of each change to print.")] = 8,
) -> None:
    """Rebuild the compiled gazetteer from the packages of the group `gazetteer` and the data files beside it."""
    console = Console()
    built = _build(console)
    packed = pack(built)
    _report(console, built, show)
    same = TARGET.exists() and TARGET.read_bytes() == packed
    if not check:
        TARGET.write_bytes(packed)
    state = "unchanged" if same else ("would change" if check else "written")
    console.print(f"{COMPILED}: {len(built.id):,} places, {len(packed):,} bytes, {state}")
    raise typer.Exit(1 if check and not same else 0)


def _build(console: Console) -> Columns:
    try:
        from strikewatch.seeds.gazetteer.compiler import everything  # noqa: PLC0415 - its packages are a group of their own
    except ModuleNotFoundError as missing:
        console.print(
            f"{missing.name} is not installed. Install the group first: pip install --group gazetteer"
        )
        raise typer.Exit(2) from missing
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("", total=len(everything.STEPS))
        return everything.columns(lambda step: progress.update(task, advance=1, description=step))


def _report(console: Console, built: Columns, show: int) -> None:
    from strikewatch.seeds.gazetteer.compiler import changes  # noqa: PLC0415 - as above

    before = unpack(TARGET.read_bytes()) if TARGET.exists() else None
    found = changes.changes(before, built)
    table = Table("", "count", "examples")
    for title, count, examples in _rows(found):
        table.add_row(title, f"{count:,}", "\n".join(list(examples)[:show]))
    console.print(table)


def _rows(found: Changes) -> Iterable[tuple[str, int, Iterable[str]]]:
    from strikewatch.seeds.gazetteer.compiler.changes import altered_fields  # noqa: PLC0415 - as above

    for title, places in (("places added", found.added), ("places removed", found.removed)):
        yield (
            title,
            len(places),
            (f"{place.name}, {place.kind}, {place.region or place.country}" for place in places),
        )
    yield (
        "places altered",
        len(found.altered),
        (f"{new.name}: {altered_fields(old, new)}" for old, new in found.altered),
    )
    yield "spellings added", len(found.spellings_added), found.spellings_added
    yield "spellings removed", len(found.spellings_removed), found.spellings_removed


if __name__ == "__main__":
    typer.run(main)
