from __future__ import annotations

from datetime import UTC, datetime

from strikes import at_least, munitions, place, strike, tombstone, up_to

from strikewatch.agents.aggregate import Aggregator, recount
from strikewatch.schemas import Figure, Incident, RegionWindow
from strikewatch.schemas.figure import Range


def tables(*incidents: Incident) -> dict[str, RegionWindow]:
    fold = Aggregator(str)
    for incident in incidents:
        fold.apply(incident)
    found = {window.key: window for window in fold.outputs()}
    assert found == recount(incidents, str)
    return found


def test_a_strike_counts_in_its_region_and_in_its_country() -> None:
    found = tables(strike("UA-63", "2024-05-14", killed=3, injured=7))
    for key in ("UA-63|24h", "UA|24h", "UA-63|365d"):
        assert found[key].incidents == 1
        assert found[key].killed == Range(low=3, best=3, high=3)
        assert found[key].injured.best == 7
    assert len(found) == 12


def test_a_strike_known_to_the_country_only_is_in_no_region() -> None:
    found = tables(strike("UA-63", "2024-05-14"), strike("UA", "2024-05-14"))
    assert found["UA|24h"].incidents == 2
    assert found["UA-63|24h"].incidents == 1
    assert {window.region for window in found.values()} == {"UA", "UA-63"}


def test_windows_of_a_region_end_with_the_hour_of_its_latest_report() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", reported="2024-05-14 09:20"),
        strike("UA-51", "2024-05-10", reported="2024-05-10 05:00"),
    )
    assert found["UA-63|24h"].window_end == datetime(2024, 5, 14, 10, tzinfo=UTC)
    assert found["UA-51|24h"].window_end == datetime(2024, 5, 10, 5, tzinfo=UTC)
    assert found["UA|24h"].window_end == datetime(2024, 5, 14, 10, tzinfo=UTC)
    assert found["UA|24h"].incidents == 1
    assert found["UA|7d"].incidents == 2


def test_a_publication_date_without_a_time_is_the_end_of_that_day() -> None:
    found = tables(strike("UA-63", "2024-05-14", reported="2024-05-14 00:00"))
    assert found["UA-63|24h"].window_end == datetime(2024, 5, 15, tzinfo=UTC)
    assert found["UA-63|24h"].incidents == 1


def test_a_strike_known_to_the_day_counts_in_24_hours_and_longer_and_is_said_to() -> None:
    found = tables(strike("UA-63", "2024-05-14", reported="2024-05-14 09:20"))
    assert [found[f"UA-63|{window}"].incidents for window in ("1h", "6h", "24h", "7d")] == [0, 0, 1, 1]
    assert found["UA-63|24h"].day_precision_incidents == 1


def test_a_strike_at_a_clock_time_counts_in_the_hour() -> None:
    found = tables(strike("UA-63", "2024-05-14", "11:30", reported="2024-05-14 08:50"))
    assert found["UA-63|1h"].incidents == 1  # 11:30 in Kharkiv is 08:30 UTC
    assert found["UA-63|24h"].day_precision_incidents == 0


def test_a_night_strike_counts_in_six_hours_but_not_in_one() -> None:
    found = tables(strike("UA-63", "2024-05-14", part="night", reported="2024-05-14 03:10"))
    assert [found[f"UA-63|{window}"].incidents for window in ("1h", "6h", "24h")] == [0, 1, 1]


def test_a_strike_since_yesterday_counts_at_the_midnight_between() -> None:
    when = {"start": "2024-05-13", "end": "2024-05-14", "precision": "range", "basis": "relative"}
    found = tables(strike("UA-63", "2024-05-14", period=when, reported="2024-05-14 12:00"))
    assert [found[f"UA-63|{window}"].incidents for window in ("6h", "24h")] == [0, 1]
    assert found["UA-63|24h"].day_precision_incidents == 1
    assert (
        tables(strike("UA-63", "2024-05-14", period=when, reported="2024-05-14 21:30"))["UA-63|24h"].incidents
        == 0
    )


def test_a_publication_date_stands_for_its_day_and_is_said_to() -> None:
    when = {"start": "2024-05-13", "end": "2024-05-14", "precision": "range", "basis": "publication"}
    found = tables(strike("UA-63", "2024-05-14", period=when, reported="2024-05-14 22:30"))
    assert (found["UA-63|24h"].incidents, found["UA-63|24h"].publication_dated_incidents) == (1, 1)


def test_the_toll_keeps_its_uncertainty() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", id="a", killed=at_least(8), injured=up_to(30)),
        strike("UA-63", "2024-05-14", id="b", killed=2),
        strike("UA-63", "2024-05-14", id="c"),
    )
    assert found["UA-63|24h"].killed == Range(low=10, best=10, high=None)
    assert found["UA-63|24h"].injured == Range(low=0, best=30, high=30)


