from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from strikes import at_least, claim, munitions, place, strike, tombstone

from strikewatch.agents.aggregate import Aggregator
from strikewatch.agents.alert import IncidentAlerts, Rules, WindowAlerts, dry_run
from strikewatch.schemas import Figure

if TYPE_CHECKING:
    from strikewatch.schemas import Alert, Incident

SEEDS = Rules.from_seeds()


def deadly(killed: int | Figure, **more: object) -> Incident:
    return strike("UA-63", "2024-05-14", id="market", killed=killed, **more)


def told(*incidents: Incident, rule: str = "incident-toll") -> list[Alert]:
    return [alert for alert in dry_run(SEEDS, incidents) if alert.rule == rule]


def test_a_deadly_strike_raises_one_alert_that_says_what_fired_it() -> None:
    ledger = (claim("casualties.killed", 6, quote="six people were killed"),
              claim("casualties.killed", 5, quote="five people were killed", live=False))  # fmt: skip
    (alert,) = told(deadly(6, ledger=ledger))
    assert (alert.msg_type, alert.severity, alert.certainty) == ("Alert", "moderate", "Likely")
    assert alert.fingerprint == "incident-toll|market"
    assert alert.values["killed"] == 6
    assert [quote.quote for quote in alert.evidence] == ["six people were killed"]
    assert alert.sent == datetime(2024, 5, 14, 18, 7, tzinfo=UTC)
    assert alert.expires is not None
    assert timedelta(hours=72) <= alert.expires - alert.sent < timedelta(hours=90)
    assert alert.onset == datetime(2024, 5, 14, 9, tzinfo=UTC)
    assert alert.area.region == "UA-63"


def test_a_strike_below_the_rule_raises_nothing() -> None:
    assert told(deadly(2)) == []


def test_the_same_incident_again_says_nothing_more() -> None:
    assert len(told(deadly(6), deadly(6), deadly(6, revision=4, sources=("Wire", "Mayor")))) == 1


def test_a_risen_toll_updates_the_alert_in_place() -> None:
    first, second = told(deadly(6), deadly(8))
    assert second.msg_type == "Update"
    assert second.references == (first.identifier,)
    assert second.reference_times == (first.sent,)
    assert second.fingerprint == first.fingerprint
    assert second.identifier != first.identifier


def test_a_better_grade_updates_the_alert() -> None:
    first, second = told(deadly(6, grade="weak"), deadly(6, grade="confirmed"))
    assert (first.certainty, second.certainty, second.msg_type) == ("Possible", "Observed", "Update")


def test_a_change_of_severity_cancels_the_copy_on_the_former_topic() -> None:
    first, moved, second = told(deadly(6), deadly(12))
    assert (moved.msg_type, moved.severity, moved.moved_to) == ("Cancel", "moderate", "severe")
    assert moved.references == (first.identifier,)
    assert (second.msg_type, second.severity) == ("Update", "severe")
    assert second.references == (first.identifier,)


def test_a_correction_below_the_rule_cancels() -> None:
    first, last = told(deadly(6), deadly(1))
    assert (last.msg_type, last.severity, last.references) == ("Cancel", "moderate", (first.identifier,))
    assert "corrected" in last.description


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (tombstone(deadly(6)), "withdrawn"),
        (tombstone(deadly(6), merged_into="bus stop"), "same as bus stop"),
        (deadly(6, grade="discounted"), "discounted"),
    ],
)
def test_an_incident_that_is_no_more_cancels(ending: Incident, why: str) -> None:
    _, last = told(deadly(6), ending)
    assert last.msg_type == "Cancel"
    assert why in last.description


def test_a_cancelled_alert_that_is_raised_again_has_a_new_identifier() -> None:
    first, cancel, second = told(deadly(6), deadly(1), deadly(6))
    assert second.msg_type == "Alert"
    assert second.references == ()
    assert len({first.identifier, cancel.identifier, second.identifier}) == 3
    assert second.sequence == 2


def test_a_figure_that_returns_has_a_new_identifier() -> None:
    identifiers = [alert.identifier for alert in told(deadly(6), deadly(7), deadly(6), deadly(7))]
    assert len(set(identifiers)) == 4


def test_a_corrected_figure_is_an_alert_of_its_own() -> None:
    ledger = (claim("casualties.killed", 9, live=False), claim("casualties.killed", 6))
    (alert,) = told(deadly(6, ledger=ledger), rule="toll-corrected")
    assert alert.headline == "UA-63: killed corrected from 9 to 6"


