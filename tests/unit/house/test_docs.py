"""The documentation names what there is: fields, rules, commands, options, files."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import typer

from strikewatch import schemas
from strikewatch.agents.cli.main import app
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from strikewatch.schemas import Record

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "seeds/articles/README.md")
COMMAND = re.compile(r"(?<![\w./-])strikewatch ([a-z]+)((?: [^`\n|&]+)?)")
RECORDS = (
    "Article",
    "StrikeReport",
    "Incident",
    "RegionWindow",
    "Alert",
    "DeadLetter",
)  # Mentions is internal
PARTS = (
    "Area", "Casualties", "Claim", "Evidence", "Failure", "Figure", "LedgerEntry", "Period", "Place", "Range",
    "Tally", "Weapon", "WeaponTally",
)  # fmt: skip


def pages(root: Path) -> dict[str, str]:
    found = [root / name for name in PAGES] + sorted((root / "docs").rglob("*.md"))
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")


def test_every_link_within_the_project_leads_somewhere(root: Path) -> None:
    broken = []
    for name, text in pages(root).items():
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            target, _, part = link.partition("#")
            path = (root / name).parent / target if target else root / name
            if not path.exists() or (
                part
                and part
                not in {anchor(one) for one in re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)}
            ):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_the_index_leads_to_every_page(root: Path) -> None:
    index = (root / "docs/index.md").read_text()
    there = {path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md")}
    assert there - {"index.md"} - set(re.findall(r"\]\(([^)#]+)", index)) == set()


def test_every_file_that_a_page_names_is_there(root: Path) -> None:
    named = re.compile(r"`((?:agents|schemas|seeds|tests|docs|benchmarks|monitoring|\.ci)/[\w./-]*)`")
    missing = [
        f"{page}: {path}"
        for page, text in pages(root).items()
        for path in named.findall(text)
        if not (root / path).exists()
    ]
    assert missing == []


# Records


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    """docs/records.md by heading."""
    parts = re.split(r"^## (\w+)$", (root / "docs/records.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_a_record_is_explained(sections: dict[str, str], record: str) -> None:
    model: type[Record] = getattr(schemas, record)
    explained = set(re.findall(r"`(\w+)`", sections[record]))
    assert [field for field in model.model_fields if field not in explained | {"schema_version"}] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_field_of_its_parts_is_named(sections: dict[str, str], part: str) -> None:
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", "".join(sections.values())))))
    assert [field for field in getattr(schemas, part).model_fields if field not in named] == []


def test_every_topic_is_listed_with_its_record_and_key(root: Path) -> None:
    page = (root / "docs/records.md").read_text()
    for topic in catalogue(Settings()):
        rows = [re.split(r"(?<!\\)\|", line) for line in page.splitlines() if line.startswith("| `")]
        ((_, _, record, key, *_),) = [
            row for row in rows if f"`{topic.name}`" in row[1] and len(row) > len("four")
        ]
        assert (record.strip(), key.strip(" `").replace("\\|", "|")) == (topic.record, topic.key)


def test_records_on_topics_are_explained_or_said_to_be_internal(sections: dict[str, str]) -> None:
    assert {topic.record for topic in catalogue(Settings())} == set(sections)


def test_rules_are_numbered_as_the_code_cites_them(root: Path) -> None:
    numbers = re.findall(r"^(\d+)\. ", (root / "docs/rules.md").read_text(), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 26)]


# Commands


def commands(root: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Page, command and its options, wherever a page shows a command."""
    for name, text in pages(root).items():
        shown = re.findall(r"`([^`\n]+)`|^    (.+)$", text, re.MULTILINE)
        for line in (inline or block for inline, block in shown):
            for command, rest in COMMAND.findall(line):
                yield name, command, re.findall(r"(?<!\S)--[a-z-]+", rest)


def option_names(command: object) -> Iterator[str]:
    """Of a command, and of those inside it: `rules test --input`."""
    for parameter in getattr(command, "params", ()):
        yield from parameter.opts
    for inner in getattr(command, "commands", {}).values():
        yield from option_names(inner)


def test_the_pages_show_commands(root: Path) -> None:
    assert {"publish", "subscribe", "extract", "worker"} <= {command for _, command, _ in commands(root)}


def test_every_command_and_option_that_is_shown_exists(root: Path) -> None:
    known = typer.main.get_command(app)
    assert isinstance(known, typer.core.TyperGroup)
    wrong = []
    for page, name, options in commands(root):
        command = known.commands.get(name)
        accepted = set(option_names(command)) if command else set()
        if command is None or not set(options) <= accepted:
            wrong.append(f"{page}: strikewatch {name} {' '.join(options)}".rstrip())
    assert wrong == []


def test_every_make_target_that_is_shown_exists(root: Path) -> None:
    shown = {
        target
        for text in pages(root).values()
        for target in re.findall(r"^    make ([a-z]+)|`make ([a-z]+)`", text, re.MULTILINE)
        for target in target
        if target
    }
    declared = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= shown <= declared


def test_what_is_installed_by_hand_is_what_make_installs(root: Path) -> None:
    wanted = re.findall(r'--editable "\.\[embedded\]" --group dev', (root / "README.md").read_text())
    assert wanted
    assert wanted[0] in (root / "Makefile").read_text()


def test_continuous_integration_runs_the_readmes_test_command(root: Path) -> None:
    run = (root / ".ci/run").read_text()
    assert re.search(r"^timeout .*25m make test$", run, re.MULTILINE)
    assert "\n    make test\n" in (root / "README.md").read_text()


def test_the_changelog_speaks_of_this_version(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert version in (root / "CHANGELOG.md").read_text()
