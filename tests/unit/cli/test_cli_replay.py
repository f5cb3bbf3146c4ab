"""`strikewatch replay`: the flow over files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from strikewatch.schemas import Alert, DeadLetter, Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from typer.testing import Result

    from strikewatch.schemas import Record

    Command = Callable[..., Result]

FILES: dict[str, type[Record]] = {
    "reports.jsonl": StrikeReport,
    "incidents.jsonl": Incident,
    "region-windows.jsonl": RegionWindow,
    "alerts.jsonl": Alert,
    "dead-letters.jsonl": DeadLetter,
}


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_writes_the_final_state_of_every_topic(
    strikewatch: Command, samples: Path, tmp_path: Path
) -> None:
    result = strikewatch("replay", samples, "--out", tmp_path / "new" / "tables")
    assert result.exit_code == 0, result.output
    tables = tmp_path / "new" / "tables"
    assert {path.name for path in tables.iterdir()} == FILES.keys()
    for name, record in FILES.items():
        lines = (tables / name).read_bytes().splitlines()
        assert lines or record is DeadLetter
        assert [record.decode(line).encode() for line in lines] == lines
        assert f"{tables / name}\t{len(lines)}\t" in result.stdout


def test_the_order_of_the_files_does_not_matter(strikewatch: Command, samples: Path, tmp_path: Path) -> None:
    lines = (samples / "articles.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "turned.jsonl").write_bytes(b"".join([*reversed(lines), lines[0]]))
    strikewatch("replay", samples, "--out", tmp_path / "a")
    strikewatch("replay", tmp_path / "turned.jsonl", "--out", tmp_path / "b")
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_changes_end_in_the_final_states(strikewatch: Command, samples: Path, tmp_path: Path) -> None:
    strikewatch("replay", samples, "--out", tmp_path, "--changes")
    last: dict[str, bytes] = {}
    for line in (tmp_path / "changes.jsonl").read_bytes().splitlines():
        change = orjson.loads(line)
        if change["topic"] == "incidents":
            last[change["record"]["incident_id"]] = Incident.parse(change["record"]).encode()
    final = (tmp_path / "incidents.jsonl").read_bytes().splitlines()
    assert [record for _, record in sorted(last.items())] == final


def test_what_cannot_be_read_becomes_a_dead_letter_with_its_bytes(
    strikewatch: Command, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b'nope\n\xff\xfe\n{"text": "' + b"long " * 1000 + b'"}\n')
    monkeypatch.setenv("STRIKEWATCH_MAX_ARTICLE_BYTES", "2000")
    assert strikewatch("replay", bad, news, "--out", tmp_path / "tables").exit_code == 0
    letters = [
        DeadLetter.decode(line)
        for line in (tmp_path / "tables" / "dead-letters.jsonl").read_bytes().splitlines()
    ]
    assert [(letter.error.type, (letter.original or b"")[:4]) for letter in letters] == [
        ("not_json", b"nope"), ("not_json", b"\xff\xfe"), ("too_large", b'{"te'),
    ]  # fmt: skip
    assert len({letter.address for letter in letters}) == 3
    assert (tmp_path / "tables" / "reports.jsonl").read_bytes().count(b"\n") == 1


def test_a_folder_that_cannot_be_made_is_named(strikewatch: Command, news: Path) -> None:
    result = strikewatch("replay", news, "--out", news / "tables")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
