"""Pages, parts of time, feeds: what the answers are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
import viewing
from hypothesis import given
from hypothesis import strategies as st
from strikes import claim, munitions, strike

from strikewatch.agents.resolve import Policy
from strikewatch.agents.view.account import Account
from strikewatch.agents.view.atom import atom_feed
from strikewatch.agents.view.entries import incident_entry
from strikewatch.agents.view.pages import page
from strikewatch.agents.view.parameters import MOMENT, end_of, start_of
from strikewatch.agents.view.selection import Area, Incidents
from strikewatch.agents.view.tables import Tables
from strikewatch.agents.view.timeline import Timeline
from strikewatch.schemas import Alert, Incident, RecordError
from strikewatch.schemas import Area as AlertArea

MAY = datetime(2024, 5, 8, tzinfo=UTC)


def table(*incidents: Incident) -> Tables:
    tables = Tables(str)
    for one in viewing.messages(incidents):
        tables.apply(one)
    return tables


# Pages


@pytest.mark.parametrize(
    "cursor", ["", "x", "%%%", "W10", "W251bGxd", "WyJrIiwiYSJd", "WyIiLHRydWUsImEiXQ", "WyIiLDEuNSwiYSJd", "é" * 9, "A" * 500]
)  # fmt: skip
def test_a_cursor_of_elsewhere_is_refused(cursor: str) -> None:
    with pytest.raises(RecordError, match="leave it out"):
        page(["a", "b"], lambda one: (one,), cursor, 1, "rows")


def test_a_page_goes_on_where_the_one_before_ended_whatever_has_come_in_since() -> None:
    first = page(["b", "d", "f"], lambda one: (one,), None, 2, "rows")
    assert (first.items, first.total) == (["b", "d"], 3)
    second = page(["a", "b", "c", "d", "e", "f"], lambda one: (one,), first.next, 9, "rows")
    assert (second.items, second.next) == (["e", "f"], None)


# Moments


@given(st.dates(date(1970, 1, 1), date(2089, 12, 31)))
def test_every_day_is_a_moment_and_ends_a_day_after_it_begins(day: date) -> None:
    import re  # noqa: PLC0415  # the pattern is what is tested

    assert re.fullmatch(MOMENT.strip("^$"), day.isoformat())
    start, end = start_of(day.isoformat()), end_of(day.isoformat())
    assert start is not None
    assert end is not None
    assert (start.date(), (end - start).total_seconds()) == (day, 86400)


@given(st.from_regex(MOMENT, fullmatch=True))
def test_whatever_looks_like_a_moment_is_one(said: str) -> None:
    moment = start_of(said)
    assert moment is not None
    assert moment.tzinfo is UTC


# Parts of time


def test_a_strike_is_in_the_part_it_happened_in_and_counted_once_in_the_total() -> None:
    tables = table(
        strike("UA-63", "2024-05-06", "10:30", killed=2, weapons=(munitions("drone", 5, 3),)),
        strike("UA-63", "2024-05-07", "09:00", killed=1),
        strike("RU-BEL", "2024-05-07", "09:30"),
    )
    drawn = Timeline(MAY, "day", 3, Area()).of(tables.incidents.values())
    assert (drawn["start"], drawn["end"]) == ("2024-05-05T00:00:00Z", "2024-05-08T00:00:00Z")
    assert drawn["total"] == {
        "incidents": [0, 1, 2], "killed": [0, 2, 1], "injured": [0, 0, 0],
        "launched": [0, 5, 0], "intercepted": [0, 3, 0],
    }  # fmt: skip
    assert [(one["region"], one["incidents"]) for one in drawn["areas"]] == [
        ("RU", [0, 0, 1]), ("RU-BEL", [0, 0, 1]), ("UA", [0, 1, 1]), ("UA-63", [0, 1, 1]),
    ]  # fmt: skip
    assert drawn["weapons"] == {
        "drone": {"incidents": [0, 1, 0], "launched": [0, 5, 0], "intercepted": [0, 3, 0]}
    }


def test_what_is_known_less_exactly_than_a_part_is_long_is_in_none_and_said() -> None:
    tables = table(strike("UA-63", "2024-05-06"), strike("UA-63", "2024-05-06", "10:30"))
    hourly = Timeline(MAY, "hour", 72, Area()).of(tables.incidents.values())
    assert (sum(hourly["total"]["incidents"]), hourly["too_coarse"]) == (1, 1)
    daily = Timeline(MAY, "day", 3, Area()).of(tables.incidents.values())
    assert (daily["total"]["incidents"], daily["too_coarse"]) == ([0, 2, 0], 0)


def test_of_a_strike_with_several_weapons_only_those_asked_for_are_drawn() -> None:
    both = (munitions("drone", 5, 3), munitions("missile", 2, 1))
    tables = table(strike("UA-63", "2024-05-06", "10:30", weapons=both))
    drawn = Timeline(MAY, "day", 3, Area(), frozenset({"missile"})).of(tables.incidents.values())
    assert drawn["total"]["launched"] == [0, 2, 0]
    assert list(drawn["weapons"]) == ["missile"]


# Selections


def test_a_window_takes_what_its_row_counts_at_any_instant() -> None:
    clock = strike("UA-63", "2024-05-06", "10:30", id="clock")
    day = strike("UA-63", "2024-05-06", id="day")
    tables = table(clock, day)
    at = datetime(2024, 5, 6, 10, tzinfo=UTC)
    for window, expected in (("1h", ["clock"]), ("24h", ["day", "clock"]), ("365d", ["day", "clock"])):
        taken = Incidents(window=window, at=at).of(tables.incidents.values(), {})  # type: ignore[arg-type]
        rows = {row.window: row for row in tables.rows_at(at) if row.region == "UA-63"}
        assert rows[window].incidents == len(taken)  # type: ignore[index]
        assert {one.incident_id for one in taken} <= set(expected)


def test_an_incident_without_a_date_is_listed_last_and_in_no_stretch_of_time() -> None:
    undated = strike("UA-63", None, id="undated", modality="historical")
    tables = table(undated, strike("UA-63", "2024-05-06", id="dated"))
    listed = Incidents().of(tables.incidents.values(), {})
    assert [one.incident_id for one in listed] == ["dated", "undated"]
    assert [one.incident_id for one in Incidents(until=MAY).of(tables.incidents.values(), {})] == ["dated"]


def test_an_item_leaves_out_the_ledger_and_says_how_long_it_is() -> None:
    entry = incident_entry(strike("UA-63", "2024-05-06"), Tables(str).zones)
    assert b'"ledger"' not in entry.item
    assert b'"claim_count":0' in entry.item
    assert entry.incident() == strike("UA-63", "2024-05-06")


def test_a_claim_under_a_rule_of_another_version_opens_without_its_sentence() -> None:
    former = claim("casualties.killed", 1, live=False).model_copy(update={"rule": "99"})
    tables = table(strike("UA-63", "2024-05-06", id="one", ledger=(former,)))
    opened = Account(tables.incidents["one"], {}, Policy.from_seeds()).answer()
    assert opened["figures"][0]["superseded"][0]["because"] == ""
    assert opened["reports_gone"] == 1


# Atom


def test_a_feed_is_well_formed_whatever_an_article_says() -> None:
    hostile = "<script>alert(1)</script> & ]]> \x00\x0b\u202e"
    alert = Alert(
        identifier="i", fingerprint="toll|<&\"'>", rule="toll", sent=MAY, event="Strike", severity="severe",
        area=AlertArea(region="UA-63", name=hostile), headline=hostile, description=hostile,
    )  # fmt: skip
    feed = ET.fromstring(atom_feed([alert]))  # noqa: S314  # our own
    names = {"a": "http://www.w3.org/2005/Atom", "c": "urn:oasis:names:tc:emergency:cap:1.2"}
    assert feed.findtext("a:entry/a:title", namespaces=names) == "<script>alert(1)</script> & ]]> \u202e"
    assert feed.findtext("a:entry/a:content/c:alert/c:identifier", namespaces=names) == "i"
    assert feed.find("a:entry/a:link", names).get("href") == "/feeds/alerts/toll%7C%3C%26%22%27%3E.cap"  # type: ignore[union-attr]
    assert feed.findtext("a:updated", namespaces=names) == "2024-05-08T00:00:00Z"


def test_an_empty_feed_is_a_feed() -> None:
    feed = ET.fromstring(atom_feed([]))  # noqa: S314  # our own
    assert feed.findtext("{http://www.w3.org/2005/Atom}id")