def test_a_countrys_night_is_one_alert_whoever_sums_it_up() -> None:
    def summed(source: str, launched: int, reported: str) -> Incident:
        weapons = (munitions("drone", launched, 40),)
        return strike(
            "UA", "2024-05-14", id=source, part="night", scope="summary", weapons=weapons, reported=reported
        )

    messages = told(
        summed("air force", 120, "2024-05-14 06:00"),
        summed("ministry", 130, "2024-05-14 09:00"),
        rule="national-munitions",
    )
    assert {alert.fingerprint for alert in messages} == {"national-munitions|UA|2024-05-14"}
    assert messages[-1].incident_ids == ("air force", "ministry")
    assert (messages[-1].severity, messages[-1].values["launched"]) == ("moderate", 130)


def test_what_nobody_counted_is_not_said_to_be_nought() -> None:
    weapons = (munitions("missile", 83),)
    (alert,) = told(strike("UA", "2024-05-14", scope="summary", weapons=weapons), rule="national-munitions")
    assert alert.headline == "UA, 2024-05-14: launched 83"
    assert alert.description.startswith("Casualties not stated. With: missile. Missile: launched 83. ")
    assert alert.values["intercepted"] is None


def test_stated_sums_raise_no_toll() -> None:
    assert told(strike("UA", "2024-05-14", killed=40, scope="summary")) == []


def test_a_nuclear_site_is_extreme() -> None:
    (alert,) = told(
        strike("UA-23", "2024-05-14", targets=("energy", "nuclear")), rule="critical-infrastructure"
    )
    assert (alert.severity, alert.values["targets"]) == ("extreme", "energy,nuclear")
    assert alert.headline == "UA-23: energy, nuclear hit"


def test_a_drone_in_a_neighbouring_country_is_an_alert() -> None:
    (alert,) = told(strike("RO-TL", "2024-05-14", outcome="debris_impact"), rule="neighbour-hit")
    assert (alert.severity, alert.area.region) == ("severe", "RO-TL")


def test_a_settlement_has_a_point_and_a_region_has_none() -> None:
    exact = place("UA-63").model_copy(update={"latitude": 49.99, "longitude": 36.23, "precision": 2})
    coarse = exact.model_copy(update={"precision": 4})
    assert told(deadly(6, place=exact))[0].area.point == (36.23, 49.99)
    assert told(deadly(6, place=exact))[0].area.radius_km == 25
    assert told(deadly(6, place=coarse))[0].area.point is None


def test_open_figures_are_said_to_be_open() -> None:
    (alert,) = told(strike("UA-63", "2024-05-14", killed=at_least(8)))
    assert alert.headline == "UA-63: killed at least 8"


# --- what is news ---------------------------------------------------------------------------------------------


def live_alerts(*incidents: Incident, now: datetime | None = None) -> list[Alert]:
    fold = IncidentAlerts(SEEDS, policy="live")
    if now is not None:
        fold.tick(now)
    for incident in incidents:
        fold.apply(incident)
    return [alert for alert in fold.outputs() if alert.rule == "incident-toll"]


def test_history_raises_no_live_alert() -> None:
    assert live_alerts(deadly(6)) != []
    assert live_alerts(deadly(6, modality="historical")) == []
    assert live_alerts(deadly(6, reported="2024-05-30 08:00")) == []
    undated = strike("UA-63", None, killed=6, reported="2024-05-14 08:00")
    assert live_alerts(undated) == []


def test_a_replay_of_old_news_raises_no_live_alert() -> None:
    assert live_alerts(deadly(6), now=datetime(2024, 5, 14, 19, tzinfo=UTC)) != []
    assert live_alerts(deadly(6), now=datetime(2026, 5, 14, tzinfo=UTC)) == []


def test_the_policy_all_raises_history_and_none_raises_nothing() -> None:
    old = deadly(6, modality="historical")
    assert [alert.rule for alert in dry_run(SEEDS, [old])] == ["incident-toll"]
    assert dry_run(SEEDS, [old, deadly(60)], policy="none") == []


def test_an_expired_alert_is_neither_cancelled_nor_updated() -> None:
    fold = IncidentAlerts(SEEDS, policy="live")
    fold.apply(deadly(6))
    assert len(fold.outputs()) == 1
    fold.tick(datetime(2024, 6, 14, tzinfo=UTC))
    fold.apply(tombstone(deadly(6)))
    assert fold.outputs() == []
    assert fold.live() == []


