"""Rules 2 to 4, 14 and 16 to 20: which reports are of one strike, and what kind of incident they make."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from reports import told

from strikewatch.agents.resolve import Policy, resolve
from strikewatch.schemas import Claim, Incident, StrikeReport

POLICY = Policy.from_seeds()


def tell(place: str, when: str | None, published: str = "2024-05-02T12:00Z", **fields: Any) -> StrikeReport:
    fields.setdefault("article", f"{place} {when} {published} {sorted(map(str, fields.items()))}")
    return told(place, when, published=published, **fields)


def strikes(*reports: StrikeReport) -> list[Incident]:
    return [one for one in resolve(reports, POLICY) if one.counts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-05-02 morning", "2024-05-02 08:40"),
        ("2024-05-02 morning", "2024-05-02"),
        ("2024-05-02 night", "2024-05-02 03:10"),
        ("2024-05-02 night", "2024-05-01 23:10"),
        ("2024-05-02 night", "2024-05-01..2024-05-02"),
        ("2024-05-02 13:20", "2024-05-02 13:50"),
        ("2024-05-02 16:50", "2024-05-02 17:20"),
        ("2024-05-02", "2024-05-01..2024-05-02"),
        ("2024-05-01..2024-05-02", "2024-05-02..2024-05-03"),
        ("2024-05-02 morning", None),
    ],
)
def test_two_reports_of_one_strike_are_one_incident(one: str, other: str | None) -> None:
    assert len(strikes(tell("Izium", one, weapon="drone"), tell("Izium", other, weapon="drone"))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024-05-02 morning", "2024-05-02 evening"),
        ("2024-05-02 03:00", "2024-05-02 21:00"),
        ("2024-05-02 night", "2024-05-02 afternoon"),
        ("2024-05-02 night", "2024-05-03 night"),
        ("2024-05-02", "2024-05-04"),
        ("2024-05-02 11:00", "2024-05-02 15:30"),
    ],
)
def test_rule_3_another_time_of_day_is_another_strike(one: str, other: str) -> None:
    assert len(strikes(tell("Izium", one, weapon="drone"), tell("Izium", other, weapon="drone"))) == 2


def test_rule_3_one_article_that_tells_of_two_strikes_tells_of_two() -> None:
    first = tell("Izium", "2024-05-02", article="a", weapon="bomb", killed=3)
    second = tell("Izium", "2024-05-02", article="a", weapon="missile", killed=0)
    assert len(strikes(first, second)) == 2


def test_rule_3_a_double_tap_is_one_strike() -> None:
    first = tell("Izium", "2024-05-02 13:00", weapon="missile", killed=2)
    both = tell("Izium", "2024-05-02 13:40", weapon="missile", killed=4, targets=("emergency",))
    assert len(strikes(first, both)) == 1


def test_strikes_of_two_sides_are_two() -> None:
    assert len(strikes(tell("Izium", "2024-05-02"), tell("Izium", "2024-05-02", attacker="UA"))) == 2


def test_places_are_compared_without_case_accents_and_apostrophes() -> None:
    assert len(strikes(tell("Kup'iansk", "2024-05-02"), tell("KUPIANSK", "2024-05-02"))) == 1


def test_a_city_and_the_region_of_its_name_are_two_places() -> None:
    (found,) = strikes(
        tell("Kharkiv", "2024-05-02 morning", weapon="drone"),
        tell("Kharkiv", "2024-05-02 morning", weapon="drone", level="region"),
    )
    assert found.place.level == "settlement"


def test_rule_4_a_coarse_report_goes_to_the_only_strike_it_fits() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02 morning", weapon="bomb", killed=2),
        tell("Kharkiv region", "2024-05-02", weapon="bomb", killed=1, level="region"),
    )
    assert found.revision == 2


def test_rule_4_a_coarse_report_that_fits_two_strikes_is_unallocated() -> None:
    found = resolve(
        [
            tell("Izium", "2024-05-02 morning", weapon="bomb", killed=2),
            tell("Vovchansk", "2024-05-02 morning", weapon="bomb", killed=2),
            tell("Kharkiv region", "2024-05-02", weapon="bomb", killed=2, level="region"),
        ],
        POLICY,
    )
    (left,) = [one for one in found if not one.counts]
    assert left.scope == "unallocated"
    assert set(left.possible_duplicates) == {one.incident_id for one in found if one.counts}


def test_rule_4_a_regions_sum_beside_its_places_is_unallocated() -> None:
    found = resolve(
        [
            tell("Izium", "2024-05-02", killed=2, injured=5, article="summary"),
            tell("Kharkiv region", "2024-05-02", killed=2, injured=8, level="region", article="summary"),
        ],
        POLICY,
    )
    (izium,) = [one for one in found if one.counts]
    assert izium.casualties.injured is not None
    assert izium.casualties.injured.high == 5


def test_a_strike_of_which_only_the_region_is_known_is_an_incident() -> None:
    (found,) = strikes(
        tell(
            "Kursk region", "2024-05-02 night", region="RU-KRS", level="region", attacker="UA", weapon="drone"
        ),
        tell("Kursk region", "2024-05-02 night", region="RU-KRS", level="region", attacker="UA", injured=1),
    )
    assert found.scope == "place"
    assert found.revision == 2


def test_a_district_holds_only_its_own_places() -> None:
    found = strikes(
        tell("Izium", "2024-05-02", weapon="bomb", admin2="Izium district"),
        tell("Chuhuiv district", "2024-05-02", weapon="bomb", level="district"),
    )
    assert len(found) == 2


def test_rule_14_sums_stand_apart() -> None:
    found = resolve(
        [
            tell("Ukraine", "2024-05-02 night", region="UA", level="country", launched=98, weapon="drone"),
            tell("Kharkiv region", "2022-02-24..2024-05-02", level="region", killed=500, scope="summary"),
        ],
        POLICY,
    )
    assert [one.scope for one in found] == ["summary", "summary"]


def test_rule_20_an_old_strike_retold_joins_the_old_incident() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02 morning", weapon="bomb", killed=4),
        tell("Izium", "2024-05-02", "2024-05-09T10:00Z", weapon="bomb", killed=4, modality="historical"),
    )
    assert found.modality == "current"
    assert found.period is not None
    assert found.period.end == dt.date(2024, 5, 2)


def test_rule_20_an_old_strike_without_a_date_is_never_todays() -> None:
    assert strikes(tell("Izium", None, modality="historical", killed=20)) == []


def test_a_strike_told_of_after_the_retention_is_closed() -> None:
    assert resolve([tell("Izium", "2022-05-02", modality="historical", killed=20)], POLICY) == ()


def test_rule_18_explosions_heard_are_weak() -> None:
    (found,) = strikes(tell("Izium", "2024-05-02", outcome="explosions_heard", by="governor"))
    assert found.grade == "weak"


def test_rule_19_a_denial_contests_the_strike_and_not_the_blame() -> None:
    report = tell("Izium", "2024-05-02", by="governor", source="A")
    denial = Claim(speaker="the ministry", role="belligerent", stance="denies")
    (found,) = strikes(report, tell("Izium", "2024-05-02", claims=(denial,), source="B"))
    assert found.grade == "contested"
    assert found.attribution_grade == "fair"


def test_officials_and_a_second_source_confirm() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02", by="governor", source="A"), tell("Izium", "2024-05-02", source="B")
    )
    assert found.grade == "confirmed"
    assert found.grade_reasons == ("2 independent sources", "stated by governor")


def test_an_incident_keeps_its_id_as_it_grows() -> None:
    first = tell("Izium", "2024-05-02", "2024-05-02T09:00Z", weapon="bomb")
    update = tell("Izium", "2024-05-02 morning", "2024-05-02T11:00Z", weapon="bomb", killed=2)
    evening = tell("Izium", "2024-05-02 20:10", "2024-05-02T18:00Z", weapon="missile")
    before = {one.incident_id for one in strikes(first)}
    assert before < {one.incident_id for one in strikes(first, update, evening)}


def test_a_doubtful_pair_is_named_and_not_merged() -> None:
    one = tell("Izium", "2024-05-02 11:50", weapon="missile")
    other = tell("Izium", "2024-05-02", weapon="drone")
    found = strikes(one, other)
    assert len(found) == 2
    assert found[0].possible_duplicates == (found[1].incident_id,)


def test_rockets_of_one_report_are_the_shelling_of_another() -> None:
    (found,) = strikes(
        tell("Belgorod", "2024-05-02 12:10", weapon="missile", injured=8),
        tell("Belgorod", "2024-05-02", weapon="artillery", injured=13),
    )
    assert len(found.reports) == 2


def test_an_attack_late_in_the_evening_is_that_nights() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02 23:10", weapon="drone"),
        tell("Izium", "2024-05-03 night", killed=4, injured=20),
    )
    assert len(found.reports) == 2


def test_what_joined_a_strike_helps_the_next_report_to_join() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02 12:10", weapon="drone", killed=1, injured=2),
        tell("Izium", "2024-05-02", "2024-05-02T15:00Z", killed=4, injured=5),
        tell("Izium", "2024-05-02", "2024-05-03T15:00Z", weapon="missile", killed=4, injured=5),
    )
    assert len(found.reports) == 3


def test_a_strip_told_of_as_a_whole_is_compared_with_its_governorates() -> None:
    (found,) = strikes(
        tell("Khan Younis", "2024-05-02 night", region="PS-KYS", attacker="IL", weapon="bomb", killed=14),
        tell(
            "Gaza Strip",
            "2024-05-02 night",
            level="region",
            region="PS",
            attacker="IL",
            weapon="bomb",
            killed=14,
        ),
    )
    assert len(found.reports) == 2


def test_a_report_of_the_region_around_a_city_joins_by_its_figures_alone() -> None:
    city = tell("Kyiv", "2024-05-02 night", region="UA-30", weapon="missile", killed=9, injured=41)
    same = tell("Kyiv region", "2024-05-02 night", level="region", region="UA-32", weapon="missile", killed=9)
    other = tell(
        "Kyiv region", "2024-05-02 night", level="region", region="UA-32", weapon="missile", killed=2
    )
    assert len(strikes(city, same)) == 1
    assert len(strikes(city, other)) == 2


def test_an_outlet_that_writes_twice_is_one_source() -> None:
    (found,) = strikes(
        tell("Izium", "2024-05-02", killed=1, source="Slobid"),
        tell("Izium", "2024-05-02", "2024-05-02T15:00Z", killed=2, source="Slobid"),
        tell("Izium", "2024-05-02", "2024-05-02T16:00Z", killed=2, source="Meridian"),
    )
    assert found.sources == ("Meridian", "Slobid")
    assert found.grade_reasons[0] == "2 independent sources"


def test_seven_dead_and_hundreds_are_two_strikes_unless_their_hours_agree() -> None:
    few = tell("Kharkiv", None, "2024-05-01T12:00Z", killed=7, weapon="bomb")
    many = tell("Kharkiv", None, killed=">=470", weapon="bomb")
    assert len(strikes(few, many)) == 2
    early = tell("Kharkiv", "2024-05-02 10:20", "2024-05-02T08:00Z", killed=2, weapon="missile")
    late = tell("Kharkiv", "2024-05-02 10:20", killed=60, weapon="missile")
    assert len(strikes(early, late)) == 1
