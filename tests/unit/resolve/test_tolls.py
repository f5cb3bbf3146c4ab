"""Rules 6 to 13: what becomes of figures that rise, fall, contradict and repeat each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports import said, told

from strikewatch.agents.resolve import Policy, resolve

if TYPE_CHECKING:
    from strikewatch.schemas import Incident, StrikeReport

POLICY = Policy.from_seeds()
COPY = tuple(range(64))


def one(hour: int, *, day: int = 2, **fields: Any) -> StrikeReport:
    """A report of one strike on Izium on 2 May, published at that hour."""
    fields.setdefault("article", f"a{day}{hour}{fields.get('source', '')}")
    return told(
        "Izium", "2024-05-02 morning", published=f"2024-05-{day:02d}T{hour:02d}:00Z", weapon="bomb", **fields
    )


def incident(*reports: StrikeReport) -> Incident:
    (found,) = resolve(reports, POLICY)
    return found


def killed(*reports: StrikeReport) -> tuple[int | None, int | None, int | None]:
    figure = incident(*reports).casualties.killed
    assert figure is not None
    return figure.low, figure.best, figure.high


def rules(*reports: StrikeReport) -> list[str]:
    return [entry.rule for entry in incident(*reports).ledger if not entry.live]


def test_a_rising_toll_replaces_the_lower_one_and_is_never_added() -> None:
    assert killed(one(8, killed=1, by="governor"), one(10, killed=3, by="governor")) == (3, 3, 3)


def test_rule_7_a_later_article_with_an_older_toll_does_not_win() -> None:
    reports = one(8, killed=1, by="governor"), one(10, killed=3, by="rescue"), one(12, killed=1)
    assert killed(*reports) == (3, 3, 3)
    assert rules(*reports) == ["8", "7"]


def test_rule_7_a_figure_that_the_article_quotes_as_older_is_no_claim() -> None:
    assert killed(one(10, killed=7, by="prosecutor", claims=(said("police", killed=4, earlier=True),))) == (
        7,
        7,
        7,
    )


def test_rule_7_a_grown_toll_without_a_speaker_is_an_officials_newer_one() -> None:
    assert killed(one(8, killed=12, by="governor"), one(12, killed=16)) == (16, 16, 16)
    assert killed(one(8, killed=12, by="rescue"), one(12, killed=16)) == (12, 12, 16)
    assert killed(one(8, killed=1, by="governor"), one(12, killed=60)) == (1, 1, 60)


def test_rule_8_best_is_the_newest_of_the_best_placed() -> None:
    reports = one(10, killed=7, by="prosecutor"), one(12, killed=5, by="governor")
    assert killed(*reports) == (5, 7, 7)


def test_rule_8_two_speakers_in_one_article_are_both_live() -> None:
    assert killed(one(10, killed=7, by="prosecutor", claims=(said("mayor", killed=9),))) == (7, 7, 9)


def test_the_mayor_said_three_the_governor_later_put_it_at_two() -> None:
    assert killed(one(10, killed=2, by="governor", claims=(said("mayor", killed=3),))) == (2, 2, 3)
    assert killed(one(9, killed=3, by="mayor"), one(11, killed=2, by="governor")) == (2, 2, 3)


def test_rule_9_a_speaker_corrects_himself_downward() -> None:
    reports = one(8, killed=3, by="governor"), one(10, killed=2, by="governor")
    assert killed(*reports) == (2, 2, 2)
    assert rules(*reports) == ["9"]


def test_a_count_days_later_replaces_even_a_higher_one() -> None:
    assert killed(one(8, killed=17, by="rescue"), one(8, day=7, killed=16, by="prosecutor")) == (16, 16, 16)


def test_rule_10_one_more_died_is_added_once_to_the_known_toll() -> None:
    base = one(8, killed=4, by="rescue")
    death = one(9, day=5, killed="+1", by="health")
    again = one(11, day=5, killed="+1", source="Another paper")
    assert killed(base, death) == (5, 5, 5)
    assert killed(base, death, again) == (5, 5, 5)


def test_rule_10_an_increase_over_an_unknown_toll_is_not_a_toll() -> None:
    found = incident(one(9, day=5, killed="+1", by="health"))
    assert found.casualties.killed is None
    assert [(entry.live, entry.rule) for entry in found.ledger] == [(False, "10")]


def test_rule_10_an_increase_that_the_toll_already_holds_is_not_added() -> None:
    reports = one(8, killed=4, by="rescue"), one(10, killed=5, by="rescue"), one(11, killed="+1", by="health")
    assert killed(*reports) == (5, 5, 5)


def test_rule_11_not_stated_is_not_zero() -> None:
    assert incident(one(8, injured=3)).casualties.killed is None
    assert killed(one(8, killed=0)) == (0, 0, 0)


def test_no_casualties_at_first_gives_way_to_the_first_victim() -> None:
    assert killed(one(6, killed=0, by="rescue"), one(9, killed=1, by="governor")) == (1, 1, 1)


def test_rule_12_soldiers_a_belligerent_claims_are_kept_apart() -> None:
    found = incident(one(8, killed=3, by="governor", claims=(said("belligerent", killed=40),)))
    assert found.casualties.killed is not None
    assert found.casualties.killed.high == 3
    assert [(entry.figure.value, entry.rule) for entry in found.ledger if not entry.live] == [(40, "12")]


def test_rule_13_at_least_leaves_the_toll_open_above() -> None:
    assert killed(one(8, killed=">=8")) == (8, 8, None)
    assert killed(one(8, killed="<=30")) == (None, 30, 30)


def test_rule_13_dozens_do_not_replace_an_exact_figure() -> None:
    assert killed(one(8, killed=14, by="governor"), one(10, killed="dozens", by="governor")) == (14, 14, 14)


def test_rule_13_dozens_are_twelve_and_said_to_be_rough() -> None:
    figure = incident(one(8, killed="dozens")).casualties.killed
    assert figure is not None
    assert (figure.op, figure.low, figure.best, figure.high) == ("vague", 12, 12, None)


def test_rule_1_a_wire_copy_is_no_second_source() -> None:
    wire = one(8, killed=2, by="governor", source="Meridian", signature=COPY)
    copy = one(9, killed=2, by="governor", source="Morning Ledger", signature=(*COPY[:50], *range(100, 114)))
    found = incident(wire, copy)
    assert found.sources == ("Meridian",)
    assert found.revision == 2
    assert found.grade == incident(wire).grade


def test_munitions_are_best_known_by_those_who_shot_at_them() -> None:
    found = incident(
        one(8, launched=4, intercepted=1, by="mayor"),
        one(9, launched=3, intercepted=2, by="air_force", source="B"),
    )
    (bomb,) = found.weapons
    assert bomb.launched is not None
    assert (bomb.launched.low, bomb.launched.best, bomb.launched.high) == (3, 3, 4)


def test_a_class_and_its_only_model_are_one_weapon() -> None:
    found = incident(
        told("Izium", "2024-05-02 morning", published="2024-05-02T08:00Z", weapon="missile", launched=2),
        told("Izium", "2024-05-02 morning", published="2024-05-02T09:00Z", weapon="missile:S-300"),
    )
    assert [(weapon.weapon_class, weapon.model) for weapon in found.weapons] == [("missile", "S-300")]
    assert found.weapons[0].launched is not None


def test_severity_follows_the_thresholds_in_the_seeds() -> None:
    assert incident(one(8, killed=0, injured=2)).severity == "minor"
    assert incident(one(8, killed=1)).severity == "moderate"
    assert incident(one(8, injured=15)).severity == "severe"
    assert incident(one(8, killed=10)).severity == "extreme"
