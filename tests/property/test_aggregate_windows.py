"""For any stream the windows equal the recount: late, early, corrected, moved, merged, repeated, in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from generating import examples
from hypothesis import given
from hypothesis import strategies as st
from strikes import strike, tombstone

from strikewatch.agents.aggregate import Aggregator, recount
from strikewatch.schemas import Figure, Incident, RegionWindow, Weapon

START = datetime(2024, 3, 1, tzinfo=UTC)
AREAS = ("UA-63", "UA-51", "UA-40", "UA", "RU-SAM", "RU", None)

figures = st.none() | st.builds(
    Figure,
    low=st.none() | st.integers(0, 9),
    best=st.none() | st.integers(0, 30),
    high=st.none() | st.integers(0, 50),
)
weapons = st.builds(
    Weapon,
    weapon_class=st.sampled_from(["drone", "missile", "all"]),
    model=st.sampled_from([None, "Kh-101", "Kh-59"]),
    launched=figures, intercepted=figures, lost=figures, hits=figures,
)  # fmt: skip


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any] | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    # near the present, around window borders, and over a year back
    back = draw(st.sampled_from([0, 0, 0, 1, 1, 2, 6, 7, 8, 29, 30, 31, 200, 364, 365, 366, 367, 500]))
    first = START.date() + timedelta(days=draw(st.integers(0, 3)) - back)
    length = draw(st.sampled_from([1, 1, 1, 1, 2, 3, 7, 8, 31, 366, 700]))
    clock = draw(st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 59])))
    return {
        "start": first,
        "end": first + timedelta(days=length - 1),
        "at": clock,
        "time_of_day": draw(st.sampled_from([None, None, "night", "morning", "day", "evening"])),
        "precision": draw(st.sampled_from(["day", "day", "night", "week", "month", "year", "range"])),
        "basis": draw(st.sampled_from(["explicit", "publication", "ingest"])),
    }


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    reported = draw(
        st.none() | st.builds(lambda hours, minutes: START + timedelta(hours=hours, minutes=minutes),
                              st.integers(-60, 120), st.sampled_from([0, 0, 1, 30]))
    )  # fmt: skip
    found = strike(
        draw(st.sampled_from(AREAS)),
        date(2024, 3, 1),
        id=draw(st.sampled_from("abcdefgh")),
        killed=draw(figures),
        injured=draw(figures),
        weapons=tuple(draw(st.lists(weapons, max_size=3))),
        targets=tuple(sorted(draw(st.sets(st.sampled_from(["energy", "port", "residential"]))))),
        sources=tuple(sorted(draw(st.sets(st.sampled_from(["Wire", "Mayor", "Outlet"]))))),
        reports=tuple(draw(st.lists(st.sampled_from("xyz"), unique=True, max_size=3))),
        scope=draw(st.sampled_from(["place", "place", "place", "summary", "unallocated"])),
        modality=draw(st.sampled_from(["current", "current", "historical"])),
        revision=draw(st.integers(1, 5)),
    )
    period = draw(periods())
    told = {
        "first_reported": reported,
        "last_reported": reported and reported + timedelta(hours=draw(st.integers(0, 30))),
    }
    found = Incident.model_validate(found.model_dump() | told | {"period": period})
    if draw(st.integers(0, 6)) == 0:
        return tombstone(found, merged_into=draw(st.sampled_from([None, "a"])))
    return found


def latest(stream: list[Incident]) -> list[Incident]:
    """What compaction leaves: the last value of each key."""
    return list({incident.incident_id: incident for incident in stream}.values())


def told(fold: Aggregator, tables: dict[str, RegionWindow]) -> dict[str, RegionWindow]:
    """The topic after the fold's outputs, rows of areas that emptied left aside."""
    tables.update((window.key, window) for window in fold.outputs())
    return tables


def without_gone(
    tables: dict[str, RegionWindow], expected: dict[str, RegionWindow]
) -> dict[str, RegionWindow]:
    """Rows of areas that no incident supports any more stay as zeros; the recount does not know them."""
    assert all(row.is_empty for key, row in tables.items() if key not in expected)
    return {key: row for key, row in tables.items() if key in expected}


