"""From article text to incidents, measured: which reports a labelled article gives, and whether they end up together."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from strikewatch.agents.enrich import Enricher
from strikewatch.agents.extract import Extractor
from strikewatch.agents.resolve import Policy, resolve
from strikewatch.schemas import Article

if TYPE_CHECKING:
    from pathlib import Path

    from labelled_stream import Stream

    from strikewatch.schemas import Figure, Incident, StrikeReport
    from strikewatch.seeds.gazetteer import Gazetteer

Bounds = tuple[int | None, int | None, int | None] | None
_GIVEN = (
    "article_id",
    "source",
    "url",
    "title",
    "text",
    "published_at",
    "fetched_at",
    "updated_at",
    "language",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells of one strike, as labelled: enough to know which of its reports is meant."""

    strike_id: str
    place: str
    region: str
    day: str | None
    time_of_day: str | None = None


@dataclass(slots=True)
class Labelled:
    """Articles with the strikes they tell of as news (`told`) and as history (`background`), and the true tolls."""

    articles: list[Article] = field(default_factory=list)
    told: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    background: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    tolls: dict[str, tuple[Bounds, Bounds]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """`wrong` holds (strike, wanted, found) of every strike whose killed or injured is not exact."""

    pairwise: float
    b_cubed: float
    exact: float
    missed: int
    spurious: int
    wrong: tuple[tuple[str, object, object], ...]


def shared_stream(folder: Path) -> Labelled:
    """The stream of `dev.articles.jsonl` with `dev.strikes.jsonl`."""
    labelled = Labelled()
    rows = [json.loads(line) for line in (folder / "dev.strikes.jsonl").read_text("utf-8").splitlines()]
    known = {
        row["strike_id"]: Told(row["strike_id"], row["place"], row["region"], row["date"], row["time_of_day"])
        for row in rows
    }
    for row in rows:
        labelled.tolls[row["strike_id"]] = (_stated(row["killed"]), _stated(row["injured"]))
    for line in (folder / "dev.articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        labelled.articles.append(Article.parse({name: row[name] for name in _GIVEN if name in row}))
        labelled.told[row["article_id"]] = [known[name] for name in row["strikes"]]
        labelled.background[row["article_id"]] = [known[name] for name in row["background"]]
    return labelled


def own_stream(stream: Stream) -> Labelled:
    """The stream of tests/golden/resolution: what its annotated reports say an article tells."""
    labelled = Labelled(articles=list(stream.articles))
    for name, strike in stream.strikes.items():
        labelled.tolls[name] = (strike.killed, strike.injured)
    for report in stream.reports:
        strike_id = stream.strike_of[report.report_id]
        if strike_id is None:
            continue
        place, period = report.place, report.period
        row = Told(
            strike_id,
            place.name or "",
            place.region or place.country or "",
            str(period.start) if period else None,
            period.time_of_day if period else None,
        )
        kind = labelled.background if report.modality == "historical" else labelled.told
        kind[report.article_id].append(row)
    return labelled


def measured(labelled: Labelled, gazetteer: Gazetteer) -> Measured:
    """Run the stages and compare: one item is one strike of one article, or a report that nobody labelled."""
    extractor, enricher = Extractor.from_seeds(gazetteer), Enricher.from_seeds(gazetteer)
    reports = {one.article_id: list(enricher.enrich(extractor.extract(one))) for one in labelled.articles}
    incidents = {
        one.incident_id: one
        for one in resolve([report for told in reports.values() for report in told], Policy.from_seeds())
    }
    home = {report_id: name for name, one in incidents.items() for report_id in one.reports}
    truth, found = _items(labelled, reports, incidents, home)
    wrong = tuple(
        (name, want, got)
        for name, want in labelled.tolls.items()
        if (got := _tolls(name, truth, found, incidents)) != want
    )
    pairwise, b_cubed = _scores(truth, found)
    return Measured(
        pairwise=pairwise,
        b_cubed=b_cubed,
        exact=1 - len(wrong) / len(labelled.tolls),
        missed=sum(name.startswith("none") for name in found.values()),
        spurious=sum(name.startswith("spurious") for name in truth.values()),
        wrong=wrong,
    )


def _items(
    labelled: Labelled,
    reports: dict[str, list[StrikeReport]],
    incidents: dict[str, Incident],
    home: dict[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Item -> the strike it is of, and item -> the incident it went to."""
    truth: dict[str, str] = {}
    found: dict[str, str] = {}
    for article_id, own in reports.items():
        rows = [(True, one) for one in labelled.told[article_id]]
        rows += [(False, one) for one in labelled.background[article_id]]
        matched = _matched(own, [one for _, one in rows])
        for at, (news, one) in enumerate(rows):
            if not news:
                continue
            item, report = f"{article_id}:{at}", matched.get(at)
            truth[item] = one.strike_id
            found[item] = f"none:{item}" if report is None else home.get(report.report_id, report.report_id)
        for report in own:
            incident_id = home.get(report.report_id)
            if incident_id is not None and incidents[incident_id].counts and report not in matched.values():
                truth[report.report_id] = f"spurious:{report.report_id}"
                found[report.report_id] = incident_id
    return truth, found


def _matched(reports: list[StrikeReport], rows: list[Told]) -> dict[int, StrikeReport]:
    """Row -> the report that is most like it; each report is one row's."""
    pairs = sorted(
        ((_likeness(report, row), -i, -j) for i, report in enumerate(reports) for j, row in enumerate(rows)),
        reverse=True,
    )
    chosen: dict[int, int] = {}
    for score, i, j in pairs:
        if score > 0 and -j not in chosen and -i not in chosen.values():
            chosen[-j] = -i
    return {j: reports[i] for j, i in chosen.items()}


def _likeness(report: StrikeReport, row: Told) -> float:
    place = report.place
    if place.name == row.place or place.text.startswith(row.place):
        score = 3.0
    elif (place.region or place.country) == row.region:
        score = 1.5 if place.level == "region" else 0.3
    elif place.country == row.region[:2] and place.level == "country":
        score = 0.2
    else:
        return 0.0
    period = report.period
    if period is not None and row.day is not None:
        day = dt.date.fromisoformat(row.day)
        score += (
            1 if period.start <= day <= period.end else -1 if abs((period.start - day).days) > 1 else -0.3
        )
    if period is not None and period.time_of_day and row.time_of_day:
        score += 0.5 if period.time_of_day == row.time_of_day else -0.3
    return score


def _scores(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float]:
    """Pairwise and B-cubed F1."""
    together = Counter(
        (truth[one] == truth[two], found[one] == found[two]) for one, two in combinations(truth, 2)
    )
    right = together[True, True]
    pairwise = 2 * right / (2 * right + together[True, False] + together[False, True])
    precision = recall = 0.0
    for one, strike in truth.items():
        same = {other for other in truth if found[other] == found[one]}
        true = {other for other, its in truth.items() if its == strike}
        precision += len(same & true) / len(same) / len(truth)
        recall += len(same & true) / len(true) / len(truth)
    return pairwise, 2 * precision * recall / (precision + recall)


def _tolls(
    name: str, truth: dict[str, str], found: dict[str, str], incidents: dict[str, Incident]
) -> tuple[Bounds, Bounds]:
    """Killed and injured of the incident that holds most of a strike's reports."""
    homes = Counter(found[item] for item, its in truth.items() if its == name and found[item] in incidents)
    if not homes:
        return None, None
    casualties = incidents[homes.most_common(1)[0][0]].casualties
    return _bounds(casualties.killed), _bounds(casualties.injured)


def _bounds(figure: Figure | None) -> Bounds:
    return None if figure is None else (figure.low, figure.best, figure.high)


def _stated(row: dict[str, int] | None) -> Bounds:
    return None if row is None else (row["low"], row["best"], row["high"])
