"""The sentences of docs/rules.md, and ours by phenomenon, against what they must give."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.schemas import Article
from strikewatch.seeds.gazetteer import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from strikewatch.schemas import Figure, StrikeReport

CASES = Path(__file__).parent / "extraction"
PUBLISHED = "2024-05-08"
SIGNS = {"exact": "=", "at_least": ">=", "at_most": "<=", "about": "~", "vague": "?", "between": "-"}


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for row, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"]):
            found.append(pytest.param(case, id=f"{path.stem}-{row + 1}"))
    return found


@pytest.fixture(scope="module")
def reports_of() -> Callable[[dict[str, Any]], tuple[StrikeReport, ...]]:
    gazetteer = load()
    extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)

    def run(case: dict[str, Any]) -> tuple[StrikeReport, ...]:
        article = Article(
            article_id="case",
            text=case["text"],
            title=case.get("title"),
            published_at=case.get("published", PUBLISHED),
        )
        return enricher.enrich(extractor.extract(article))

    return run


def sign(figure: Figure | None) -> str:
    return "none" if figure is None else f"{SIGNS[figure.op]}{figure.value}"


def munitions(report: StrikeReport, fate: str) -> dict[str, str]:
    """Figures by weapon class; the models of a class add up."""
    totals: dict[str, str] = {}
    for weapon in report.weapons:
        figure = getattr(weapon, fate)
        if figure is not None:
            known = totals.get(weapon.weapon_class)
            totals[weapon.weapon_class] = sign(figure) if known is None else f"{known}+{sign(figure)}"
    return totals


def seen(report: StrikeReport, wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted fields of a report in the shape the cases write them."""
    metrics = ("killed", "injured", "missing", "trapped")
    readers: dict[str, Callable[[], Any]] = {
        "place": lambda: report.place.text if report.place.text == wanted["place"] else report.place.name,
        "level": lambda: report.place.level,
        "region": lambda: report.place.region,
        "country": lambda: report.place.country,
        "attacker": lambda: report.attacker or "none",
        "modality": lambda: report.modality,
        "outcome": lambda: report.outcome,
        "scope": lambda: report.scope,
        "weapons": lambda: sorted({weapon.weapon_class for weapon in report.weapons}),
        "models": lambda: sorted(weapon.model for weapon in report.weapons if weapon.model),
        "targets": lambda: sorted(report.targets),
        "date": lambda: report.period and [str(report.period.start), str(report.period.end)],
        "at": lambda: report.period and str(report.period.at),
        "time_of_day": lambda: report.period and report.period.time_of_day,
        "delta": lambda: next((m for m in metrics if (f := getattr(report.casualties, m)) and f.delta), None),
        "claims": lambda: [[claim.role, sign(claim.figure)] for claim in report.claims if claim.figure],
        **{metric: lambda metric=metric: sign(getattr(report.casualties, metric)) for metric in metrics},
        **{
            fate: lambda fate=fate: munitions(report, fate)
            for fate in ("launched", "intercepted", "lost", "hits")
        },
    }
    return {field: readers[field]() for field in wanted}


def canonical(wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value) if key in ("weapons", "targets", "models") else value
        for key, value in wanted.items()
    }


@pytest.mark.parametrize("case", cases())
def test_a_text_gives_exactly_the_reports_an_expert_would_write(
    case: dict[str, Any], reports_of: Callable[[dict[str, Any]], tuple[StrikeReport, ...]]
) -> None:
    reports = list(reports_of(case))
    for wanted in case["reports"]:
        match = next((report for report in reports if seen(report, wanted) == canonical(wanted)), None)
        assert match is not None, (canonical(wanted), [seen(report, wanted) for report in reports])
        reports.remove(match)
    assert not reports, [(report.place.text, report.modality, report.casualties) for report in reports]
