"""Strike reports in a line each: `told("Kharkiv", "2024-05-01 afternoon", killed=2, by="governor", at="13:10")`."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import xxhash

from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.claim import Claim, Role
from strikewatch.schemas.figure import Figure
from strikewatch.schemas.period import Period, TimeOfDay
from strikewatch.schemas.place import Place
from strikewatch.schemas.strike_report import StrikeReport
from strikewatch.schemas.weapon import Weapon

REGION = "UA-63"
_PARTS: dict[str, TimeOfDay] = {
    "night": "night",
    "morning": "morning",
    "afternoon": "day",
    "evening": "evening",
}


def figure(value: int | str | Figure | None) -> Figure | None:
    """`8`, `">=8"`, `"<=30"`, `"~12"`, `"dozens"`, `"+2"` (an increase) as a Figure."""
    if value is None or isinstance(value, Figure):
        return value
    if isinstance(value, int):
        return Figure(op="exact", low=value, best=value, high=value, text=str(value))
    if value == "dozens":
        return Figure(op="vague", low=12, text=value)
    number = int(value.lstrip(">=<~+"))
    stated = {
        ">": {"op": "at_least", "low": number},
        "<": {"op": "at_most", "high": number},
        "+": {"op": "exact", "low": number, "high": number, "delta": True},
        "~": {"op": "about"},
    }[value[0]]
    return Figure.model_validate({**stated, "best": number, "text": value})


def period(text: str | None) -> Period | None:
    """`2024-05-01`, `2024-05-01 evening`, `2024-05-01 13:20`, `2024-05-02 night` (ends that day), `A..B`."""
    if text is None:
        return None
    days, _, part = text.partition(" ")
    first, _, last = days.partition("..")
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    if part == "night" and not last:
        start = end - dt.timedelta(days=1)
    at = dt.time.fromisoformat(part) if ":" in part else None
    precision = "minute" if at else "night" if part == "night" else "day" if start == end else "range"
    return Period(
        start=start, end=end, time_of_day=_PARTS.get(part), at=at, precision=precision, basis="explicit"
    )


def told(
    place: str,
    when: str | None,
    *,
    published: str | None = None,
    source: str = "Slobid News",
    by: str | None = None,
    region: str = REGION,
    level: str = "settlement",
    attacker: str | None = "RU",
    weapon: str | None = None,
    launched: int | str | None = None,
    intercepted: int | str | None = None,
    killed: int | str | Figure | None = None,
    injured: int | str | Figure | None = None,
    claims: tuple[Claim, ...] = (),
    article: str | None = None,
    signature: tuple[int, ...] = (),
    admin2: str | None = None,
    feature: str | None = None,
    **more: Any,
) -> StrikeReport:
    """One strike as one article tells it; `by` is the role of who stands behind its figures."""
    article = article or xxhash.xxh3_64_hexdigest(
        f"{source}|{published}|{when}|{place}|{killed}|{injured}".encode()
    )
    basis = f"{article}|{place}|{when}|{weapon}|{level}|{more.get('scope')}"
    speaker: tuple[Claim, ...] = ()
    if by is not None:
        assert by in get_args(Role), by
        speaker = (Claim(speaker=f"the {by}", role=by),)  # type: ignore[arg-type]
    model = None
    if weapon is not None and ":" in weapon:
        weapon, _, model = weapon.partition(":")
    return StrikeReport.model_validate(
        {
            "report_id": xxhash.xxh3_64_hexdigest(basis.encode()),
            "article_id": article,
            "source": source,
            "published_at": published,
            "extractor_version": "1",
            "attacker": attacker,
            "attacker_basis": "stated" if attacker else None,
            "place": Place(
                text=place,
                name=place,
                level=level,  # type: ignore[arg-type]
                region=region if "-" in region else None,
                country=region[:2],
                admin2=admin2,
                feature=feature,
            ),
            "period": period(when),
            "weapons": ()
            if weapon is None
            else (
                Weapon(
                    weapon_class=weapon,  # type: ignore[arg-type]
                    model=model,
                    launched=figure(launched),
                    intercepted=figure(intercepted),
                ),
            ),
            "casualties": Casualties(killed=figure(killed), injured=figure(injured)),
            "claims": (*speaker, *claims),
            "signature": signature,
            "outcome": "impact",
            **more,
        }
    )


def said(role: str, *, killed: int | None = None, injured: int | None = None, **more: Any) -> Claim:
    """A further speaker's figure beside the report's own."""
    metric, value = ("killed", killed) if killed is not None else ("injured", injured)
    return Claim.model_validate(
        {
            "speaker": f"the {role}",
            "role": role,
            "field": f"casualties.{metric}",
            "figure": figure(value),
            **more,
        }
    )
