"""Reads tests/golden/resolution/stream.txt: articles, the reports a careful reader takes from each, and the truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reports import said, told

from strikewatch.agents.enrich.signature import signature
from strikewatch.schemas import Article

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from strikewatch.schemas import StrikeReport
    from strikewatch.schemas.claim import Claim

Bounds = tuple[int, int, int] | None
_HEAD = re.compile(r"@ (?P<published>\S+) (?P<source>[^|=]+?) (?P<kind>[|=]) (?P<rest>.*)")


@dataclass(frozen=True, slots=True)
class Strike:
    """What really happened: low, best and high, null where nobody ever said."""

    strike_id: str
    place: str
    killed: Bounds
    injured: Bounds


@dataclass(slots=True)
class Stream:
    """`strike_of` maps report ids to strike ids, null for what tells of no single strike."""

    strikes: dict[str, Strike] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    reports: list[StrikeReport] = field(default_factory=list)
    strike_of: dict[str, str | None] = field(default_factory=dict)


def read(path: Path) -> Stream:
    """The labelled stream; a line that cannot be read is a ValueError that quotes it."""
    stream, last_text = Stream(), ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("strike "):
            strike = _strike(line)
            stream.strikes[strike.strike_id] = strike
        elif line.startswith("@ "):
            last_text = _article(line, last_text, stream)
        elif line.startswith("> "):
            _report(line, stream)
        elif line and not line.startswith("#"):
            raise ValueError(f"cannot read {line!r}")
    return stream


def _strike(line: str) -> Strike:
    name, _, rest = line.removeprefix("strike ").partition(": ")
    place, killed, injured = rest.split("; ")
    return Strike(name, place, _bounds(killed), _bounds(injured))


def _bounds(text: str) -> Bounds:
    _, *numbers = text.split()
    if "-" in numbers:
        return None
    low, best, high = (int(number) for number in numbers)
    return low, best, high


def _article(line: str, last_text: str, stream: Stream) -> str:
    match = _HEAD.fullmatch(line)
    if match is None:
        raise ValueError(f"cannot read {line!r}")
    text = match["rest"]
    if match["kind"] == "=":
        text = last_text
        for edit in match["rest"].split("; "):
            old, new = edit.split(">")
            if old not in text:
                raise ValueError(f"{old!r} is not in the article that {line!r} copies")
            text = text.replace(old, new)
    article = Article(
        article_id=f"g{len(stream.articles) + 1:03d}",
        source=match["source"],
        published_at=match["published"],
        text=text,
    )
    stream.articles.append(article)
    return last_text if match["kind"] == "=" else text


def _report(line: str, stream: Stream) -> None:
    strike_id, place, when, fields = (part.strip() for part in line.removeprefix("> ").split("|"))
    article = stream.articles[-1]
    name, region, *level = place.split(", ")
    report = told(
        name,
        when,
        region=region,
        level=level[0] if level else "settlement",
        published=article.published_at,
        source=article.source or "",
        article=article.article_id,
        signature=signature(article.text),
        **_fields(fields),
    )
    stream.reports.append(report)
    stream.strike_of[report.report_id] = None if strike_id == "-" else strike_id


def _number(value: str) -> int | str:
    return int(value) if value.isdigit() else value


_READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "w": ("weapon", str),
    "by": ("by", str),
    "feat": ("feature", str),
    "adm": ("admin2", str),
    "out": ("outcome", str),
    "on": ("targets", lambda value: tuple(value.split(","))),
    "att": ("attacker", lambda value: None if value == "-" else value),
    "hist": ("modality", lambda _: "historical"),
    "sum": ("scope", lambda _: "summary"),
    "k": ("killed", _number),
    "i": ("injured", _number),
    "launched": ("launched", _number),
    "shot": ("intercepted", _number),
}


def _fields(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    claims: list[Claim] = []
    for word in text.split():
        key, _, value = word.partition("=")
        if key == "say":
            claims.append(_said(value))
        else:
            name, reading = _READ[key]
            found[name] = reading(value)
    return {**found, "claims": tuple(claims)}


def _said(value: str) -> Claim:
    role, metric, number, *earlier = value.split(":")
    name = {"k": "killed", "i": "injured"}[metric]
    return said(role, **{name: int(number)}, earlier=bool(earlier))
