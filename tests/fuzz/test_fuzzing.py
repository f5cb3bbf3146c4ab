"""A fixed number of coverage-guided runs, from a fixed seed, so that they say the same every time."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("fuzz.py")
RUNS = {"decoder": 20_000, "extractor": 800}
"""What takes some ten seconds of CPU together; `python tests/fuzz/fuzz.py TARGET --runs N` does more."""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris is not installed: it has no wheel for this Python or machine",
)


@pytest.mark.parametrize("target", sorted(RUNS))
def test_no_input_breaks_what_must_hold(target: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, target, "--runs", str(RUNS[target])],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    found = [path.read_bytes() for path in tmp_path.glob("*-*")]
    assert done.returncode == 0, (found, done.stderr[-4000:])
    assert f"Done {RUNS[target]} runs" in done.stderr
    assert found == []


def test_a_broken_promise_is_found(tmp_path: Path) -> None:
    """The rig itself: where a target fails on a word, it is reached within the runs of one test."""
    program = (
        "import sys, pathlib\n"
        f"sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
        "import fuzz\n"
        "def broken():\n"
        "    def run(data):\n"
        "        assert b'artillery' not in data\n"
        "    return run\n"
        "fuzz.fuzz_targets.TARGETS['extractor'] = broken\n"
        "folder = pathlib.Path('corpus'); folder.mkdir(); (folder / 'one').write_bytes(b'A drone hit Kyiv.')\n"
        "fuzz.fuzz('extractor', [folder], ['-runs=5000', '-seed=1'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode != 0
    assert "AssertionError" in done.stdout + done.stderr
    assert [path for path in tmp_path.glob("crash-*") if b"artillery" in path.read_bytes()]
