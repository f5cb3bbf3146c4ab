"""The compiled wheel reads articles exactly as the sources do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOMS = ("agents", "schemas", "seeds")
BESIDE = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE")
READ = """
import json, sys, tomllib
from pathlib import Path
from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.agents.extract import tokens
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load

gazetteer = load()
extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)
print(Path(tokens.__file__).suffix)
for path in sorted(Path(sys.argv[1]).glob("**/*.toml")):
    for case in tomllib.loads(path.read_text())["case"]:
        dated = {"title": case.get("title"), "published_at": case.get("published", "2024-05-08")}
        mentions = extractor.extract(Article(text=case["text"], **dated))
        print(mentions.encode().decode())
        for report in enricher.enrich(mentions):
            print(report.encode().decode())
for line in Path(sys.argv[2]).read_text().splitlines():
    mentions = extractor.extract(Article.decode(line.encode()))
    print(mentions.encode().decode())
    for report in enricher.enrich(mentions):
        print(report.encode().decode())
"""


def _can_compile() -> bool:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    return bool(shutil.which(compiler)) and Path(sysconfig.get_paths()["include"], "Python.h").is_file()


def printed(*command: str | Path, **variables: str) -> str:
    done = subprocess.run(  # noqa: PLW1510  # looked at below, with what it printed
        [str(part) for part in command],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=580,
        env={**os.environ, **variables},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def compiled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the tree, compiled without optimisation, unpacked; nothing is fetched."""
    copy, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for room in ROOMS:
        shutil.copytree(root / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(root / name, copy)
    printed(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", out, copy,
        STRIKEWATCH_COMPILE="1", STRIKEWATCH_COMPILE_LEVEL="0",
    )  # fmt: skip
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out / "unpacked")
    return out / "unpacked"


@pytest.mark.timeout(900)
@pytest.mark.skipif(not _can_compile(), reason="no C compiler, or no headers of Python")
def test_compiled_or_not_the_reports_are_equal_byte_for_byte(compiled: Path, root: Path) -> None:
    texts = (root / "tests/golden/extraction", root / "seeds/articles/articles.jsonl")
    fast = printed(sys.executable, "-c", READ, *texts, PYTHONPATH=str(compiled))
    plain = printed(sys.executable, "-c", READ, *texts)
    assert (fast.splitlines()[0], plain.splitlines()[0]) == (".so", ".py")
    assert plain.count('"report_id"') > 300
    assert fast.splitlines()[1:] == plain.splitlines()[1:]