def test_the_interception_rate_rests_on_strikes_that_state_both_figures() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", id="a", weapons=(munitions("drone", 50, 40),)),
        strike(
            "UA-63", "2024-05-14", id="b", weapons=(munitions("drone", None, 12), munitions("missile", 0, 0))
        ),
    )
    drones, missiles = (found["UA-63|24h"].by_weapon_class[name] for name in ("drone", "missile"))
    assert (drones.incidents, drones.launched, drones.intercepted) == (2, 50, 52)
    assert (drones.interception_rate, drones.rated_launched) == (0.8, 50)
    assert missiles.interception_rate is None


def test_more_shot_down_than_launched_is_flagged_and_not_repaired() -> None:
    found = tables(strike("UA-63", "2024-05-14", weapons=(munitions("missile", 4, 6),)))
    missiles = found["UA-63|24h"].by_weapon_class["missile"]
    assert (missiles.launched, missiles.intercepted, missiles.violations) == (4, 6, 1)
    assert missiles.interception_rate is None


def test_a_total_and_its_models_are_not_added() -> None:
    weapons = (
        munitions("missile", 10),
        munitions("missile", 3, model="Kh-101"),
        munitions("missile", 2, model="Kh-59"),
    )
    found = tables(strike("UA-63", "2024-05-14", weapons=weapons))
    assert found["UA-63|24h"].by_weapon_class["missile"].launched == 10
    found = tables(strike("UA-63", "2024-05-14", weapons=weapons[1:]))
    assert found["UA-63|24h"].by_weapon_class["missile"].launched == 5


def test_a_corrected_toll_replaces_the_former_one() -> None:
    first = strike("UA-63", "2024-05-14", id="a", killed=9)
    fold = Aggregator(str)
    fold.apply(first)
    fold.outputs()
    fold.apply(strike("UA-63", "2024-05-14", id="a", killed=6))
    assert {window.killed.best for window in fold.outputs()} == {6}
    fold.apply(strike("UA-63", "2024-05-14", id="a", killed=6))
    assert fold.outputs() == []


def test_a_strike_that_moves_takes_its_figures_along_and_leaves_zeros() -> None:
    fold = Aggregator(str)
    fold.apply(strike("UA-63", "2024-05-14", id="a", killed=9))
    fold.outputs()
    fold.apply(strike("UA-14", "2024-05-14", id="a", killed=9))
    moved = {window.key: window for window in fold.outputs()}
    assert moved["UA-63|24h"].is_empty
    assert moved["UA-14|24h"].killed.best == 9
    assert "UA|24h" not in moved


def test_a_merged_strike_leaves_the_tables() -> None:
    doubled = strike("UA-63", "2024-05-14", id="b", killed=9)
    fold = Aggregator(str)
    fold.apply(strike("UA-63", "2024-05-14", id="a", killed=9))
    fold.apply(doubled)
    fold.outputs()
    fold.apply(tombstone(doubled, merged_into="a"))
    assert {window.killed.best for window in fold.outputs() if window.window == "24h"} == {9}


def test_coarse_reports_and_stated_sums_stand_beside_the_sum() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", id="a", killed=2),
        strike("UA-63", "2024-05-14", id="b", killed=4, scope="unallocated"),
        strike("UA", "2024-05-14", id="c", part="night", killed=11, scope="summary",
               weapons=(munitions("drone", 58, 41),)),
    )  # fmt: skip
    assert found["UA-63|24h"].killed.best == 2
    assert found["UA-63|24h"].unallocated.killed == Range(low=4, best=4, high=4)
    country = found["UA|24h"]
    assert (country.incidents, country.killed.best) == (1, 2)
    assert country.stated_total.killed == Range(low=11, best=11, high=11)
    assert country.stated_total.launched == {"drone": 58}
    assert country.by_weapon_class == {}


def test_a_regions_stated_sum_is_not_its_countrys() -> None:
    found = tables(strike("UA-63", "2024-05-14", killed=4, scope="summary"))
    assert found["UA-63|24h"].stated_total.killed == Range(low=4, best=4, high=4)
    assert found["UA|24h"].stated_total.killed is None


def test_stated_sums_of_overlapping_times_are_not_added() -> None:
    def stated(id: str, start: str, end: str, killed: int) -> Incident:  # noqa: A002
        when = {"start": start, "end": end, "precision": "range", "basis": "explicit"}
        return strike(
            "UA", start, id=id, period=when, killed=killed, scope="summary", reported="2024-05-20 12:00"
        )

    found = tables(
        stated("night 1", "2024-05-14", "2024-05-14", 5),
        stated("night 2", "2024-05-15", "2024-05-15", 6),
        stated("both nights", "2024-05-14", "2024-05-15", 10),
        stated("another night", "2024-05-17", "2024-05-17", 1),
        stated("war to date", "2022-02-24", "2024-05-20", 12000),
    )
    assert found["UA|7d"].stated_total.killed == Range(low=11, best=11, high=11)
    assert found["UA|365d"].stated_total.reports == 4


