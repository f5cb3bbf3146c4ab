"""The fold: what is applied decides, not when or how often."""

from __future__ import annotations

import datetime as dt

import pytest
from reports import told

from strikewatch.agents.resolve import Policy, Resolver, resolve

POLICY = Policy.from_seeds()
FIRST = told(
    "Kharkiv", "2024-05-01 13:20", published="2024-05-01T10:48Z", weapon="bomb", killed=1, by="mayor"
)
UPDATE = told("Kharkiv", "2024-05-01", published="2024-05-02T08:00Z", weapon="bomb", killed=3, by="rescue")
EVENING = told("Kharkiv", "2024-05-01 20:40", published="2024-05-01T18:05Z", weapon="missile", injured=4)


def test_a_report_that_comes_twice_puts_nothing_out() -> None:
    resolver = Resolver(POLICY)
    resolver.apply(FIRST)
    assert [one.revision for one in resolver.outputs()] == [1]
    resolver.apply(FIRST)
    assert resolver.outputs() == []


def test_only_the_incident_that_changed_comes_out() -> None:
    resolver = Resolver(POLICY)
    resolver.apply(FIRST)
    resolver.apply(EVENING)
    assert len(resolver.outputs()) == 2
    resolver.apply(UPDATE)
    (changed,) = resolver.outputs()
    assert changed.casualties.killed is not None
    assert changed.casualties.killed.best == 3
    assert changed.change_reason.startswith("killed 1 -> 3")


def test_an_incident_that_lost_its_report_is_written_as_retracted() -> None:
    resolver = Resolver(POLICY)
    resolver.apply(FIRST)
    (before,) = resolver.outputs()
    moved = FIRST.model_copy(
        update={"updated_at": dt.datetime(2024, 5, 2, tzinfo=dt.UTC), "period": EVENING.period, "weapons": ()}
    )
    moved = moved.model_copy(update={"place": FIRST.place.model_copy(update={"name": "Izium"})})
    resolver.apply(moved)
    gone, now = sorted(resolver.outputs(), key=lambda one: not one.retracted)
    assert gone.incident_id == before.incident_id
    assert gone.merged_into == now.incident_id
    assert not gone.counts


def test_an_older_version_of_a_report_changes_nothing() -> None:
    newer = FIRST.model_copy(update={"updated_at": dt.datetime(2024, 5, 2, tzinfo=dt.UTC)})
    assert resolve([newer, FIRST], POLICY) == resolve([newer], POLICY)


def test_an_id_written_by_an_earlier_life_is_withdrawn() -> None:
    (written,) = resolve(
        [FIRST.model_copy(update={"place": FIRST.place.model_copy(update={"name": "Izium"})})], POLICY
    )
    resolver = Resolver(POLICY)
    resolver.recall(written)
    resolver.apply(FIRST)
    outputs = {one.incident_id: one for one in resolver.outputs()}
    assert outputs[written.incident_id].retracted
    assert len(outputs) == 2


@pytest.mark.parametrize(("before", "left"), [("2024-05-01", 0), ("2024-05-02", 1)])
def test_blocks_older_than_the_retention_leave(before: str, left: int) -> None:
    resolver = Resolver(POLICY)
    resolver.apply(FIRST)
    resolver.outputs()
    assert resolver.expire(dt.date.fromisoformat(before)) == left
