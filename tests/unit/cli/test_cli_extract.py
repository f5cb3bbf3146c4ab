"""`strikewatch extract`: reports and tables on standard output, what failed on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from strikewatch.schemas import StrikeReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Command = Callable[..., Result]


def reports(result: Result) -> list[StrikeReport]:
    assert result.exit_code == 0, result.output
    return [StrikeReport.decode(line.encode()) for line in result.stdout.splitlines()]


def test_piped_it_writes_a_report_a_line_as_it_is_on_the_wire(strikewatch: Command, news: Path) -> None:
    result = strikewatch("extract", news)
    (report,) = reports(result)
    assert report.article_id == "news"
    assert report.place.name == "Kharkiv"
    assert report.casualties.killed is not None
    assert report.casualties.killed.low == 3
    assert report.encode().decode() == result.stdout.strip()
    assert result.stderr == ""


def test_reports_come_in_the_order_of_the_articles(strikewatch: Command, samples: Path) -> None:
    found = [report.article_id for report in reports(strikewatch("extract", samples))]
    order = list(dict.fromkeys(found))
    assert len(order) > 5
    assert found == sorted(found, key=order.index)


def test_the_publication_date_given_resolves_weekdays(strikewatch: Command) -> None:
    text = "A missile struck Kharkiv on Monday, killing two people."
    (report,) = reports(strikewatch("extract", "-", "--published", "2024-05-08", stdin=text))
    assert report.period is not None
    assert str(report.period.start) == "2024-05-06"


def test_the_table_has_place_date_weapons_and_toll(strikewatch: Command, news: Path) -> None:
    result = strikewatch("extract", news, "--format", "table", "--no-highlight")
    assert result.exit_code == 0
    (row,) = [line for line in result.stdout.splitlines() if "Kharkiv" in line]
    assert "2024-05-06" in row
    assert "3+" in row
    assert "12" in row
    assert "1 article, 1 strike report" in result.stderr


def test_highlighting_shows_the_paragraphs_that_hold_evidence(strikewatch: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(
        "A missile struck Kharkiv on Monday, killing two people.\n\nIt rained in the afternoon.\n",
        encoding="utf-8",
    )
    shown = strikewatch(
        "extract", path, "--format", "table", "--highlight", "--published", "2024-05-06"
    ).stdout
    assert "killing two people" in shown
    assert "It rained" not in shown
    assert "[..]" in shown


def test_explaining_names_the_words_and_the_rule_of_every_piece_of_evidence(
    strikewatch: Command, news: Path
) -> None:
    (report,) = reports(strikewatch("extract", news))
    lines = strikewatch("extract", news, "--explain").stdout.splitlines()
    for each in report.evidence:
        assert any(each.field in line and each.rule in line for line in lines), each
    assert all(each.rule for each in report.evidence)


def test_an_article_that_cannot_be_processed_is_named_and_the_others_go_through(
    strikewatch: Command, news: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": 5}\n{"text": "x", "published_at": "9999-01-01"}\n', encoding="utf-8")
    result = strikewatch("extract", bad, news)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["place"]["name"] == "Kharkiv"
    assert f"{bad}:1: text: Input should be a valid string" in result.stderr
    assert f"{bad}:2: published_at: Value error, year 9999 is outside" in result.stderr
    assert "error: 2 of 3 articles could not be processed" in result.stderr


def test_an_article_without_a_strike_says_so_in_a_table_and_nothing_as_records(
    strikewatch: Command, tmp_path: Path
) -> None:
    path = tmp_path / "calm.txt"
    path.write_text("The two presidents met in Istanbul and spoke about grain.", encoding="utf-8")
    assert strikewatch("extract", path).stdout == ""
    assert "no strike reported" in strikewatch("extract", path, "--format", "table").stdout


def test_the_page_is_one_file_that_asks_for_nothing(strikewatch: Command, news: Path, tmp_path: Path) -> None:
    page = tmp_path / "news.html"
    assert strikewatch("extract", news, "--html", page).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert "Kharkiv</mark>" in html or "Kharkiv<sup>" in html
    assert "http-equiv" in html
    assert "<script" not in html
    assert "src=" not in html


def test_a_page_that_cannot_be_written_is_named(strikewatch: Command, news: Path, tmp_path: Path) -> None:
    result = strikewatch("extract", news, "--html", tmp_path / "no" / "news.html")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
