"""Strike reports for people: the article's heading, a table of its strikes, its text with the evidence marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from strikewatch.agents.display import wording
from strikewatch.agents.display.evidence import STYLES, paragraphs, pieces
from strikewatch.agents.display.grid import grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from strikewatch.schemas import Article, StrikeReport

WEAPONS = "weapons: launched, shot down"
COLUMNS = ("place", "date", "by", WEAPONS, "killed", "injured", "targets")


def heading(article: Article) -> Text:
    """Title or id, then source and date."""
    rest = [part for part in (article.source, wording.moment(article.published_at)) if part]
    return Text.assemble(
        (wording.clean(article.title or article.article_id), "bold"),
        (wording.clean("  " + ", ".join(rest)), "dim"),
    )


def table(reports: Sequence[StrikeReport]) -> Table:
    """One row per strike."""
    styles = {
        "#": "dim", "place": STYLES["place"], "date": STYLES["period"], "by": STYLES["attacker"],
        WEAPONS: STYLES["weapons"], "killed": STYLES["casualties"], "injured": STYLES["casualties"],
        "targets": STYLES["targets"],
    }  # fmt: skip
    shown = grid("#", *COLUMNS, right=("#", "killed", "injured"), styles=styles)
    for number, report in enumerate(reports, 1):
        shown.add_row(str(number), *row(report))
    return shown


def row(report: StrikeReport) -> tuple[str, ...]:
    """The cells of one strike; `-` is not stated."""
    remarks = [
        mark
        for mark, holds in (("sum", report.scope == "summary"), ("past", report.modality == "historical"))
        if holds
    ]
    where = wording.place(report.place) + (f" [{', '.join(remarks)}]" if remarks else "")
    return (
        where,
        wording.period(report.period),
        report.attacker or wording.NOTHING,
        "\n".join(wording.weapons(report.weapons)) or wording.NOTHING,
        wording.figure(report.casualties.killed),
        wording.figure(report.casualties.injured),
        ", ".join(report.targets) or wording.NOTHING,
    )


def marked(article: Article, reports: Sequence[StrikeReport]) -> Text:
    """The paragraphs that hold evidence, with it marked; a paragraph left out shows as `[..]`."""
    shown, left_out = Text(), False
    for line in paragraphs(pieces(article.text, reports)):
        if not any(piece.grounds for piece in line):
            left_out = True
            continue
        if left_out:
            shown.append("[..]\n", "dim")
            left_out = False
        for piece in line:
            shown.append(wording.clean(piece.text), STYLES.get(piece.kind or "", ""))
        shown.append("\n")
    if left_out:
        shown.append("[..]\n", "dim")
    return shown


def legend() -> Text:
    """What the colours mean."""
    return Text(" ").join(Text(kind, style) for kind, style in STYLES.items())


def explained(reports: Sequence[StrikeReport]) -> Table:
    """Every value's ground: the field, the words it rests on, the rule that found it."""
    shown = grid("#", "field", "words", "rule", right=("#",), styles={"#": "dim"})
    for number, report in enumerate(reports, 1):
        for each in report.evidence:
            style = STYLES.get(each.field.partition(".")[0], "")
            shown.add_row(str(number), each.field, Text(wording.one_line(each.quote), style), each.rule)
        if report.reasons:
            shown.add_row(str(number), f"confidence {report.confidence:.2f}", "", "; ".join(report.reasons))
    return shown


def article_view(
    article: Article, reports: Sequence[StrikeReport], *, highlight: bool, explain: bool
) -> RenderableType:
    """Everything about one article."""
    if not reports:
        return Group(heading(article), Padding(Text("no strike reported", "dim"), (0, 0, 1, 2)))
    parts: list[RenderableType] = [heading(article), Padding(table(reports), (0, 0, 1, 2))]
    if highlight:
        parts.append(Padding(marked(article, reports), (0, 2)))
        parts.append(Padding(legend(), (0, 0, 1, 2)))
    if explain:
        parts.append(Padding(explained(reports), (0, 0, 1, 2)))
    return Group(*parts)
