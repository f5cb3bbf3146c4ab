"""What `.ci/run` says before it runs anything."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def old_python(tmp_path: Path) -> Path:
    """What answers as a Python that is too old does."""
    script = tmp_path / "python3"
    script.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18"\n')
    script.chmod(0o755)
    return script


def refusal(root: Path, python: str | Path) -> str:
    done = subprocess.run(
        [root / ".ci/run"],
        check=False,
        env=os.environ | {"PYTHON": str(python)},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    return done.stderr


def test_a_python_that_is_too_old_is_refused_plainly(root: Path, old_python: Path) -> None:
    said = refusal(root, old_python)
    assert said == (
        f"strikewatch needs Python 3.11 or newer; {old_python} is Python 3.9.18. Set PYTHON to another.\n"
    )


def test_a_python_that_is_not_there_is_named(root: Path, tmp_path: Path) -> None:
    missing = tmp_path / "python4"
    assert refusal(root, missing) == f"{missing} cannot be run. Set PYTHON to a Python 3.11 or newer.\n"


@pytest.mark.parametrize(("tests", "audit"), [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_the_tests_decide_and_an_audit_that_fails_or_is_offline_does_not(
    root: Path, tmp_path: Path, tests: int, audit: int
) -> None:
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\ncase "$*" in test) exit {tests} ;; *audit*) exit {audit} ;; esac\n')
    make.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [root / ".ci/run"],
        check=False,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == tests
    assert ("The audit does not decide this run." in done.stdout) == bool(audit)
