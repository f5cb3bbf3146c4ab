"""What is built and installed is the tree, under names of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

ROOMS = ("agents", "schemas", "seeds")
BESIDE = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE")

pytestmark = pytest.mark.xdist_group("packaging")  # the wheel is built once


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the distribution is built from; building writes beside the sources."""
    copy = tmp_path_factory.mktemp("tree")
    for room in ROOMS:
        shutil.copytree(root / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(root / name, copy)
    bytecode = copy / "seeds" / "articles" / "__pycache__" / "left_over.cpython-311.pyc"
    bytecode.parent.mkdir()
    bytecode.write_bytes(b"as an earlier run leaves it")
    return copy


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution, as an installer without a wheel would; nothing is fetched."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, tree)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(contents: dict[str, bytes]) -> Message:
    (name,) = [name for name in contents if name.endswith(".dist-info/METADATA")]
    return BytesParser().parsebytes(contents[name])


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed dependencies, by links, without strikewatch itself: so no test has to download them."""
    links = tmp_path_factory.mktemp("dependencies")
    for folder in {Path(entry) for entry in sys.path if entry.endswith("-packages")}:
        for installed in folder.iterdir():
            if "strikewatch" not in installed.name and installed.suffix != ".pth":
                (links / installed.name).symlink_to(installed)
    return links


@pytest.fixture
def environment(tmp_path: Path, dependencies: Path) -> Path:
    """The interpreter of a new virtual environment that has the dependencies and nothing of ours."""
    venv.create(tmp_path / "venv", with_pip=False, symlinks=True)
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(f"{dependencies}\n")
    return tmp_path / "venv" / "bin" / "python"


@pytest.fixture
def install(environment: Path) -> Callable[..., Path]:
    """Install into that environment, offline; returns its interpreter."""

    def installed(*what: str | Path) -> Path:
        run(sys.executable, "-m", "pip", "--python", environment, "install", "--quiet", "--no-index",
            "--no-deps", "--no-build-isolation", *what)  # fmt: skip
        return environment

    return installed


def run(*command: str | Path) -> str:
    """What a command prints, run outside the repository."""
    done = subprocess.run(  # noqa: PLW1510  # looked at below, with what it printed
        [str(part) for part in command],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "STRIKEWATCH_COMPILE": "0"},  # tests/unit/house/test_compiled.py has its own wheel
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_tree_and_no_other(tree: Path, contents: dict[str, bytes]) -> None:
    sources = {
        f"strikewatch/{path.relative_to(tree)}": path.read_bytes()
        for room in ROOMS
        for path in (tree / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    ours = {name: content for name, content in contents.items() if ".dist-info/" not in name}
    assert sorted(sources.keys() - ours.keys()) == [], "missing from the wheel"
    assert sorted(ours.keys() - sources.keys()) == [], "in the wheel only"
    assert [name for name, content in sources.items() if ours[name] != content] == []


def test_type_checkers_may_read_it(contents: dict[str, bytes]) -> None:
    assert {f"strikewatch/{room}/py.typed" for room in ROOMS} <= set(contents)


def test_it_is_a_namespace_that_others_may_add_to(contents: dict[str, bytes]) -> None:
    assert "strikewatch/__init__.py" not in contents


def test_its_metadata_say_what_it_is(metadata: Message, root: Path) -> None:
    assert metadata["Name"] == "strikewatch"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload(decode=True) == (root / "README.md").read_bytes()
    assert metadata.get_all("Provides-Extra") == ["embedded"]


def test_it_carries_its_licence(contents: dict[str, bytes], root: Path) -> None:
    for name in ("LICENSE", "NOTICE"):
        (packed,) = [content for path, content in contents.items() if path.endswith(f"licenses/{name}")]
        assert packed == (root / name).read_bytes()


def test_installed_from_the_wheel_it_runs_outside_its_tree(
    wheel: Path, install: Callable[..., Path], tmp_path: Path
) -> None:
    python = install(wheel)
    place = run(python, "-c", "import strikewatch.agents.pipeline as it; print(it.__file__)")
    assert Path(place.strip()).is_relative_to(tmp_path / "venv")
    assert "worker" in run(python.with_name("strikewatch"), "--help")


def test_installed_from_the_wheel_it_reads_its_seeds(wheel: Path, install: Callable[..., Path]) -> None:
    program = (
        "from strikewatch.agents import stages\n"
        "from strikewatch.agents.settings import Settings\n"
        "from strikewatch.schemas import Article\n"
        "text = 'A Russian missile hit a power station in Kharkiv on Monday, killing two people.'\n"
        "domain = stages.load(Settings())\n"
        "for report in domain.enricher.enrich(domain.extractor.extract(Article(text=text))):\n"
        "    print(report.place.region)\n"
    )
    assert run(install(wheel), "-c", program) == "UA-63\n"


def test_installed_for_editing_it_is_the_tree(tree: Path, install: Callable[..., Path]) -> None:
    python = install("--editable", tree)
    for room in ROOMS:
        place = run(python, "-c", f"import strikewatch.{room} as it; print(it.__file__)")
        assert Path(place.strip()) == tree / room / "__init__.py"


@pytest.mark.parametrize("editable", [False, True], ids=["wheel", "editable"])
def test_it_lives_beside_a_distribution_that_takes_the_name_agents(
    wheel: Path, tree: Path, install: Callable[..., Path], tmp_path: Path, *, editable: bool
) -> None:
    python = install(another_distribution(tmp_path))
    install(*(["--editable", tree] if editable else [wheel]))
    both = "import agents, strikewatch.agents as ours; print(agents.WHOSE); print(ours.__doc__)"
    whose, doc = run(python, "-c", both).split("\n", 1)
    assert whose == "theirs"
    assert doc.startswith("The verbs")


def another_distribution(folder: Path) -> Path:
    """A wheel, made by hand, with a top-level package `agents`."""
    name, info = folder / "their_agents-1.0-py3-none-any.whl", "their_agents-1.0.dist-info"
    with zipfile.ZipFile(name, "w") as archive:
        archive.writestr("agents/__init__.py", "WHOSE = 'theirs'\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: their-agents\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        records = ["agents/__init__.py", *(f"{info}/{part}" for part in ("METADATA", "WHEEL", "RECORD"))]
        archive.writestr(f"{info}/RECORD", "".join(f"{record},,\n" for record in records))
    return name
