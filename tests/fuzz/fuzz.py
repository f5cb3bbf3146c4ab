"""Coverage-guided fuzzing of what reads articles, by atheris: `python tests/fuzz/fuzz.py decoder|extractor --runs N`.

It begins from the articles and hostile inputs of this project and from what earlier runs found to lead elsewhere
(TARGET.jsonl beside this file), and changes bytes, or whole words for others of the extractor's own. An input that
raises what no caller expects, or breaks what must hold of every result, ends it with a code that is not 0; it is
then in the working directory as crash-*. `--grow SECONDS` goes on for so long and writes TARGET.jsonl anew.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from base64 import b85decode, b85encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

with atheris.instrument_imports(include=["strikewatch.agents.extract", "strikewatch.schemas"]):
    import fuzz_targets
import hostile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 2_000
"""Bytes: longer texts are the business of the tests of time."""
SLOWEST = 20
"""Seconds for one input, far above what a loaded machine needs."""
MOST_KEPT = 200


def own() -> Iterator[bytes]:
    """Articles of ours, and the hostile inputs that are short enough."""
    for path in sorted((HERE.parents[1] / "seeds" / "articles").glob("*.json*")):
        yield from (line for line in path.read_bytes().splitlines() if line.strip())
    yield from (value for value in hostile.corpus().values() if value and len(value) <= LONGEST)


def texts_of(articles: Iterator[bytes]) -> Iterator[bytes]:
    """What the extractor is given of them, a paragraph at a time."""
    for raw in articles:
        try:
            text = json.loads(raw)["text"]
        except (ValueError, LookupError, TypeError, RecursionError):
            continue
        if isinstance(text, str):
            yield from (one.encode("utf-8", "replace") for one in text.split("\n\n") if one.strip())


def grown(target: str) -> list[bytes]:
    path = HERE / f"{target}.jsonl"
    return [b85decode(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def lay_out(target: str, folder: Path) -> None:
    """The inputs to begin from, a file each, as libFuzzer reads them."""
    begun = own() if target == "decoder" else texts_of(own())
    for number, value in enumerate(dict.fromkeys([*begun, *grown(target)])):
        (folder / f"{number:05}").write_bytes(value[:LONGEST])


@cache
def words() -> list[str]:
    """Every word of our own texts."""
    return sorted({word for text in texts_of(own()) for word in text.decode().split()})


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Words put in, left out, doubled or moved; or bytes changed, as libFuzzer does."""
    chance = random.Random(seed)
    if chance.random() < 1 / 3:
        changed: bytes = atheris.Mutate(data, most)
        return changed
    told = data.decode("utf-8", "replace").split(" ")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(told) + 1)
        match chance.randrange(4):
            case 0:
                told[at:at] = [chance.choice(words())]
            case 1:
                told[at : at + 1] = [chance.choice(words())]
            case 2:
                told[at : at + 1 + chance.randrange(3)] = []
            case _:
                start = chance.randrange(len(told) + 1)
                told[at:at] = told[start : start + chance.randint(1, 6)]
    return " ".join(told).encode("utf-8", "replace")[:most]


def fuzz(target: str, folders: list[Path], options: list[str]) -> None:
    """Does not return: libFuzzer ends the process. It keeps what leads elsewhere in the first folder."""
    run: Callable[[bytes], None] = fuzz_targets.TARGETS[target]()
    # One allocation is limited, not the peak of all: that is handed down by whatever started this process.
    limits = [f"-max_len={LONGEST}", f"-timeout={SLOWEST}", "-rss_limit_mb=0", "-malloc_limit_mb=1024"]
    arguments = [sys.argv[0], *limits, *options]
    atheris.Setup(
        [*arguments, *map(str, folders)], run, custom_mutator=mutated if target == "extractor" else None
    )
    atheris.Fuzz()


def grow(target: str, seconds: int) -> None:
    """Fuzz on from what is there for so long, and write down what led elsewhere."""
    with tempfile.TemporaryDirectory() as begun, tempfile.TemporaryDirectory() as fresh:
        lay_out(target, Path(begun))
        command = [
            sys.executable,
            __file__,
            target,
            "--seconds",
            str(seconds),
            "--from",
            begun,
            "--to",
            fresh,
        ]
        subprocess.run(command, check=True)
        found = sorted((path.read_bytes() for path in Path(fresh).iterdir()), key=lambda one: (len(one), one))
    kept = list(dict.fromkeys([*grown(target), *found]))
    kept = kept[:: -(-len(kept) // MOST_KEPT) or 1]
    written = "".join(json.dumps(b85encode(one).decode()) + "\n" for one in kept)
    (HERE / f"{target}.jsonl").write_text(written)
    print(f"{len(kept)} inputs in {target}.jsonl, {len(found)} were found")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", choices=sorted(fuzz_targets.TARGETS))
    parser.add_argument("--runs", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--grow", type=int, metavar="SECONDS")
    parser.add_argument("--seconds", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="begun", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--to", dest="fresh", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.grow:
        grow(options.target, options.grow)
    elif options.seconds:
        fuzz(options.target, [options.fresh, options.begun], [f"-max_total_time={options.seconds}"])
    else:
        corpus = Path(tempfile.mkdtemp())
        lay_out(options.target, corpus)
        fuzz(options.target, [corpus], [f"-runs={options.runs}", f"-seed={options.seed}"])


if __name__ == "__main__":
    main()