def test_an_old_strike_counts_in_its_own_time_only() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", killed=1),
        strike("UA-63", "2024-04-30", id="old", killed=5, modality="historical", reported="2024-05-14 10:00"),
        strike("UA-63", None, id="undated", killed=70, modality="historical", reported="2024-05-14 10:00"),
    )
    assert [found[f"UA-63|{window}"].killed.best for window in ("24h", "7d", "30d", "365d")] == [1, 1, 6, 6]


def test_sources_are_counted_once() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", id="a", sources=("Wire", "Governor")),
        strike("UA-63", "2024-05-14", id="b", sources=("Wire",)),
    )
    assert found["UA-63|24h"].sources == 2


def test_a_table_knows_what_went_before() -> None:
    found = tables(
        strike("UA-63", "2024-05-14", id="now"),
        strike("UA-63", "2024-05-02", id="before"),
        strike("UA-63", "2024-01-02", id="long before"),
    )
    assert found["UA-63|24h"].baseline_30d == 1
    assert found["UA-63|24h"].last_incident_before == datetime(2024, 5, 2, 9, tzinfo=UTC)
    assert found["UA-63|30d"].last_incident_before == datetime(2024, 1, 2, 10, tzinfo=UTC)
    assert found["UA-63|30d"].baseline_30d is None


def test_a_place_without_a_country_is_still_counted() -> None:
    assert tables(strike(None, "2024-05-14"))["ZZ|24h"].incidents == 1
    nowhere = strike("UA-63", "2024-05-14").model_copy(
        update={"place": place("UA-63").model_copy(update={"country": None})}
    )
    assert tables(nowhere)["UA|24h"].incidents == 1


def test_vague_figures_use_what_they_state() -> None:
    found = tables(strike("UA-63", "2024-05-14", killed=Figure(op="vague", low=12)))
    assert found["UA-63|24h"].killed == Range(low=12, best=12, high=None)


def test_on_wall_clock_windows_fall_as_time_passes() -> None:
    fold = Aggregator(str, "wall")
    fold.apply(strike("UA-63", "2024-05-14", "11:30", killed=2))
    assert fold.outputs() == []
    fold.tick(datetime(2024, 5, 14, 8, 40, tzinfo=UTC))
    first = {window.key: window for window in fold.outputs()}
    assert (first["UA-63|1h"].killed.best, first["UA-63|1h"].window_end.hour) == (2, 9)
    fold.tick(datetime(2024, 5, 14, 8, 59, tzinfo=UTC))
    assert fold.outputs() == []
    fold.tick(datetime(2024, 5, 14, 9, 1, tzinfo=UTC))
    second = {window.key: window for window in fold.outputs()}
    assert second["UA-63|1h"].is_empty
    assert second["UA-63|6h"].killed.best == 2


def test_on_wall_clock_old_strikes_are_forgotten_after_their_last_zero() -> None:
    fold = Aggregator(str, "wall")
    fold.apply(strike("UA-63", "2024-05-14", killed=2))
    fold.tick(datetime(2024, 5, 15, tzinfo=UTC))
    fold.outputs()
    fold.tick(datetime(2025, 9, 1, tzinfo=UTC))
    assert {window.is_empty for window in fold.outputs()} == {True}
    fold.tick(datetime(2025, 9, 2, tzinfo=UTC))
    assert fold.outputs() == []


def test_a_restarted_fold_writes_only_what_differs_from_its_topic() -> None:
    kept, moved = strike("UA-63", "2024-05-14", id="a"), strike("UA-51", "2024-05-14", id="b")
    before = tables(kept, moved)
    fold = Aggregator(str)
    for row in before.values():
        fold.recall(row)
    fold.apply(kept)
    fold.apply(strike("UA-14", "2024-05-14", id="b"))
    after = {window.key: window for window in fold.outputs()}
    assert {window.region for window in after.values()} == {"UA-51", "UA-14"}
    assert {window.is_empty for window in after.values() if window.region == "UA-51"} == {True}


def test_the_tables_can_be_asked_for_any_instant() -> None:
    incidents = [
        strike("UA-63", "2024-05-14", id="a", killed=2),
        strike("UA-63", "2024-05-02", id="b", killed=5),
    ]
    fold = Aggregator(str)
    for incident in incidents:
        fold.apply(incident)
    then = datetime(2024, 5, 3, tzinfo=UTC)
    assert {window.key: window for window in fold.at(then)} == recount(incidents, str, then)
    assert recount(incidents, str, then)["UA-63|7d"].killed.best == 5
