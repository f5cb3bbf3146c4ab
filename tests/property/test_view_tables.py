"""Whatever order the records of compacted topics come in, and however often, the view is the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from generating import examples
from hypothesis import given
from hypothesis import strategies as st
from strikes import strike, tombstone

from strikewatch.agents.view.pages import page
from strikewatch.agents.view.selection import Alerts, Area, Incidents, Rows, alert_key, incident_key
from strikewatch.agents.view.tables import Message, Position, Tables
from strikewatch.agents.view.timeline import Timeline
from strikewatch.schemas import Alert, Incident, RegionWindow
from strikewatch.schemas import Area as AlertArea

START = datetime(2024, 3, 1, tzinfo=UTC)
REGIONS = ("UA-63", "UA-51", "UA", "RU-SAM", None)
SEVERITIES: tuple[Any, ...] = ("minor", "moderate", "severe", "extreme")
WINDOWS: tuple[Any, ...] = ("1h", "24h", "30d")
EXAMPLES = examples(150)

hours = st.integers(0, 900).map(lambda number: START + timedelta(hours=number))


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    found = strike(
        draw(st.sampled_from(REGIONS)),
        draw(st.none() | hours.map(lambda moment: moment.date())),
        id=draw(st.sampled_from("abcdef")),
        killed=draw(st.none() | st.integers(0, 9)),
        reported=draw(st.none() | hours),
        severity=draw(st.sampled_from(SEVERITIES)),
        scope=draw(st.sampled_from(["place", "place", "summary", "unallocated"])),
    )
    return tombstone(found) if draw(st.integers(0, 5)) == 0 else found


@st.composite
def windows(draw: st.DrawFn) -> RegionWindow:
    region, end = draw(st.sampled_from(["UA-63", "UA", "RU-SAM"])), draw(hours)
    return RegionWindow(
        region=region, region_name=region, country=region[:2], window=draw(st.sampled_from(WINDOWS)),
        window_start=end - timedelta(hours=1), window_end=end, as_of=end, incidents=draw(st.integers(0, 3)),
    )  # fmt: skip


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    severity = draw(st.sampled_from(SEVERITIES))
    moved = draw(st.none() | st.sampled_from(SEVERITIES))
    region = draw(st.sampled_from(["UA-63", "UA"]))
    return Alert(
        identifier=draw(st.sampled_from("xyz")), fingerprint=draw(st.sampled_from("pqr")), rule="toll",
        sent=draw(hours), msg_type="Cancel" if moved else draw(st.sampled_from(["Alert", "Update", "Cancel"])),
        sequence=draw(st.integers(0, 3)), moved_to=moved, event="Strike", severity=severity,
        area=AlertArea(region=region, name=region), headline="h",
    )  # fmt: skip


@st.composite
def logs(draw: st.DrawFn) -> list[Message]:
    """Messages of all topics as they were written, tombstones among them: each at an offset of its own."""
    found = draw(st.lists(st.one_of(incidents(), windows(), alerts()), max_size=25))
    written = []
    for offset, record in enumerate(found):
        gone = draw(st.integers(0, 6)) == 0
        if isinstance(record, Incident):
            kind, topic, key = "incident", "incidents", record.incident_id
        elif isinstance(record, RegionWindow):
            kind, topic, key = "region-window", "region-windows", record.key
        else:
            kind, topic, key = "alert", f"alerts.{record.severity}", record.fingerprint
        where = Position(draw(st.integers(0, 1)) if gone else 0, offset)
        written.append(Message(kind, topic, where, key, None if gone else record.encode()))  # type: ignore[arg-type]
    return written


def read(messages: list[Message]) -> Tables:
    tables = Tables(str)
    for message in messages:
        tables.apply(message)
    return tables


def seen(tables: Tables) -> dict[str, Any]:
    """Everything that can be asked of it."""
    rows = tables.windows
    at = START + timedelta(hours=500)
    return {
        "incidents": {key: entry.packed for key, entry in sorted(tables.incidents.items())},
        "listed": [one.item for one in Incidents(scope="any").of(tables.incidents.values(), rows, "killed")],
        "windowed": [one.item for one in Incidents(window="30d").of(tables.incidents.values(), rows)],
        "windows": sorted(rows.items()),
        "rows": Rows(window="24h", empty=True).of(rows.values()),
        "at": tables.rows_at(at),
        "alerts": [one.item for one in Alerts(state="any").of(tables.alerts())],
        "timeline": Timeline(at, "day", 30, Area()).of(tables.incidents.values()),
        "as_of": tables.as_of,
    }


@EXAMPLES
@given(st.data())
def test_any_order_and_repetition_of_the_records_gives_the_same_view(data: st.DataObject) -> None:
    written = data.draw(logs())
    again = data.draw(st.lists(st.sampled_from(written), max_size=10)) if written else []
    shuffled = data.draw(st.permutations([*written, *again]))
    assert seen(read(shuffled)) == seen(read(written))


@EXAMPLES
@given(st.data())
def test_what_compaction_leaves_gives_the_same_view_as_all_that_was_written(data: st.DataObject) -> None:
    written = data.draw(logs())
    last: dict[tuple[str, str], Message] = {}
    for one in sorted(written, key=lambda message: message.position):
        last[one.topic, one.key] = one
    assert seen(read(list(last.values()))) == seen(read(written))


@EXAMPLES
@given(logs())
def test_a_message_that_changes_nothing_that_is_shown_is_no_change(written: list[Message]) -> None:
    tables = Tables(str)
    for message in sorted(written, key=lambda one: one.position):
        before, version = seen(tables), tables.version
        change = tables.apply(message)
        if change is None:
            assert seen(tables) == before
        else:
            assert tables.version > version
            assert change.key == message.key


@EXAMPLES
@given(logs(), st.integers(1, 4), st.sampled_from(["newest", "killed", "severity", "changed"]))
def test_pages_one_after_the_other_are_the_whole_list(written: list[Message], limit: int, order: Any) -> None:
    tables = read(written)
    every = Incidents(scope="any").of(tables.incidents.values(), tables.windows, order)
    walked, cursor = [], None
    while True:
        found = page(every, lambda one: incident_key(one, order), cursor, limit, order)
        assert found.total == len(every)
        walked += found.items
        cursor = found.next
        if cursor is None:
            break
        assert len(found.items) == limit
    assert walked == every


@EXAMPLES
@given(logs(), st.sampled_from(SEVERITIES), st.sampled_from(["UA", "RU"]))
def test_what_a_filter_takes_is_what_it_says_and_nothing_is_missing(
    written: list[Message], severity: str, country: str
) -> None:
    tables = read(written)
    least = SEVERITIES.index(severity)
    area = Area(countries=frozenset({country}))
    taken = Incidents(area=area, severity=least, scope="any").of(tables.incidents.values(), tables.windows)
    every = Incidents(scope="any").of(tables.incidents.values(), tables.windows)
    assert taken == [one for one in every if one.severity >= least and one.country == country]
    told = Alerts(area=area, severity=least, state="any").of(tables.alerts())
    shown = sorted(tables.alerts(), key=alert_key)
    assert told == [one for one in shown if one.severity >= least and one.country == country]
