"""Records found by their bytes, and what those bytes are."""

from __future__ import annotations

from datetime import UTC, date, time
from typing import TYPE_CHECKING

import orjson
import pytest

from strikewatch.agents import stages
from strikewatch.agents.recent import Recent
from strikewatch.agents.replay import replay
from strikewatch.agents.settings import Settings
from strikewatch.schemas import Article, Incident, RecordError, StrikeReport
from strikewatch.schemas.period import Period
from strikewatch.schemas.place import Place
from strikewatch.seeds import articles

if TYPE_CHECKING:
    from strikewatch.schemas.base import Record


def article(name: str) -> Article:
    return Article(article_id=name, text="A drone hit Sumy.")


def test_a_record_written_here_is_not_read_again() -> None:
    recent, one = Recent(), article("one")
    assert recent.decoded(Article, recent.encoded(one)) is one


def test_what_one_stage_has_read_the_next_need_not_read() -> None:
    recent, raw = Recent(), article("one").encode()
    found = recent.decoded(Article, raw)
    assert found == article("one")
    assert recent.decoded(Article, bytes(bytearray(raw))) is found


def test_bytes_of_another_kind_of_record_are_no_record_of_this_kind() -> None:
    recent = Recent()
    with pytest.raises(RecordError, match=r"Extra inputs|Field required"):
        recent.decoded(Incident, recent.encoded(article("one")))
    with pytest.raises(RecordError, match="no value"):
        recent.decoded(Article, None)


def test_only_the_last_are_kept() -> None:
    recent = Recent(kept=2)
    raws = {name: recent.encoded(one) for name in "abc" for one in [article(name)]}
    assert len(recent) == 2
    assert recent.decoded(Article, raws["a"]) == article("a")


def test_records_are_written_as_pydantic_would_with_their_keys_in_order() -> None:
    found = replay(list(articles())[:6], stages.load(Settings()))
    records: list[Record] = [
        *found.reports,
        *found.incidents,
        *found.region_windows,
        *found.alerts,
        *articles(),
    ]
    records.append(
        StrikeReport(
            report_id="r", article_id="a", extractor_version="1", place=Place(text="Sumy", name="Sumy", level="settlement"),
            period=Period(start=date(2024, 3, 1), end=date(2024, 3, 1), at=time(5, 30, tzinfo=UTC)),
        )
    )  # fmt: skip
    for record in records:
        told = orjson.dumps(record.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        assert record.encode() == told
        assert type(record).decode(told) == record
