"""The rig itself: the same seed is the same run, and a verdict sees what is lost, added or changed."""

from __future__ import annotations

from fault_schedule import KINDS, delivery, schedule
from known_strikes import UNREADABLE, messages
from verdict import Verdict

from strikewatch.agents import stages
from strikewatch.agents.settings import Settings
from strikewatch.schemas import Article, RecordError


def test_the_same_seed_is_the_same_run() -> None:
    counts = dict.fromkeys(KINDS, 3)
    assert schedule(7, counts) == schedule(7, counts) != schedule(8, counts)
    assert delivery(7, 500) == delivery(7, 500) != delivery(8, 500)
    assert messages(50, 7) == messages(50, 7) != messages(50, 8)


def test_faults_are_spread_over_the_whole_run() -> None:
    faults = schedule(3, {"kill": 8, "join": 2})
    assert [fault.share for fault in faults] == sorted(fault.share for fault in faults)
    assert faults[0].share < 0.1
    assert 0.9 <= faults[-1].share < 1
    assert sum(fault.kind == "kill" for fault in faults) == 8


def test_everything_is_delivered_and_one_in_ten_twice() -> None:
    order = delivery(5, 1_000)
    assert set(order) == set(range(1_000))
    assert len(order) == 1_100
    assert order != sorted(order)


def test_every_readable_message_reports_its_strike_and_no_other_can_be_read() -> None:
    domain = stages.load(Settings())
    for one in messages(300, 1):
        if isinstance(one, Article):
            reports = domain.enricher.enrich(domain.extractor.extract(one))
            assert len(reports) == 1, one.text
            assert reports[0].casualties.killed is not None
        else:
            assert one.startswith(UNREADABLE)
            assert unreadable(one)


def unreadable(value: bytes) -> bool:
    try:
        Article.decode(value)
    except RecordError:
        return True
    return False


def test_a_verdict_names_what_is_lost_added_and_changed() -> None:
    verdict = Verdict()
    verdict.compare("rows", {"a": b"1", "b": b"2", "d": b""}, {"a": b"1", "b": b"3", "c": b""})
    assert verdict.differences == {
        "1 rows lost": ["c"],
        "1 rows that should not be": ["d"],
        "1 rows that differ": ["b"],
    }
    assert not verdict.passed
    assert Verdict().passed
