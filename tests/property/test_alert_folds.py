"""The alerts that hold are a function of the incidents, whatever their order, number and interruptions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from generating import examples
from hypothesis import given
from hypothesis import strategies as st
from strikes import munitions, strike, tombstone

from strikewatch.agents.aggregate import recount
from strikewatch.agents.alert import IncidentAlerts, Rules, WindowAlerts
from strikewatch.agents.alert.condition import Condition, ConditionError
from strikewatch.agents.alert.fields import Reading
from strikewatch.agents.alert.firing import event_time
from strikewatch.agents.alert.incident_fields import INCIDENT_FIELDS
from strikewatch.agents.alert.window_fields import WINDOW_FIELDS
from strikewatch.schemas import Alert, Incident

SEEDS = Rules.from_seeds()
Told = dict[tuple[str, str], Alert]


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    day = date(2024, 5, 1) + timedelta(days=draw(st.integers(0, 9)))
    hours = draw(st.integers(1, 24 * 12))
    found = strike(
        draw(st.sampled_from(["UA-63", "UA-51", "UA", "RO-TL"])),
        day,
        id=draw(st.sampled_from("abcde")),
        killed=draw(st.none() | st.integers(0, 30)),
        injured=draw(st.none() | st.integers(0, 40)),
        weapons=(munitions("drone", draw(st.sampled_from([None, 60, 120, 600]))),),
        targets=tuple(sorted(draw(st.sets(st.sampled_from(["energy", "nuclear", "residential"]))))),
        scope=draw(st.sampled_from(["place", "place", "summary"])),
        grade=draw(st.sampled_from(["confirmed", "fair", "weak", "contested", "discounted"])),
        modality=draw(st.sampled_from(["current", "current", "historical"])),
        reported=f"2024-05-{1 + hours // 24:02} {hours % 24:02}:05",
        revision=draw(st.integers(1, 5)),
    )
    return tombstone(found) if draw(st.integers(0, 6)) == 0 else found


def latest(stream: list[Incident]) -> list[Incident]:
    return list({incident.incident_id: incident for incident in stream}.values())


def end_of(stream: list[Incident]) -> datetime | None:
    """The latest event time in a stream."""
    return max(map(event_time, stream), default=None)


def holding(fold: IncidentAlerts | WindowAlerts, at: datetime | None = None) -> dict[str, Any]:
    """What makes two alerts that hold at an instant the same to a subscriber, by fingerprint."""
    return {
        one.fingerprint: (
            one.severity,
            one.certainty,
            one.values,
            one.incident_ids,
            one.headline,
            one.expires,
        )
        for one in fold.live(at)
    }


def run(
    stream: list[Incident], policy: Any, told: Told | None = None, *, each: bool = True
) -> IncidentAlerts:
    """A fold over a stream; `told` is what the four topics hold, one record for each topic and fingerprint."""
    fold = IncidentAlerts(SEEDS, policy)
    for alert in (told or {}).values():
        fold.recall(alert)
    for number, incident in enumerate(stream):
        fold.apply(incident)
        if each or number == len(stream) - 1:
            send(fold, told)
    return fold


def send(fold: IncidentAlerts, told: Told | None) -> None:
    for alert in fold.outputs():
        if told is not None:
            told[alert.severity, alert.fingerprint] = alert


def on_topics(told: Told, at: datetime | None) -> dict[str, list[str]]:
    """Identifiers of what a subscriber to all four topics takes to be live at an instant."""
    live: dict[str, list[str]] = {}
    for (_, fingerprint), alert in sorted(told.items()):
        if alert.msg_type != "Cancel" and (at is None or alert.expires is None or alert.expires > at):
            live.setdefault(fingerprint, []).append(alert.identifier)
    return live


@examples(200)
@given(
    st.lists(incidents(), max_size=8, unique_by=lambda one: one.incident_id),
    st.randoms(use_true_random=False),
    st.sampled_from(["all", "live"]),
)
def test_any_order_leaves_the_same_alerts(stream: list[Incident], random: Any, policy: str) -> None:
    shuffled = [*stream, *stream]
    random.shuffle(shuffled)
    assert (
        holding(run(stream, policy))
        == holding(run(shuffled, policy))
        == holding(run(stream, policy, each=False))
    )


@examples(150)
@given(st.lists(incidents(), max_size=10))
def test_corrections_leave_the_alerts_of_the_corrected(stream: list[Incident]) -> None:
    end = end_of(stream)
    assert holding(run(stream, "all"), end) == holding(run(latest(stream), "all"), end)


@examples(150)
@given(st.lists(incidents(), max_size=10))
def test_the_topics_hold_one_live_alert_for_each_fingerprint(stream: list[Incident]) -> None:
    told: Told = {}
    fold = run(stream, "all", told)
    end = end_of(stream)
    assert on_topics(told, end) == {alert.fingerprint: [alert.identifier] for alert in fold.live(end)}


@examples(150)
@given(st.lists(incidents(), max_size=10))
def test_no_identifier_is_used_twice(stream: list[Incident]) -> None:
    fold, identifiers = IncidentAlerts(SEEDS, "all"), []
    for incident in stream:
        fold.apply(incident)
        identifiers += [alert.identifier for alert in fold.outputs()]
    assert len(identifiers) == len(set(identifiers))


@examples(200)
@given(st.lists(incidents(), min_size=1, max_size=10), st.integers(0, 10), st.sets(st.integers(0, 3)))
def test_a_crash_anywhere_repeats_nothing_and_leaves_one_live_alert(
    stream: list[Incident], crash: int, lost: set[int]
) -> None:
    """Of the last outputs before the crash any part may have been lost."""
    told: Told = {}
    fold = run(stream[:crash], "all", told)
    if crash < len(stream):
        fold.apply(stream[crash])
        for number, alert in enumerate(fold.outputs()):
            if number not in lost:
                told[alert.severity, alert.fingerprint] = alert
    sent = {alert.identifier for alert in told.values()}
    restarted = IncidentAlerts(SEEDS, "all")
    for alert in sorted(told.values(), key=lambda one: one.identifier):
        restarted.recall(alert)
    for incident in [*latest(stream[: crash + 1]), *stream[crash + 1 :]]:
        restarted.apply(incident)
    again = restarted.outputs()
    assert not sent & {alert.identifier for alert in again}
    told.update({(alert.severity, alert.fingerprint): alert for alert in again})
    end = end_of(stream)
    assert holding(restarted, end) == holding(run(latest(stream), "all"), end)
    assert on_topics(told, end) == {alert.fingerprint: [alert.identifier] for alert in restarted.live(end)}


@examples(60)
@given(st.lists(incidents(), max_size=8), st.randoms(use_true_random=False))
def test_window_alerts_follow_the_last_rows_only(stream: list[Incident], random: Any) -> None:
    rows = [
        row for number in range(len(stream)) for row in recount(latest(stream[: number + 1]), str).values()
    ]
    last = list({row.key: row for row in rows}.values())
    random.shuffle(last)
    one, other = WindowAlerts(SEEDS, "all"), WindowAlerts(SEEDS, "all")
    for row in rows:
        one.apply(row)
        one.outputs()
    for row in last:
        other.apply(row)
    other.outputs()
    assert holding(one) == holding(other)


pieces = st.sampled_from(
    [
        "killed", "targets", "place", "killed_high", "killed_stated", "3", "0", "'energy'", "null", "true",
        "{'energy'}", "['UA']", "and", "or", "not", "in", "==", "!=", ">=", "<", "+", "-", "*", "/", "%", "//", "**",
        "<<", "&", "|", "^", "??", "?", ":", "(", ")", ".length", ".is_empty", ".to_int", "[0]", "$now", "$sum", "=~",
        "for x in", "[x for x in targets]", "__class__", "d'2024-01-01'", "t'P1D'", "&.", "country", "outcome",
    ]
)  # fmt: skip


@examples(1500)
@given(st.lists(pieces, min_size=1, max_size=9), incidents())
def test_whatever_compiles_also_evaluates(parts: list[str], incident: Incident) -> None:
    """A condition is refused at load or has an answer for every incident: it never fails in the stream."""
    try:
        condition = Condition(" ".join(parts), INCIDENT_FIELDS)
    except ConditionError:
        return
    assert condition.holds(Reading(INCIDENT_FIELDS, incident)) in {True, False}


@examples(60)
@given(st.lists(incidents(), min_size=1, max_size=8))
def test_every_field_can_be_read_of_every_record(stream: list[Incident]) -> None:
    kinds: dict[str, tuple[type, ...]] = {
        "number": (int, float), "number or null": (int, float, type(None)), "text": (str,), "flag": (bool,), "set": (frozenset,),
    }  # fmt: skip
    records = [(INCIDENT_FIELDS, one) for one in stream] + [
        (WINDOW_FIELDS, row) for row in recount(stream, str).values()
    ]
    for fields, record in records:
        for name, value in ((name, Reading(fields, record)[name]) for name in fields):
            assert isinstance(value, kinds[fields[name].kind]), name
            if fields[name].words:
                assert (value if isinstance(value, frozenset) else {value}) <= fields[name].words
