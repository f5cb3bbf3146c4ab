"""Every example of the help texts and of docs/cli.md does what it says, as somebody would type it."""

from __future__ import annotations

import lzma
import os
import re
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from strikewatch.agents.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LINE = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:(?:echo|cat) .*\| )?strikewatch ")
STAYS = re.compile(r"--keep|\bworker\b|\bserve\b|\b(?:subscribe|webhook)\b(?!.*--timeout)")
UP = re.compile(r"Ctrl-C stops|^ready: |^listening to ", re.MULTILINE)
PAGES = ("cli.md", "publish.md", "operate.md")
TEXT = "Russian missiles struck Kharkiv on Monday, killing two people."


def helped(command: object) -> Iterator[str]:
    for inner in getattr(command, "commands", {}).values():
        yield from helped(inner)
    yield getattr(command, "help", None) or ""


def examples() -> list[str]:
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8").splitlines() for name in PAGES]
    blocks = [line[4:] for page in pages for line in page if line.startswith("    ")]
    lines = [line.strip() for text in helped(typer.main.get_command(app)) for line in text.splitlines()]
    return sorted({line for line in [*lines, *blocks] if LINE.match(line)})


def test_there_are_examples() -> None:
    assert len(examples()) >= 30


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("desk")
    articles = (ROOT / "seeds" / "articles" / "articles.jsonl").read_bytes()
    (folder / "seeds").symlink_to(ROOT / "seeds")
    (folder / "news.txt").write_text(TEXT, encoding="utf-8")
    (folder / "my-rules.toml").write_bytes((ROOT / "seeds" / "alert-rules.toml").read_bytes())
    (folder / "feed.jsonl").write_bytes(articles)
    (folder / "archive.jsonl.xz").write_bytes(lzma.compress(articles))
    return folder


@pytest.fixture(scope="module")
def environment(embedded_broker: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Topics of our own on the broker, and any free port for a worker."""
    made = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "KAFKA_BOOTSTRAP_SERVERS": embedded_broker,
        "STRIKEWATCH_TOPIC_PREFIX": f"t{uuid.uuid4().hex[:8]}.",
        "STRIKEWATCH_GROUP_ID": uuid.uuid4().hex,
        "STRIKEWATCH_SESSION_TIMEOUT": "3",
        "STRIKEWATCH_WEB_PORT": "0",
        "STRIKEWATCH_SERVE_PORT": "0",
        "STRIKEWATCH_SERVE_METRICS_PORT": "0",
        "STRIKEWATCH_STATE_DIR": str(tmp_path_factory.mktemp("state")),
    }
    subprocess.run([BIN / "strikewatch", "topics", "create"], env=made, check=True, capture_output=True)
    return made


@pytest.mark.broker
@pytest.mark.timeout(90)
@pytest.mark.parametrize("example", examples())
def test_an_example_does_what_it_says(example: str, desk: Path, environment: dict[str, str]) -> None:
    command = example.replace("127.0.0.1:9092", environment["KAFKA_BOOTSTRAP_SERVERS"])
    with subprocess.Popen(
        ["bash", "-c", command], cwd=desk, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            output = interrupted(process) if STAYS.search(example) else process.communicate(timeout=60)[0]
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, output
    assert "Traceback" not in output


def interrupted(process: subprocess.Popen[str]) -> str:
    """What it says until it is up, and then on Ctrl-C."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if UP.search(line):
            break
    else:
        raise AssertionError(said)
    os.killpg(process.pid, signal.SIGINT)
    return said + process.communicate(timeout=30)[0]
