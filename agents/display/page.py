"""Explained articles as one HTML page that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from strikewatch.agents.display import wording
from strikewatch.agents.display.evidence import STYLES, paragraphs, pieces
from strikewatch.agents.display.reports import COLUMNS, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from strikewatch.agents.display.evidence import Piece
    from strikewatch.schemas import Article, StrikeReport

HUES = {
    "place": 195, "period": 295, "attacker": 225, "weapons": 45, "casualties": 5, "targets": 135,
    "outcome": 90, "claims": 265,
}  # fmt: skip
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1d21; --paper: #fff; --dim: #5d6068; --line: #d9dbe0; --tint: 88%; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e8ec; --paper: #17181c; --dim: #9b9ea8; --line: #34363d; --tint: 24%; }
}
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.15rem; margin: 0; }
article { border-top: 1px solid var(--line); padding: 1.2rem 0; }
.dim { color: var(--dim); font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .8rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line);
  white-space: pre-line; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
mark { color: inherit; border-radius: .2rem; padding: 0 .1rem; background: hsl(var(--hue) 75% var(--tint)); }
sup { color: var(--dim); font-size: .65rem; }
summary { cursor: pointer; }
""" + "\n".join(f"mark.{kind} {{ --hue: {hue}; }}" for kind, hue in HUES.items())
_HEADER = ("#", *COLUMNS)


def page(extracted: Iterable[tuple[Article, Sequence[StrikeReport]]]) -> str:
    """The whole page; everything that comes from an article is escaped."""
    legend = " ".join(f'<mark class="{kind}">{kind}</mark>' for kind in STYLES)
    body = "\n".join(_article(article, reports) for article, reports in extracted)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Strike reports explained</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Strike reports explained</h1>
<p>{legend}</p>
<p class="dim">A raised number says which strike the marked words tell of; hold the pointer over them for the
field and the rule.</p>
{body}
</body>
</html>
"""


def _article(article: Article, reports: Sequence[StrikeReport]) -> str:
    said = (article.source, wording.moment(article.published_at), article.language)
    about = escape(", ".join(str(part) for part in said if part))
    url = article.url or ""
    link = f', <a href="{escape(url)}">source</a>' if url.lower().startswith(("https://", "http://")) else ""
    text = "\n".join(
        f"<p>{''.join(_piece(piece) for piece in line)}</p>"
        for line in paragraphs(pieces(article.text, reports))
    )
    strikes = _strikes(reports) + _grounds(reports) if reports else "<p>No strike is reported.</p>"
    return (
        f"<article>\n<h2>{escape(article.title or article.article_id)}</h2>\n"
        f'<p class="dim">{about}{link}</p>\n{strikes}\n{text}\n</article>'
    )


def _piece(piece: Piece) -> str:
    if piece.kind is None:
        return escape(piece.text)
    why = escape(
        "; ".join(f"{ground.number}: {ground.field} {ground.rule}".strip() for ground in piece.grounds)
    )
    numbers = ",".join(str(number) for number in sorted({ground.number for ground in piece.grounds}))
    return f'<mark class="{piece.kind}" title="{why}">{escape(piece.text)}<sup>{numbers}</sup></mark>'


def _strikes(reports: Sequence[StrikeReport]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in _HEADER)
    rows = "\n".join(
        f'<tr><td class="n">{number}</td>{"".join(f"<td>{escape(cell)}</td>" for cell in row(report))}</tr>'
        for number, report in enumerate(reports, 1)
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def _grounds(reports: Sequence[StrikeReport]) -> str:
    rows = "\n".join(
        f'<tr><td class="n">{number}</td><td>{escape(each.field)}</td><td>{escape(wording.one_line(each.quote))}</td>'
        f"<td>{escape(each.rule)}</td></tr>"
        for number, report in enumerate(reports, 1)
        for each in report.evidence
    )
    return (
        "<details><summary>What each field rests on</summary>"
        '<div class="wide"><table><thead><tr><th>#</th><th>field</th><th>words</th><th>rule</th></tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div></details>"
    )
