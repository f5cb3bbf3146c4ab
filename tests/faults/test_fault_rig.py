"""The rig itself: the same seed is the same run, and a verdict sees what is lost, added or changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from campaign import PASSED, Outcome, listed, outcomes
from cut_line import Line
from fault_schedule import KINDS, delivery, schedule
from known_strikes import UNREADABLE, messages
from verdict import Verdict, undisturbed
from workers import free_port

from strikewatch.agents import stages
from strikewatch.agents.replay import replay
from strikewatch.agents.settings import Settings
from strikewatch.schemas import Article, RecordError

if TYPE_CHECKING:
    from pathlib import Path


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


def test_what_is_wanted_is_what_a_replay_comes_to() -> None:
    published, domain = messages(250, 5), stages.load(Settings())
    wanted = undisturbed(published, domain)
    told = replay([one for one in published if isinstance(one, Article)], domain)
    assert {one.incident_id: one for one in wanted.incidents} == {
        one.incident_id: one for one in told.incidents if not one.retracted
    }
    assert {row.key: row for row in wanted.region_windows} == {row.key: row for row in told.region_windows}
    assert {one.report_id: one for one in wanted.reports} == {one.report_id: one for one in told.reports}
    assert {one.fingerprint for one in wanted.alerts} <= {one.fingerprint for one in told.alerts}


def test_the_campaign_has_what_it_must_show() -> None:
    runs = listed()
    assert len({one.seed for one in runs}) == len(runs)
    assert sum(one.messages for one in runs) >= 200_000
    assert sum(one.faults.get("kill", 0) for one in runs) >= 100
    happens = {kind for one in runs for kind in one.faults}
    assert happens == set(KINDS)
    assert any(one.nodes == 3 and one.faults.get("broker", 0) >= 3 for one in runs)


def test_an_outcome_is_kept_as_it_was(tmp_path: Path) -> None:
    outcome = Outcome(7, 10, 11, 1, 2, {"kill": 1}, {"75": 1}, 3, 1.5, PASSED, {"reports": 9}, {})
    kept = tmp_path / "outcomes.jsonl"
    kept.write_text(outcome.line + "\n" + outcome.line + "\n")
    assert outcomes(kept) == [outcome, outcome]


async def test_what_a_cut_line_was_given_arrives_late_and_in_order() -> None:
    came: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(100):
            came.append(chunk)
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
        upstream = server.sockets[0].getsockname()[1]
        async with Line(free_port(), upstream) as line:
            _, writer = await asyncio.open_connection("127.0.0.1", line.port)
            line.cut()
            writer.write(b"one")
            await writer.drain()
            writer.close()
            await asyncio.sleep(0.2)
            assert came == []
            line.mend()
            async with asyncio.timeout(60):
                while b"".join(came) != b"one":
                    await asyncio.sleep(0.01)


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