@examples(300)
@given(st.lists(incidents(), max_size=14), st.sets(st.integers(0, 13)))
def test_the_topic_equals_a_recount_after_any_stream(stream: list[Incident], flushes: set[int]) -> None:
    fold, tables = Aggregator(str), {}
    for number, incident in enumerate(stream):
        fold.apply(incident)
        if number in flushes:
            told(fold, tables)
            expected = recount(latest(stream[: number + 1]), str)
            assert without_gone(tables, expected) == expected
    expected = recount(latest(stream), str)
    assert without_gone(told(fold, tables), expected) == expected


@examples(150)
@given(st.lists(incidents(), max_size=10), st.integers(-48, 24 * 400))
def test_the_tables_of_any_instant_equal_a_recount(stream: list[Incident], hours: int) -> None:
    fold = Aggregator(str)
    for incident in stream:
        fold.apply(incident)
    then = START + timedelta(hours=hours, minutes=7)
    assert {window.key: window for window in fold.at(then)} == recount(latest(stream), str, then)


@examples(80)
@given(
    st.lists(incidents(), max_size=10, unique_by=lambda one: one.incident_id),
    st.randoms(use_true_random=False),
)
def test_order_and_repetition_change_nothing(stream: list[Incident], random: Any) -> None:
    shuffled = [*stream, *stream]
    random.shuffle(shuffled)
    one, other = Aggregator(str), Aggregator(str)
    for incident in stream:
        one.apply(incident)
    for incident in shuffled:
        other.apply(incident)
    assert one.outputs() == other.outputs()


@examples(150)
@given(st.lists(incidents(), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_crash_anywhere_leaves_the_tables_of_a_run_without_one(
    stream: list[Incident], crash: int, unsent: int
) -> None:
    tables: dict[str, RegionWindow] = {}
    fold = Aggregator(str)
    for incident in stream[:crash]:
        fold.apply(incident)
        if unsent:  # the last ones never reached the topic
            unsent -= 1
            told(fold, tables)
    restarted = Aggregator(str)
    for window in tables.values():
        restarted.recall(window)
    for incident in latest(stream[:crash]):
        restarted.apply(incident)
    for incident in stream[crash:]:
        restarted.apply(incident)
    expected = recount(latest(stream), str)
    assert without_gone(told(restarted, tables), expected) == expected


@examples(150)
@given(st.lists(st.tuples(incidents(), st.integers(0, 24 * 120)), max_size=12))
def test_on_wall_clock_the_topic_equals_a_recount_at_every_tick(stream: list[tuple[Incident, int]]) -> None:
    fold, tables, now = Aggregator(str, "wall"), {}, START
    seen: list[Incident] = []
    for incident, hours in stream:
        now += timedelta(hours=hours, minutes=11)
        seen.append(incident)
        fold.apply(incident)
        fold.tick(now)
        told(fold, tables)
        expected = {key: row for key, row in recount(latest(seen), str, now).items() if not row.is_empty}
        assert {key: row for key, row in tables.items() if not row.is_empty} == expected


@examples(60)
@given(st.lists(incidents(), max_size=10))
def test_a_longer_window_never_holds_less(stream: list[Incident]) -> None:
    tables = recount(latest(stream), str)
    for shorter, longer in (("1h", "6h"), ("6h", "24h"), ("24h", "7d"), ("7d", "30d"), ("30d", "365d")):
        for key in tables:
            region, window = key.split("|")
            if window == shorter:
                short, long = tables[key], tables[f"{region}|{longer}"]
                assert short.incidents <= long.incidents
                assert short.killed.best <= long.killed.best
                assert short.sources <= long.sources


@examples(60)
@given(st.lists(incidents(), max_size=10))
def test_a_countrys_sum_is_its_regions_and_what_only_the_country_knows(stream: list[Incident]) -> None:
    now = START + timedelta(days=2)
    tables = recount(latest(stream), str, now)
    for country in ("UA", "RU"):
        regions = [
            row
            for key, row in tables.items()
            if row.country == country and key.endswith("|365d") and row.region != country
        ]
        alone = recount([one for one in latest(stream) if one.place.region is None], str, now)
        whole = tables.get(f"{country}|365d")
        if whole is not None:
            apart = alone.get(f"{country}|365d")
            parts = [*regions, *([apart] if apart else [])]
            assert whole.incidents == sum(part.incidents for part in parts)
            assert whole.killed.best == sum(part.killed.best for part in parts)
