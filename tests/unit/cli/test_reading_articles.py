"""Articles out of files, as `publish`, `extract`, `replay` and `demo` take them."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import lzma
import sys
from typing import TYPE_CHECKING

import orjson
import pytest

from strikewatch.agents import reading
from strikewatch.agents.reading import Given, ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from strikewatch.schemas import Article

PAGE = """<html lang="en"><head><title>Strike on Odesa</title>
<meta property="article:published_time" content="2024-03-15T09:00:00Z"></head><body><nav>Home Weather Sport</nav>
<article><h1>Strike on Odesa</h1><p>A missile hit a sanatorium in Odesa on Friday, and a second one struck as rescuers
arrived.</p><p>At least 16 people were killed, the governor said, and several dozen were injured in the two strikes on
the city.</p></article><footer>All rights reserved 1999</footer></body></html>"""


def read(*paths: Path | str, given: Given = Given()) -> list[reading.Reading]:  # noqa: B008  # frozen
    return list(reading.read(reading.sources(map(str, paths)), given))


def articles(*paths: Path | str, given: Given = Given()) -> list[Article]:  # noqa: B008  # frozen
    found = read(*paths, given=given)
    assert all(each.article for each in found), [each.error for each in found]
    return [each.article for each in found if each.article]


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("lead", [" date 2024-03-24 ", "date 2024-03-24 ", "\ufeff date 2024-03-24\n"])
def test_a_text_that_begins_with_its_date_is_published_then(tmp_path: Path, lead: str) -> None:
    (tmp_path / "one.txt").write_text(lead + "A drone fell.", encoding="utf-8")
    (article,) = articles(tmp_path / "one.txt")
    assert (article.article_id, article.text) == ("one", "A drone fell.")
    assert article.published_at == dt.date(2024, 3, 24)
    assert article.source is None


def test_a_text_keeps_its_characters_so_that_offsets_hold(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes("  A drone fell.\r\nOn Київ.\n".encode())
    assert articles(tmp_path / "one.txt")[0].text == "  A drone fell.\r\nOn Київ.\n"


def test_what_the_caller_says_fills_only_what_an_article_leaves_open(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" date 2024-03-24 dated", encoding="utf-8")
    (tmp_path / "b.txt").write_text("undated", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text('{"text": "x", "source": "Wire", "language": "uk"}', encoding="utf-8")
    given = Given(dt.date(2022, 10, 10), "Desk", "en")
    found = articles(tmp_path, given=given)
    assert [str(each.published_at) for each in found] == ["2024-03-24", "2022-10-10", "2022-10-10"]
    assert [each.source for each in found] == ["Desk", "Desk", "Wire"]
    assert [each.language for each in found] == ["en", "en", "uk"]


def test_json_is_one_article_or_a_list_of_them(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{\n "id": "x1",\n "text": "one", "unknown": 1\n}', encoding="utf-8")
    (tmp_path / "two.json").write_text('[{"text": "two"}, {"text": "three"}]', encoding="utf-8")
    found = articles(tmp_path)
    assert [each.text for each in found] == ["one", "two", "three"]
    assert found[0].article_id == "x1"


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".jsonl", bytes), (".ndjson", bytes), (".jsonl.gz", gzip.compress), (".jsonl.xz", lzma.compress)],
)
def test_lines_may_be_packed(tmp_path: Path, suffix: str, pack: type[bytes]) -> None:
    path = tmp_path / f"feed{suffix}"
    path.write_bytes(pack(b'\xef\xbb\xbf{"text": "one"}\n\n{"text": "two"}\n'))
    assert [each.text for each in articles(path)] == ["one", "two"]
    assert reading.count(reading.sources([str(path)])) == 2


def test_a_page_gives_its_title_its_date_and_its_text_alone(tmp_path: Path) -> None:
    (tmp_path / "odesa.html").write_text(PAGE, encoding="utf-8")
    (article,) = articles(tmp_path / "odesa.html")
    assert article.article_id == "odesa"
    assert article.title == "Strike on Odesa"
    assert str(article.published_at).startswith("2024-03-15")
    assert "At least 16 people were killed" in article.text
    assert "Weather" not in article.text
    assert "1999" not in article.text


def test_a_page_without_an_article_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    (found,) = read(tmp_path / "empty.html")
    assert found.error
    assert found.error.reason == "no_text"


def test_a_directory_is_taken_apart_by_name_and_without_what_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", "README.md", ".hidden/d.txt", ".e.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert [each.text for each in articles(tmp_path)] == ["a.txt", "b.txt", "sub/c.txt"]


def test_what_is_no_article_keeps_its_bytes_and_its_address_and_its_neighbours_go_through(
    tmp_path: Path,
) -> None:
    lines = [
        b'{"text": "one"}',
        b"nope",
        b"\xff\xfe",
        b'{"text": 5}',
        b"[]",
        b"[" * 10_000,
        b'{"text": "last"}',
    ]
    (tmp_path / "feed.jsonl").write_bytes(b"\n".join(lines))
    found = read(tmp_path / "feed.jsonl")
    assert [each.raw for each in found] == lines
    assert [each.error and each.error.reason for each in found] == [
        None, "not_json", "not_json", "invalid", "not_an_object", "not_json", None,
    ]  # fmt: skip
    assert found[1].origin == f"{tmp_path}/feed.jsonl:2"


def test_a_text_that_is_not_utf8_is_named_with_the_byte(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (found,) = read(tmp_path / "latin.txt")
    assert found.raw == b"caf\xe9"
    assert str(found.error) == "not UTF-8: byte 3 is 0xe9"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b'{"text": "one"}\n{"text": "two"}\n', ["one", "two"]),
        (b'\n  {"text": "one"}\n\n{"text": "two"}', ["one", "two"]),
        (b'[{"text": "one"},\n{"text": "two"}]', ["one", "two"]),
        (b"[Updated] A drone fell.\nOn a field.", ["[Updated] A drone fell.\nOn a field."]),
        (b" date 2024-03-24 A drone fell.", ["A drone fell."]),
    ],
)
def test_standard_input_is_known_by_its_first_character(
    monkeypatch: pytest.MonkeyPatch, content: bytes, texts: list[str]
) -> None:
    piped(monkeypatch, content)
    assert [each.text for each in articles("-")] == texts


def test_lines_of_standard_input_are_handed_on_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Feed(io.RawIOBase):
        lines = iter([b'{"text": "one"}\n', b'{"text": "two"}\n'])

        def readable(self) -> bool:
            return True

        def readline(self, _: int | None = -1) -> bytes:
            return next(self.lines)  # asked once more it would raise

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Feed()})())
    one = next(reading.read(reading.sources(["-"]), Given()))
    assert one.article
    assert one.article.text == "one"


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(orjson.dumps({"text": "x" * 5000}))
    (tmp_path / "feed.jsonl.gz").write_bytes(packed[:-12])
    with pytest.raises(ReadError, match=r"feed\.jsonl\.gz cannot be read .*; check the file"):
        read(tmp_path / "feed.jsonl.gz")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing.txt", r"nothing\.txt is not there; check the path"),
        ("empty", r"empty holds no articles; files are taken by their ending: \.txt, "),
        (
            "paper.pdf",
            r"paper\.pdf has no ending that is known; rename it to one of \.txt, .*, or pipe it into -",
        ),
    ],
)
def test_a_path_that_will_not_do_is_named_with_what_to_do(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "paper.pdf").write_bytes(b"%PDF")
    with pytest.raises(ReadError, match=says):
        reading.sources([str(tmp_path / name)])
