"""What the project's files say, and what they do not."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
ELSEWHERE = re.compile(r"(?<![\w.$}/-])/(work|root|home|Users|mnt)/\w|\.\./shared\b")
TEMPORARY = re.compile(r"(?<![\w.$}/-])/tmp/\w+")
FOREIGN = re.compile(
    r"\b(co-authored-by|LLMs?|(generated|written) (by|with) an? (AI|assistant|model))\b", re.IGNORECASE
)

DECLARED = frozenset(
    {
        "/tmp/strikewatch",  # noqa: S108  # the default of STRIKEWATCH_STATE_DIR
        "/tmp/tables",  # noqa: S108  # where the documentation's examples write
    }
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def files_of_the_project() -> list[Path]:
    """What git would put into a clone; every file beside the virtual environment where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_is_named_after_being_useful() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|misc|common|stuff)($|_)")
    assert not [
        named(path)
        for path in files_of_the_project()
        if any(vague.search(part.partition(".")[0]) for part in path.relative_to(ROOT).parts)
    ]


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the project with its name; not this file, which must spell what it looks for."""
    for path in files_of_the_project():
        if path == Path(__file__) or path.is_symlink():
            continue
        try:
            yield named(path), path.read_text()
        except UnicodeDecodeError:
            continue  # a compiled gazetteer, or bytes that a test needs to be wrong


def places(pattern: re.Pattern[str], *, unless: frozenset[str] = frozenset()) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts()
        for match in pattern.finditer(text)
        if match[0] not in unless
    ]


def test_nothing_is_left_for_later() -> None:
    assert places(UNFINISHED) == []


def test_it_knows_no_machine_but_the_users() -> None:
    assert places(TEMPORARY, unless=DECLARED) == []
    elsewhere = places(ELSEWHERE)
    shared_texts = [place for place in elsewhere if place.endswith("../shared")]
    assert [place for place in elsewhere if place not in shared_texts] == []
    # Labelled texts may lie beside the repository; only tests and benchmarks may read them.
    assert {place.partition("/")[0] for place in shared_texts} <= {"tests", "benchmarks"}


def test_it_speaks_of_itself_alone() -> None:
    assert places(FOREIGN) == []
