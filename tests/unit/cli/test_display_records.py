"""How records look: figures and days in few characters, alerts as blocks, others' text made harmless."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.console import Console

from strikewatch.agents.display import wording
from strikewatch.agents.display.alerts import alert_block, alert_table, alert_text
from strikewatch.agents.display.evidence import paragraphs, pieces
from strikewatch.agents.display.page import page
from strikewatch.agents.display.records import line
from strikewatch.agents.display.reports import article_view
from strikewatch.agents.display.windows import window_table
from strikewatch.schemas import (
    Alert,
    Area,
    Article,
    DeadLetter,
    Evidence,
    Failure,
    Figure,
    Period,
    Place,
    Range,
    RegionWindow,
    StrikeReport,
    Weapon,
)  # fmt: skip
from strikewatch.schemas.alert import AlertEvidence
from strikewatch.schemas.region_window import WeaponTally

NOON = dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC)
TEXT = "A missile hit Kharkiv.\n\nIt rained.\nTwo people died in Kharkiv."


def plain(renderable: object, width: int = 100) -> str:
    console = Console(width=width, color_system=None, force_terminal=False, markup=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def report(*evidence: Evidence, **more: object) -> StrikeReport:
    place = Place(text="Kharkiv", name="Kharkiv", level="settlement", region="UA-63", country="UA")
    return StrikeReport.model_validate(
        {
            "report_id": "r1",
            "article_id": "a1",
            "extractor_version": "en-1",
            "place": place,
            "evidence": evidence,
            **more,
        }
    )


def alert(**more: object) -> Alert:
    return Alert.model_validate(
        {
            "identifier": "i", "fingerprint": "f", "rule": "incident-toll", "sent": NOON, "severity": "severe",
            "event": "Strike with casualties", "area": Area(region="UA-63", name="Kharkiv region"),
            "headline": "Kharkiv: 12 killed", "values": {"killed": 12, "injured": None}, "certainty": "Likely",
            "evidence": (AlertEvidence(quote="12 people\nwere killed", source="Wire"),), **more,
        }
    )  # fmt: skip


def window(name: str, incidents: int, **more: object) -> RegionWindow:
    return RegionWindow.model_validate(
        {
            "region": "UA-63", "region_name": "Kharkiv region", "country": "UA", "window": name,
            "window_start": NOON - dt.timedelta(days=1), "window_end": NOON, "as_of": NOON, "incidents": incidents,
            **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (None, "-"),
        (Figure(low=8, best=8, high=8), "8"),
        (Figure(op="at_least", low=8, best=8), "8+"),
        (Figure(op="at_most", best=30, high=30), "≤30"),
        (Figure(op="about", best=12), "~12"),
        (Figure(op="between", low=3, best=3, high=4), "3-4"),
        (Figure(op="vague", low=12, text="dozens"), "dozens"),
        (Figure(low=2, best=2, high=2, delta=True), "+2"),
        (Figure(low=1200, best=1200, high=1200), "1,200"),
    ],
)
def test_a_figure_keeps_its_reading_in_few_characters(figure: Figure | None, shown: str) -> None:
    assert wording.figure(figure) == shown


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (Range(low=3, best=3, high=3), "3"),
        (Range(low=2, best=3, high=5), "3 (2-5)"),
        (Range(low=3, best=3, high=None), "3+"),
        (Range(low=2, best=3, high=None), "3 (2+)"),
        (Figure(op="at_most", best=30, high=30), "30"),
        (Figure(op="vague", low=12), "12+"),
    ],
)
def test_a_range_shows_where_sources_differ(stated: Range | Figure, shown: str) -> None:
    assert wording.spread(stated) == shown


@pytest.mark.parametrize(
    ("start", "end", "more", "shown"),
    [
        ("2024-05-06", "2024-05-06", {}, "2024-05-06"),
        ("2024-05-06", "2024-05-06", {"at": "03:30"}, "2024-05-06 03:30"),
        ("2024-05-05", "2024-05-06", {"time_of_day": "night"}, "2024-05-05/06 night"),
        ("2024-04-30", "2024-05-01", {}, "2024-04-30/05-01"),
        ("2023-12-31", "2024-01-01", {}, "2023-12-31 to 2024-01-01"),
    ],
)
def test_a_period_names_its_days_once(start: str, end: str, more: dict[str, str], shown: str) -> None:
    assert wording.period(Period.model_validate({"start": start, "end": end, **more})) == shown


def test_munitions_stand_beside_their_weapon() -> None:
    weapons = (
        Weapon(weapon_class="all", launched=Figure(low=50, best=50, high=50)),
        Weapon(
            weapon_class="drone",
            launched=Figure(low=36, best=36, high=36),
            intercepted=Figure(low=30, best=30, high=30),
        ),
        Weapon(weapon_class="missile", model="Kh-101"),
        Weapon(weapon_class="all"),
    )
    assert wording.weapons(weapons) == ["drones 36, 30 shot down", "Kh-101", "all kinds 50"]


def test_the_text_is_cut_where_evidence_begins_and_ends_and_nothing_is_lost() -> None:
    first = report(
        Evidence(field="place", start=14, end=21, rule="at"), Evidence(field="weapons.missile", start=2, end=9),
        Evidence(field="outcome", start=2, end=21), Evidence(field="targets.energy", start=900, end=950),
    )  # fmt: skip
    second = report(Evidence(field="casualties.killed", start=35, end=50))
    cut = pieces(TEXT, [first, second])
    assert "".join(piece.text for piece in cut) == TEXT
    marked = [
        (piece.text, piece.kind, {ground.number for ground in piece.grounds}) for piece in cut if piece.kind
    ]
    assert marked == [
        ("missile", "weapons", {1}), (" hit ", "outcome", {1}), ("Kharkiv", "place", {1}),
        ("Two people died", "casualties", {2}),
    ]  # fmt: skip


def test_paragraphs_without_evidence_are_passed_over() -> None:
    lines = ["".join(piece.text for piece in line) for line in paragraphs(pieces(TEXT, []))]
    assert lines == ["A missile hit Kharkiv.", "It rained.", "Two people died in Kharkiv."]
    shown = plain(
        article_view(
            Article(text=TEXT),
            [report(Evidence(field="place", start=14, end=21))],
            highlight=True,
            explain=False,
        )
    )
    assert "A missile hit Kharkiv." in shown
    assert "It rained" not in shown


def test_a_page_escapes_all_that_is_not_ours() -> None:
    evil = "<script>alert(\"x\")</script> & 'more'"
    article = Article(
        article_id=evil, text=f"{evil} Kharkiv", title=evil, source=evil, url="javascript:alert(1)"
    )
    start = article.text.index("Kharkiv")
    found = report(
        Evidence(field=evil, start=0, end=start, quote=evil, rule=evil),
        Evidence(field="place", start=start, end=start + 7),
    )
    html = page([(article, [found])])
    assert "<script" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<mark") == html.count("</mark>")
    assert "Kharkiv<sup>1</sup></mark>" in html


def test_a_page_links_to_the_source_on_the_web() -> None:
    html = page([(Article(text="x", url='https://example.org/?a="b"'), [])])
    assert '<a href="https://example.org/?a=&quot;b&quot;">' in html


def test_what_could_steer_a_terminal_is_shown_as_harmless() -> None:
    evil = "\x1b]0;title\x07\x1b[2Jgone\x9b31m"
    letter = DeadLetter(
        stage="extract", error=Failure(type="not_json", reason=evil), topic="articles", partition=0, offset=1,
        value=evil, failed_at=NOON,
    )  # fmt: skip
    article = Article(text=evil, title=evil, source=evil)
    shown = [
        line(letter), alert_text(alert(headline=evil, description=evil, event=evil)),
        plain(alert_block(alert(headline=evil))), plain(alert_table([alert(headline=evil)])),
        plain(article_view(article, [report(Evidence(field="place", start=0, end=5, quote=evil))], highlight=True, explain=True)),
        plain(article_view(article, [], highlight=True, explain=True)),
    ]  # fmt: skip
    for text in shown:
        assert "gone" in text or "title" in text
        assert not set(text) & {"\x1b", "\x07", "\x9b"}


def test_an_alert_says_how_bad_what_where_and_who_says_so() -> None:
    text = alert_text(alert(description="Killed: 12."))
    assert text.splitlines() == [
        "SEVERE    Kharkiv: 12 killed",
        "          Strike with casualties, new; certainty: likely; rule: incident-toll",
        "          Kharkiv region (UA-63)",
        "          Killed: 12.",
        "          killed 12",
        "          “12 people were killed” Wire",
    ]


def test_an_alert_in_a_terminal_wraps_under_its_headline() -> None:
    lines = plain(alert_block(alert(headline="word " * 30)), width=60).splitlines()
    assert lines[0].startswith("SEVERE    word")
    assert lines[1].startswith("          word")
    assert max(map(len, lines)) <= 60


def test_a_withdrawn_alert_is_said_to_be_cancelled_and_is_in_no_table() -> None:
    cancelled = alert(msg_type="Cancel")
    assert "cancelled" in alert_text(cancelled)
    assert "Kharkiv" not in plain(alert_table([cancelled]))


def test_the_worst_alerts_come_first() -> None:
    shown = plain(alert_table([alert(severity=name) for name in ("minor", "extreme", "moderate")]))
    assert [line.split()[0] for line in shown.splitlines()[2:]] == ["extreme", "moderate", "minor"]


def test_windows_with_the_same_figures_share_a_row_and_empty_ones_have_none() -> None:
    drones = {"drone": WeaponTally(incidents=1, launched=36, intercepted=30, interception_rate=0.833)}
    shown = plain(
        window_table(
            [window("30d", 2), window("1h", 0), window("24h", 1, by_weapon_class=drones), window("365d", 2)]
        ),
        width=140,
    )
    rows = [" ".join(line.split()) for line in shown.splitlines()[2:]]
    assert rows == [
        "Kharkiv region (UA-63) 24h 2024-05-06 1 drones 36, 30 shot down (83%) 0 0",
        "30d to 365d 2024-05-06 2 - 0 0",
    ]


def test_a_line_of_a_region_table_counts_one_strike_as_one() -> None:
    zero = Range(high=0)
    told = line(window("24h", 1, killed=zero, injured=zero))
    assert told == "Kharkiv region (UA-63) | 24h until 2024-05-06 12:00 UTC | 1 strike | 0 killed, 0 injured"
