"""What an archive of articles comes to: strikes by month and region, tolls, and the deadliest with their sources.

    python benchmarks/archive.py ARTICLES... > report.md
    python benchmarks/archive.py ARTICLES... --quote > report.md      with how the first article begins

ARTICLES are what `strikewatch replay` takes. The flow runs without Kafka; the report is Markdown on standard
output, progress and speed on standard error. `docs/current-events.md` is such a report.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from strikewatch.agents import reading, stages
from strikewatch.agents.display.console import console
from strikewatch.agents.display.progress import counting
from strikewatch.agents.display.wording import place, spread
from strikewatch.agents.reading import Given
from strikewatch.agents.replay import Replayed, replay
from strikewatch.agents.settings import Settings
from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from strikewatch.schemas import Article, Figure, Incident

DEADLIEST, REGIONS, QUOTED, NAMED = 20, 25, 160, 4


def articles_of(paths: Sequence[str]) -> list[Article]:
    read = reading.read(reading.sources(paths), Given())
    return [each.article for each in read if each.article is not None]


def best(figure: Figure | None) -> int:
    """What a toll adds to a sum; 0 where nobody stated one."""
    return 0 if figure is None else figure.value


def month_of(incident: Incident) -> str:
    return "undated" if incident.period is None else f"{incident.period.end:%Y-%m}"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |"


def sums(
    strikes: Sequence[Incident], key: Callable[[Incident], str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Key, strikes, killed, injured, and those for which a number of killed is stated."""
    grouped: dict[str, list[Incident]] = defaultdict(list)
    for one in strikes:
        grouped[key(one)].append(one)
    for name, found in grouped.items():
        killed, injured = (
            sum(best(getattr(one.casualties, metric)) for one in found) for metric in ("killed", "injured")
        )
        yield name, len(found), killed, injured, sum(one.casualties.killed is not None for one in found)


def overview(articles: Sequence[Article], result: Replayed, strikes: Sequence[Incident]) -> Iterator[str]:
    scopes = Counter(one.scope for one in result.incidents if not one.retracted)
    telling = {report.article_id for report in result.reports}
    yield from table(
        ("", ""),
        [
            ("articles", f"{len(articles):,}"),
            ("of them that report a strike", f"{len(telling):,}"),
            ("strike reports", f"{len(result.reports):,}"),
            ("strikes", f"{len(strikes):,}"),
            ("stated sums and coarse reports beside them", f"{scopes['summary'] + scopes['unallocated']:,}"),
            ("killed, best figures", f"{sum(best(one.casualties.killed) for one in strikes):,}"),
            ("injured, best figures", f"{sum(best(one.casualties.injured) for one in strikes):,}"),
            ("dead letters", len(result.dead_letters)),
        ],
    )


def deadliest(
    strikes: Sequence[Incident], result: Replayed, texts: dict[str, str], name: Callable[[str], str]
) -> Iterator[str]:
    """`texts` of articles to quote from; empty: no quotes."""
    article_of = {report.report_id: report.article_id for report in result.reports}
    most = sorted(strikes, key=lambda one: (-best(one.casualties.killed), one.incident_id))[:DEADLIEST]
    rows = []
    for at, one in enumerate(most, 1):
        telling = list(dict.fromkeys(article_of[report] for report in one.reports))
        quote = " ".join(texts[telling[0]].split())[:QUOTED] if texts else ""
        rows.append(
            (
                at,
                one.period.end if one.period else "undated",
                f"{place(one.place)}, {name(one.place.country or '')}",
                one.attacker or "-",
                spread(one.casualties.killed),
                spread(one.casualties.injured),
                one.grade,
                ", ".join(telling[:NAMED])
                + (f" and {len(telling) - NAMED} more" if len(telling) > NAMED else ""),
                *([f"{quote} .."] if quote else []),
            )
        )
    header = ("", "day", "place", "by", "killed", "injured", "grade", "articles")
    yield from table((*header, "the first begins") if texts else header, rows)


def report(articles: Sequence[Article], result: Replayed, *, quote: bool) -> Iterator[str]:
    strikes = [one for one in result.incidents if one.counts and not one.retracted]
    name = gazetteer.load().name_of
    header = ("strikes", "killed", "injured", "with a stated toll")
    yield from overview(articles, result, strikes)
    yield "\n## By country\n"
    countries = sorted(
        sums(strikes, lambda one: one.place.country or "ZZ"), key=lambda row: (-row[1], row[0])
    )
    yield from table(("country", *header), ((name(code), *rest) for code, *rest in countries[:REGIONS]))
    yield "\n## By month\n"
    yield from table(("month", *header), sorted(sums(strikes, month_of)))
    yield f"\n## By region: the {REGIONS} with most strikes\n"
    regions = sorted(sums(strikes, lambda one: one.place.area), key=lambda row: (-row[1], row[0]))
    yield from table(
        ("region", "code", *header), ((name(code), code, *rest) for code, *rest in regions[:REGIONS])
    )
    yield f"\n## The {DEADLIEST} deadliest\n"
    texts = {one.article_id: one.text for one in articles} if quote else {}
    yield from deadliest(strikes, result, texts, name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", nargs="+", help="files or folders, as `strikewatch replay` takes them")
    parser.add_argument(
        "--quote", action="store_true", help="also how the first article of the deadliest begins"
    )
    given = parser.parse_args()
    articles = articles_of(given.articles)
    domain = stages.load(Settings())
    began = time.process_time()
    with counting(console(stderr=True), "replaying", len(articles)) as progress:
        result = replay(articles, domain, alerts_policy="none", progress=progress)
    spent = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stderr.write(f"{spent:.1f} CPU s, {len(articles) / spent:,.0f} articles/s, peak {memory} MB\n")
    for line in report(articles, result, quote=given.quote):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
