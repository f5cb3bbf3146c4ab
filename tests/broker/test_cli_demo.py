"""`strikewatch demo` and `worker`: from the command to the last table, and nothing left behind however it ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import scraping

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.broker, pytest.mark.timeout(120)]

STRIKEWATCH = [sys.executable, "-m", "strikewatch.agents.cli.main"]
GENEROUS_SECONDS = 40
"""Several times what the demo takes on an idle machine: this one runs other tests beside it."""


@contextmanager
def running(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command with a folder for temporary files of its own; killed at the end of the block if it still runs."""
    hidden = ("KAFKA_BOOTSTRAP_SERVERS", "STRIKEWATCH_BOOTSTRAP_SERVERS", "COLUMNS")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    with subprocess.Popen(
        [*STRIKEWATCH, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment | {"TMPDIR": str(tmp_path), "STRIKEWATCH_STATE_DIR": str(tmp_path / "state")},
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def descendants(pid: int) -> set[int]:
    """The processes under one, as far down as there are any."""
    children = {
        int(child)
        for listed in Path(f"/proc/{pid}/task").glob("*/children")
        for child in listed.read_text().split()
    }
    return children.union(*map(descendants, children))


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    running = set()
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
            running.add(pid)
    return running


def gone(pids: set[int], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end and alive(pids):
        time.sleep(0.05)
    return not alive(pids)


def until(process: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    """Read its output up to a line that matches."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if found := re.search(pattern, line):
            return found
    assert process.stderr is not None
    raise AssertionError("".join([*seen, process.stderr.read()]))


def left_behind(tmp_path: Path) -> list[str]:
    return [path.name for path in tmp_path.iterdir() if path.name != "state"]


def test_the_samples_become_incidents_regions_and_alerts_and_nothing_is_left(tmp_path: Path) -> None:
    started = time.monotonic()
    with running(tmp_path, "demo") as process:
        until(process, "worker ready")
        family = descendants(process.pid)
        output, errors = process.communicate(timeout=GENEROUS_SECONDS)
    assert process.returncode == 0, errors
    assert errors == ""
    assert len(family) == 2  # broker and worker
    assert not alive(family)
    assert left_behind(tmp_path) == []
    assert time.monotonic() - started < GENEROUS_SECONDS
    titles = ["Incidents", "Stated sums", "Regions", "Alerts", "worker and broker stopped"]
    assert [output.index(title) for title in titles] == sorted(output.index(title) for title in titles)
    assert re.search(r"Kyiv \(UA-30\) +RU +missiles", output)
    assert re.search(r"Kyiv City \(UA-30\) +24h to", output)
    assert (
        len(re.findall(r"\((?:UA|RU)-[A-Z0-9]+\) +\w+ to 365d", output)) > 12
    )  # rows that wait are waited for
    assert re.search(r"(extreme|severe|moderate) +\d{4}-\d\d-\d\d \d\d:\d\d +UA", output)
    assert max(map(len, output.splitlines())) <= 120
    assert "\x1b" not in output


def test_files_may_take_the_place_of_the_samples_and_bad_ones_become_dead_letters(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = "A missile struck Kharkiv on Monday, killing two people."
    (tmp_path / "in" / "news.txt").write_text(text, encoding="utf-8")
    (tmp_path / "in" / "bad.jsonl").write_text("nope\n", encoding="utf-8")
    with running(tmp_path, "demo", str(tmp_path / "in"), "--published", "2024-05-06") as process:
        output, errors = process.communicate(timeout=GENEROUS_SECONDS)
    assert process.returncode == 0, errors
    assert re.search(r"2024-05-06 +Kharkiv \(UA-63\) +- |2024-05-06 +Kharkiv \(UA-63\) +RU ", output)
    assert "| extract | not_json" in output


def test_kept_it_says_what_to_try_and_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    with running(tmp_path, "demo", "--keep") as process:
        page = until(process, r"dashboard at (http://\S+/)")[1]
        address = until(process, r"export KAFKA_BOOTSTRAP_SERVERS=(\S+)")[1]
        metrics = until(process, r"curl (http://\S+/metrics)")[1]
        until(process, "Ctrl-C")
        family = descendants(process.pid)
        listed = subprocess.run(
            [*STRIKEWATCH, "topics", "list", "--bootstrap", address],
            capture_output=True,
            text=True,
            check=True,
        )
        assert listed.stdout.count("as declared") == 9
        served = json.loads(urllib.request.urlopen(page + "api/status", timeout=10).read())  # noqa: S310  # ours
        assert served["caught_up"]
        assert served["incidents"] > 0
        counted = subprocess.run(
            [sys.executable, "-c", f"import urllib.request as u; print(u.urlopen('{metrics}').read().decode())"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "strikewatch_records_consumed_total" in counted.stdout
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert errors == ""
    assert gone(family)
    assert left_behind(tmp_path) == []


@scraping.needed
def test_prometheus_scrapes_a_running_demo(tmp_path: Path) -> None:
    with running(tmp_path, "demo", "--keep") as process:
        port = until(process, r"curl http://127.0.0.1:(\d+)/metrics")[1]
        with scraping.prometheus(tmp_path, int(port)) as address:
            found = asyncio.run(scraping.until(address, "sum(strikewatch_alerts_published_total) > 0"))
            (up,) = asyncio.run(scraping.until(address, "up"))
    assert found
    assert up["value"][1] == "1"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_interrupted_it_takes_broker_and_worker_with_it(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with running(tmp_path, "demo") as process:
        until(process, "articles published")
        family = descendants(process.pid)
        assert len(family) == 2
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert errors == ""
    assert gone(family)
    assert number is signal.SIGKILL or left_behind(tmp_path) == []


def test_a_worker_that_dies_ends_the_demo_with_its_last_words(tmp_path: Path) -> None:
    with running(tmp_path, "demo", "--keep") as process:
        until(process, "Ctrl-C")
        family = descendants(process.pid)
        (worker,) = [pid for pid in family if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(worker, signal.SIGKILL)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert errors.startswith("error: the worker ended with code -9; its last words:")
    assert "Traceback" not in errors
    assert gone(family)


def test_a_worker_with_a_broker_of_its_own_says_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    with running(tmp_path, "worker", "--broker", "embedded", "--port", "0") as process:
        address = until(
            process, r"ready: group strikewatch at (\S+), metrics at http://127.0.0.1:\d+/metrics"
        )[1]
        assert address.startswith("127.0.0.1:")
        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert "in its memory" in errors
    assert gone(family)


def test_a_worker_whose_port_is_taken_says_so(tmp_path: Path, embedded_broker: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ("worker", "--bootstrap", embedded_broker, "--create-topics", "--port", port)
        with running(tmp_path, *arguments) as process:
            _, errors = process.communicate(timeout=GENEROUS_SECONDS)
    assert process.returncode == 2
    assert f"error: 127.0.0.1:{port} cannot be served" in errors
    assert "Traceback" not in errors