def test_a_rule_with_for_waits_for_a_first_figure_to_be_corrected() -> None:
    rules = Rules.parse(
        """
        [[rule]]
        id = "toll"
        on = "incident"
        event = "Toll"
        when = "killed >= 3"
        severity = "minor"
        fingerprint = ["incident_id"]
        headline = "{killed}"
        for = "2h"
        """
    )
    fold = IncidentAlerts(rules, policy="all")
    fold.apply(deadly(6, reported="2024-05-14 08:00"))
    fold.apply(strike("UA-63", "2024-05-14", id="other", killed=4, reported="2024-05-14 08:00"))
    fold.tick(datetime(2024, 5, 14, 9, tzinfo=UTC))
    assert fold.outputs() == []
    fold.apply(strike("UA-63", "2024-05-14", id="other", killed=0, reported="2024-05-14 08:00"))
    fold.tick(datetime(2024, 5, 14, 10, tzinfo=UTC))
    assert [alert.fingerprint for alert in fold.outputs()] == ["toll|market"]


def test_what_was_over_is_not_cancelled_years_later() -> None:
    """`incident-toll` expires after 72 hours: whoever reads on knows that it is over."""
    later = deadly(1, reported="2026-03-01 08:00")
    assert [alert.msg_type for alert in told(deadly(6), later)] == ["Alert"]


def test_what_comes_up_again_after_it_was_over_is_a_new_alert() -> None:
    first, again = told(deadly(6), deadly(8, reported="2026-03-01 08:00"))
    assert (again.msg_type, again.references) == ("Alert", ())
    assert again.identifier != first.identifier


def test_an_alert_of_today_is_told_however_long_the_worker_has_run() -> None:
    """Under `all` no timer ticks: the clock is the one at which the worker started."""
    fold = IncidentAlerts(SEEDS, policy="all")
    fold.tick(datetime(2024, 1, 1, tzinfo=UTC))
    fold.apply(deadly(6))
    assert [alert.rule for alert in fold.outputs()] == ["incident-toll"]


def test_a_window_that_ends_within_the_hour_is_told_of_now() -> None:
    fold = WindowAlerts(SEEDS, policy="live")
    fold.tick(datetime(2024, 5, 1, 12, 5, tzinfo=UTC))
    month = [strike("UA-63", f"2024-04-{day:02}", id=f"april {day}") for day in range(1, 31)]
    busy = [
        strike("UA-63", "2024-05-01", "10:00", id=f"may {number}", reported="2024-05-01 12:01")
        for number in range(4)
    ]
    aggregator = Aggregator(str)
    for incident in (*month, *busy):
        aggregator.apply(incident)
    for window in aggregator.outputs():
        fold.apply(window)
    assert [alert.rule for alert in fold.outputs()] == ["surge"]


# --- what nobody states -----------------------------------------------------------------------------------------


def test_a_number_that_nobody_knows_is_not_said() -> None:
    unknown = Figure(op="vague", text="an unknown number of people")
    (alert,) = told(strike("UA-63", "2024-05-14", killed=unknown, injured=12))
    assert alert.headline == "UA-63: injured 12"
    assert "unknown" not in alert.description
    assert alert.values["killed"] is None


def test_a_stated_nought_is_said() -> None:
    (alert,) = told(strike("UA-63", "2024-05-14", killed=0, injured=12))
    assert alert.headline == "UA-63: killed 0, injured 12"
    assert alert.values["killed"] == 0


def test_a_surge_without_figures_names_none() -> None:
    month = [strike("UA-63", f"2024-04-{day:02}", id=f"april {day}") for day in range(1, 31)]
    busy = [strike("UA-63", "2024-05-01", id=f"may {number}") for number in range(4)]
    (alert,) = [one for one in over_windows(*month, *busy) if one.rule == "surge"]
    assert "Casualties not stated." in alert.description
    assert (alert.values["killed"], alert.values["injured"]) == (None, None)


# --- restarts and reloads -------------------------------------------------------------------------------------


def restarted(topics: list[Alert], *incidents: Incident) -> list[Alert]:
    """What a fold says that reads back its topics and its log, after it lost its memory."""
    fold = IncidentAlerts(SEEDS, policy="all")
    for alert in topics:
        fold.recall(alert)
    for incident in incidents:
        fold.apply(incident)
    return fold.outputs()


