"""One telling of one strike as the rules build it up, and its frozen form for the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.extract.places.spot import Spot
from strikewatch.schemas.casualties import Casualties
from strikewatch.schemas.evidence import Evidence
from strikewatch.schemas.figure import Figure
from strikewatch.schemas.mentions import Mention, PlaceMention
from strikewatch.schemas.period import Period
from strikewatch.schemas.weapon import Weapon

if TYPE_CHECKING:
    from strikewatch.agents.extract.casualties import Harm
    from strikewatch.agents.extract.days.when import Part, When
    from strikewatch.agents.extract.munitions import Salvo
    from strikewatch.schemas.claim import Claim
    from strikewatch.schemas.strike_report import Modality, Outcome, Scope


@dataclass(slots=True, eq=False)
class Telling:
    """Mutable while its sentence is read; `spot` is where."""

    spot: Spot
    rank: int
    inherited: bool = False
    attack: int = 0
    modality: Modality = "current"
    attacker: str | None = None
    when: When | None = None
    part: Part | None = None
    said: bool = False
    harms: list[Harm] = field(default_factory=list)
    salvos: list[Salvo] = field(default_factory=list)
    weapons: dict[tuple[str, str | None], tuple[int, int]] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)
    targets: dict[str, tuple[int, int]] = field(default_factory=dict)
    outcome: Outcome = "unknown"
    scope: Scope = "place"
    strong: bool = True
    loosely: bool = False
    again: bool = False
    spread: bool = False
    example: bool = False
    """Whether it is only one of the places that the text goes on about ("in cities including Kyiv")."""
    disputed: bool = False
    claims: list[Claim] = field(default_factory=list)
    attacker_span: tuple[int, int] | None = None


def frozen(telling: Telling, text: str, fallback: When | None) -> Mention:
    """The telling as a record; a time it does not state is the article's."""
    when = telling.when or fallback
    return Mention.trusted(
        place=_place(telling.spot, text),
        rank=telling.rank,
        inherited=telling.inherited,
        attack=telling.attack,
        modality=telling.modality,
        attacker=telling.attacker,
        period=None if when is None else _period(when, telling.part, text),
        weapons=_weapons(telling),
        casualties=_casualties(telling),
        targets=tuple(telling.targets),
        outcome=telling.outcome,
        scope=telling.scope,
        claims=tuple(telling.claims),
        evidence=tuple(_evidence(telling, text)),
        strong=telling.strong,
        final=tuple(dict.fromkeys(harm.metric for harm in telling.harms if harm.toll and not harm.earlier)),
        superseded=_superseded(telling),
        disputed=telling.disputed,
    )


def _place(spot: Spot, text: str) -> PlaceMention:
    feature = None if spot.feature is None else text[spot.feature[0] : spot.feature[1]]
    near = () if spot.container is None or spot.container.entry is None else (spot.container.entry.id,)
    return PlaceMention.trusted(
        text=spot.text,
        start=spot.start,
        end=spot.end,
        level=spot.level,
        candidates=tuple(entry.id for entry in spot.entries[:5]),
        near=near,
        country=spot.country_hint,
        region=spot.region,
        feature=feature,
    )


def _period(when: When, part: Part | None, text: str) -> Period:
    at = when.at or (part.at if part else None)
    time_of_day = when.time_of_day or (part.time_of_day if part else None)
    return Period.trusted(
        start=when.first_day,
        end=when.last_day,
        time_of_day=time_of_day,
        at=at,
        precision=when.precision,
        basis=when.basis,
        text=text[when.start : when.end],
    )


def _casualties(telling: Telling) -> Casualties:
    values: dict[str, Figure] = {}
    stands: set[str] = set()
    for harm in sorted(telling.harms, key=lambda harm: harm.earlier):
        if harm.fighters:
            continue
        known = values.get(harm.metric)
        part = known is not None and not harm.toll and known.value >= harm.figure.value
        if known is not None and (harm.earlier or part or harm.metric in stands):
            continue
        values[harm.metric] = harm.figure if known is None else better(known, harm.figure)
        if harm.toll:
            stands.add(harm.metric)
    return Casualties.trusted(**values)


