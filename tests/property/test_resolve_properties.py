"""What must hold of any stream of reports, in any order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from generating import examples
from hypothesis import given
from hypothesis import strategies as st
from reports import figure, period, said, told

from strikewatch.agents.resolve import Policy, Resolver, resolve
from strikewatch.agents.topics import TopicSpec
from strikewatch.seeds.blocks import block_of

if TYPE_CHECKING:
    from strikewatch.schemas import Incident, StrikeReport

POLICY = Policy.from_seeds()
PLACES = [
    ("Kharkiv", "settlement", "UA-63"),
    ("Izium", "settlement", "UA-63"),
    ("Izium district", "district", "UA-63"),
    ("Kharkiv region", "region", "UA-63"),
    ("Odesa", "settlement", "UA-51"),
    ("Ukraine", "country", "UA"),
    ("Kyiv", "settlement", "UA-30"),
    ("Brovary", "settlement", "UA-32"),
    ("Kyiv region", "region", "UA-32"),
]
DAYS = [f"2024-05-{day:02d}" for day in range(1, 7)]
PARTS = [
    "",
    "",
    " night",
    " morning",
    " afternoon",
    " evening",
    " 03:10",
    " 11:50",
    " 16:40",
    " 17:20",
    " 23:30",
]
ROLES = [None, "rescue", "prosecutor", "governor", "mayor", "wire", "belligerent"]
SIGNATURES = [(), tuple(range(16)), tuple(range(3, 19)), (*range(14), 98, 99)]


@st.composite
def reports(draw: st.DrawFn) -> StrikeReport:
    place, level, region = draw(st.sampled_from(PLACES))
    day = draw(st.sampled_from(DAYS))
    when = draw(
        st.sampled_from(
            [
                None,
                *(day + part for part in PARTS),
                f"{day}..2024-05-06",
                f"2024-04-20..{day}",
                "2024-05-02..2024-05-03",
            ]
        )
    )
    hour, minute = draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))
    published = draw(st.sampled_from([f"{day}T{hour:02d}:{minute:02d}Z", day, None]))
    killed = draw(st.sampled_from([None, 0, 1, 2, 3, 5, ">=2", "<=4", "~12", "dozens", "+1"]))
    return told(
        place,
        when,
        level=level,
        region=region,
        published=published,
        source=draw(st.sampled_from(["Meridian", "Slobid", "Ledger"])),
        article=draw(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])),
        by=draw(st.sampled_from(ROLES)),
        attacker=draw(st.sampled_from(["RU", "RU", "RU", "UA", None])),
        weapon=draw(st.sampled_from([None, "drone", "missile", "missile:S-300", "bomb", "all"])),
        launched=draw(st.sampled_from([None, 2, 9])),
        killed=killed,
        injured=draw(st.sampled_from([None, 0, 4, 9, 17])),
        claims=draw(
            st.sampled_from([(), (said("mayor", killed=2),), (said("police", injured=4, earlier=True),)])
        ),
        modality=draw(st.sampled_from(["current", "current", "historical"])),
        signature=draw(st.sampled_from(SIGNATURES)),
        updated_at=draw(st.sampled_from([None, "2024-05-07T00:00Z"])),
        retracted=draw(st.sampled_from([False] * 7 + [True])),
    )


streams = st.lists(reports(), min_size=1, max_size=14)


def live(resolver: Resolver, state: dict[str, Incident]) -> dict[str, Incident]:
    """Fold what a resolver puts out, as a compacted topic would; tombstones are dropped."""
    for incident in resolver.outputs():
        if incident.retracted:
            state.pop(incident.incident_id, None)
        else:
            state[incident.incident_id] = incident
    return state


def settled(stream: list[StrikeReport]) -> dict[str, Incident]:
    return {one.incident_id: one for one in resolve(stream, POLICY)}


@examples(300)
@given(stream=streams, data=st.data())
def test_order_repetition_and_batches_do_not_matter(stream: list[StrikeReport], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(stream + data.draw(st.lists(st.sampled_from(stream), max_size=4))))
    resolver, state = Resolver(POLICY), {}
    for report in shuffled:
        resolver.apply(report)
        if data.draw(st.booleans()):
            live(resolver, state)
    assert live(resolver, state) == settled(stream)


def partition_of(area: str | None, partitions: int) -> int:
    topic = TopicSpec("strike-reports", "StrikeReport", "region", partitions, "delete", -1, 1, "")
    return topic.partition_of(block_of(area or ""))


def one_life(
    partition: int,
    partitions: int,
    reports: list[StrikeReport],
    state: dict[str, Incident],
    data: st.DataObject,
) -> Resolver:
    """A worker takes a partition over, knowing what was put out of it, and reads some of its log in batches."""
    resolver = Resolver(POLICY)
    for incident in list(state.values()):
        if partition_of(incident.place.area, partitions) == partition:
            resolver.recall(incident)
    for report in reports:
        resolver.apply(report)
        if data.draw(st.booleans(), "a batch ends"):
            live(resolver, state)
    return resolver


@examples(300)
@given(stream=streams, partitions=st.integers(1, 12), data=st.data())
def test_partitions_and_crashes_of_their_workers_do_not_matter(
    stream: list[StrikeReport], partitions: int, data: st.DataObject
) -> None:
    logs: dict[int, list[StrikeReport]] = {}
    for report in stream:
        logs.setdefault(partition_of(report.key, partitions), []).append(report)
    state: dict[str, Incident] = {}
    for number in data.draw(st.permutations(sorted(logs) * 2), "who is next"):
        read = data.draw(st.integers(0, len(logs[number])), "how far")
        one_life(number, partitions, logs[number][:read], state, data)
    for number, log in logs.items():
        live(one_life(number, partitions, log, state, data), state)
    whole = settled(stream)
    assert {name: one.encode() for name, one in state.items()} == {
        name: one.encode() for name, one in whole.items()
    }


@examples(300)
@given(stream=streams, cut=st.integers(0, 14))
def test_a_crash_and_a_replay_leave_the_same_incidents(stream: list[StrikeReport], cut: int) -> None:
    before, state = Resolver(POLICY), {}
    for report in stream[:cut]:
        before.apply(report)
    live(before, state)
    after = Resolver(POLICY)
    for incident in state.values():
        after.recall(incident)
    for report in stream:
        after.apply(report)
    assert live(after, state) == settled(stream)


@examples(300)
@given(stream=streams, extra=reports())
def test_a_withdrawn_report_restores_the_former_state(
    stream: list[StrikeReport], extra: StrikeReport
) -> None:
    stream = [one for one in stream if one.article_id != extra.article_id]
    resolver, state = Resolver(POLICY), {}
    for report in [*stream, extra]:
        resolver.apply(report)
        live(resolver, state)
    resolver.apply(
        extra.model_copy(update={"retracted": True, "updated_at": dt.datetime(2024, 6, 1, tzinfo=dt.UTC)})
    )
    assert live(resolver, state) == settled(stream)


@examples(300)
@given(stream=streams)
def test_best_lies_within_the_live_claims(stream: list[StrikeReport]) -> None:
    for incident in resolve(stream, POLICY):
        for metric in ("killed", "injured"):
            total = getattr(incident.casualties, metric)
            claims = [one for one in incident.ledger if one.field == f"casualties.{metric}" and one.live]
            assert (total is None) == (not claims)
            if total is not None:
                figures = [one.applied or one.figure for one in claims]
                assert total.value in {one.value for one in figures}
                assert total.low is None or total.low <= total.value
                assert total.high is None or total.value <= total.high
                assert total.high is None or total.high <= sum(one.high or one.value for one in figures)


@examples(300)
@given(stream=streams)
def test_every_report_that_counts_is_in_exactly_one_incident(stream: list[StrikeReport]) -> None:
    placed = [report_id for one in resolve(stream, POLICY) for report_id in one.reports]
    assert len(placed) == len(set(placed))
    resolver = Resolver(POLICY)
    for report in stream:
        resolver.apply(report)
    newest = {one.report_id for one in stream}
    assert set(placed) <= newest


@examples(300)
@given(stream=streams, at=st.integers(0, 13))
def test_a_wire_copy_changes_no_figure(stream: list[StrikeReport], at: int) -> None:
    original = stream[at % len(stream)]
    signed = original.model_copy(
        update={"signature": tuple(range(100, 116)), "retracted": False, "updated_at": None}
    )
    rest = [one for one in stream if one.article_id != original.article_id]
    copy = signed.model_copy(
        update={
            "report_id": "copy of " + signed.report_id,
            "article_id": "zz" + signed.article_id,
            "source": "Another paper",
            "published_at": None
            if signed.published_at is None
            else dt.datetime.combine(signed.published_at, dt.time(23, 59), dt.UTC),
        }
    )
    if signed.period is None:
        signed = signed.model_copy(update={"period": period("2024-05-03")})
        copy = copy.model_copy(update={"period": signed.period})
    before, after = resolve([*rest, signed], POLICY), resolve([*rest, signed, copy], POLICY)
    assert [(one.incident_id, one.casualties, one.sources) for one in before] == [
        (one.incident_id, one.casualties, one.sources) for one in after
    ]


def test_figures_of_the_builder_read_as_written() -> None:
    stated = figure("+1")
    assert stated is not None
    assert stated.delta