def test_a_restart_repeats_nothing() -> None:
    assert restarted(dry_run(SEEDS, [deadly(6), deadly(8)])[-1:], deadly(8)) == []


def test_a_restart_cancels_what_was_withdrawn_meanwhile() -> None:
    (alert,) = told(deadly(6))
    (cancel,) = restarted([alert], tombstone(deadly(6)))
    assert (cancel.msg_type, cancel.references) == ("Cancel", (alert.identifier,))


@pytest.mark.parametrize("order", [1, -1])
def test_a_crash_while_an_alert_moved_leaves_no_second_copy(order: int) -> None:
    first, moved, second = told(deadly(6), deadly(12))
    assert restarted([moved, second][::order], deadly(12)) == []
    (stray,) = restarted([first, second][::order], deadly(12))
    assert (stray.severity, stray.msg_type, stray.moved_to) == ("moderate", "Cancel", "severe")


# --- windows --------------------------------------------------------------------------------------------------


def over_windows(*incidents: Incident) -> list[Alert]:
    aggregator, fold = Aggregator(str), WindowAlerts(SEEDS, policy="all")
    messages: list[Alert] = []
    for incident in incidents:
        aggregator.apply(incident)
        for window in aggregator.outputs():
            fold.apply(window)
        messages += fold.outputs()
    return messages


def test_the_first_strike_in_thirty_days_is_an_alert_and_the_second_is_not() -> None:
    quiet = [strike("UA-07", day, id=day) for day in ("2024-03-01", "2024-04-20", "2024-04-25")]
    raised = [alert for alert in over_windows(*quiet) if alert.rule == "first-strike"]
    assert [(alert.msg_type, alert.values["quiet_days"]) for alert in raised] == [("Alert", 49)]
    assert raised[0].headline == "UA-07: first strike on record in 49 days"


def test_a_record_that_has_just_begun_knows_no_first_strike() -> None:
    assert over_windows(strike("UA-07", "2024-03-01")) == []


def test_a_surge_is_measured_against_the_regions_own_month() -> None:
    month = [strike("UA-63", f"2024-04-{day:02}", id=f"april {day}") for day in range(1, 31)]
    busy = [strike("UA-63", "2024-05-01", id=f"may {number}") for number in range(4)]
    raised = [alert for alert in over_windows(*month, *busy) if alert.rule == "surge"]
    assert [alert.values["incidents"] for alert in raised] == [4]
    assert raised[0].headline == "UA-63: 4 strikes in 24 hours, against 1 a day over the 30 days before"


def test_no_country_surges() -> None:
    raised = over_windows(*(strike("UA", "2024-05-01", id=str(number)) for number in range(20)))
    assert raised == []


def test_a_window_rule_with_for_holds_for_that_long() -> None:
    rules = Rules.parse(
        """
        [[rule]]
        id = "busy"
        on = "window"
        window = "24h"
        areas = ["region"]
        event = "Busy"
        when = "incidents >= 2"
        severity = "minor"
        fingerprint = ["region"]
        headline = "{incidents}"
        for = "6h"
        """
    )
    aggregator, fold = Aggregator(str), WindowAlerts(rules, policy="all")
    raised = []
    for hour in (1, 2, 5, 8, 9):
        aggregator.apply(
            strike(
                "UA-63", "2024-05-01", f"{hour + 3:02}:00", id=str(hour), reported=f"2024-05-01 {hour:02}:30"
            )
        )
        for window in aggregator.outputs():
            fold.apply(window)
        raised += [(hour, alert.msg_type) for alert in fold.outputs()]
    assert raised == [(8, "Alert"), (9, "Update")]


def test_what_has_run_out_no_longer_stands_behind_an_alert_whenever_it_came() -> None:
    def night(name: str, reported: str) -> Incident:
        return strike("UA", "2024-05-01", id=name, weapons=(munitions("drone", 60),), reported=reported)

    early, late = night("early", "2024-05-01 06:00"), night("late", "2024-05-01 20:00")
    clock = strike("UA-63", "2024-05-02", id="clock", reported="2024-05-02 13:00")
    found = []
    for order in ((early, late, clock), (clock, late, early), (late, clock, early)):
        fold = IncidentAlerts(SEEDS, "live")
        for incident in order:
            fold.apply(incident)
            fold.outputs()
        found.append([(alert.fingerprint, alert.incident_ids) for alert in fold.live()])
    assert found == [[("national-munitions|UA|2024-05-01", ("late",))]] * 3