def _superseded(telling: Telling) -> tuple[str, ...]:
    """The metrics of which the telling has nothing but a count that was replaced since."""
    own = [harm for harm in telling.harms if not harm.fighters]
    firm = {harm.metric for harm in own if not harm.earlier}
    return tuple(dict.fromkeys(harm.metric for harm in own if harm.metric not in firm))


def better(known: Figure, new: Figure) -> Figure:
    """The figure that stands where one telling has two: a number over a vague word, else the new one."""
    if new.op == "vague" and known.op != "vague":
        return known
    return new


def _is_part(known: Figure, salvo: Salvo) -> bool:
    """As in "of which 101 were neutralised: 70 shot down and 31 lost": a bare number that says of the first how."""
    return salvo.rule.startswith("bare_") and salvo.figure.value <= known.value


def _together(known: Figure, new: Figure) -> Figure:
    """Two numbers of one class in one breath ("13 ballistic and 22 cruise missiles") add up."""
    if "vague" in (known.op, new.op):
        return better(known, new)
    return Figure(
        op=known.op if known.op == new.op else "at_least",
        low=None if known.low is None or new.low is None else known.low + new.low,
        best=known.value + new.value,
        high=None if known.high is None or new.high is None else known.high + new.high,
        text=f"{known.text} + {new.text}",
    )


def _weapons(telling: Telling) -> tuple[Weapon, ...]:
    fates: dict[tuple[str, str | None], dict[str, Figure]] = {}
    for weapon_class, model in telling.weapons:
        fates.setdefault((weapon_class, model), {})
    for salvo in telling.salvos:
        known = fates.setdefault((salvo.weapon_class, salvo.model), {})
        if salvo.fate in known and _is_part(known[salvo.fate], salvo):
            continue
        known[salvo.fate] = (
            _together(known[salvo.fate], salvo.figure) if salvo.fate in known else salvo.figure
        )
    classes = {weapon_class for weapon_class, model in fates if model is not None}
    return tuple(
        Weapon.trusted(weapon_class=weapon_class, model=model, **figures)
        for (weapon_class, model), figures in fates.items()
        if model is not None or figures or weapon_class not in classes
    )


def _evidence(telling: Telling, text: str) -> list[Evidence]:
    spot = telling.spot
    made: list[Evidence] = []
    if spot.end:
        rule = "inherited" if telling.inherited else f"role_{spot.role}"
        made.append(_span("place", spot.start, spot.end, text, rule))
    if telling.when is not None and telling.when.end:
        rule = "said" if telling.when.said else telling.when.basis
        made.append(_span("period", telling.when.start, telling.when.end, text, rule))
    if telling.attacker_span is not None:
        made.append(_span("attacker", *telling.attacker_span, text, "stated"))
    made += [
        _span(f"casualties.{harm.metric}", harm.start, harm.end, text, harm.rule)
        for harm in telling.harms
        if not harm.fighters
    ]
    made += [
        _span(f"weapons.{salvo.weapon_class}.{salvo.fate}", salvo.start, salvo.end, text, salvo.rule)
        for salvo in telling.salvos
    ]
    made += [
        _span(f"weapons.{weapon_class}", start, end, text, "weapon_word")
        for (weapon_class, _), (start, end) in telling.weapons.items()
    ]
    made += [
        _span(f"targets.{target}", start, end, text, "target_word")
        for target, (start, end) in telling.targets.items()
    ]
    return made


def _span(field_name: str, start: int, end: int, text: str, rule: str) -> Evidence:
    return Evidence.trusted(field=field_name, start=start, end=end, quote=text[start:end], rule=rule)
