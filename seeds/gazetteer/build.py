"""`python -m strikewatch.seeds.gazetteer.build`: compile the gazetteer and say what changed."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from strikewatch.seeds.gazetteer.columns import pack
from strikewatch.seeds.gazetteer.compiler.everything import STEPS, columns
from strikewatch.seeds.gazetteer.gazetteer import COMPILED


def main() -> None:
    """Rebuild the file in place."""
    console = Console()
    target = Path(__file__).parent / COMPILED
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("gazetteer", total=len(STEPS))
        built = columns(lambda step: progress.update(task, advance=1, description=step))
    packed = pack(built)
    target.write_bytes(packed)
    console.print(f"{target}: {len(built.id):,} places, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
