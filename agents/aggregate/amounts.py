"""The numbers of one incident, in a form that can be summed in any order: one flat mapping of key to integer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.schemas.figure import Range

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.incident import Incident
    from strikewatch.schemas.weapon import Weapon, WeaponClass

Key = tuple[str, ...]
Amounts = dict[Key, int]


def add(total: Amounts, parts: Iterable[Mapping[Key, int]]) -> Amounts:
    """Add every part into `total`, and return it."""
    for part in parts:
        for key, number in part.items():
            total[key] = total.get(key, 0) + number
    return total


def figure_amounts(prefix: Key, figure: Figure | None) -> Amounts:
    """Low, best and high of a figure; `open` counts figures without an upper bound, `stated` figures at all."""
    if figure is None:
        return {}
    return {
        (*prefix, "low"): figure.low or 0,
        (*prefix, "best"): figure.value,
        (*prefix, "high"): figure.high or 0,
        (*prefix, "open"): int(figure.high is None),
        (*prefix, "stated"): 1,
    }


def range_of(total: Mapping[Key, int], prefix: Key) -> Range:
    """The range that summed figures leave: high null as soon as one of them is open-ended."""
    high = None if total.get((*prefix, "open")) else total.get((*prefix, "high"), 0)
    return Range(low=total.get((*prefix, "low"), 0), best=total.get((*prefix, "best"), 0), high=high)


def munitions(weapons: Sequence[Weapon], weapon_class: WeaponClass, field: str) -> int | None:
    """Best count of one class (`launched`, `intercepted`, `lost` or `hits`) in one incident; None: not stated.

    A figure without a model is the class's total, figures by model are parts of it; of the two readings the
    larger is taken, so a total and its parts are never added.
    """
    figures: list[tuple[str | None, Figure | None]] = [
        (weapon.model, getattr(weapon, field)) for weapon in weapons if weapon.weapon_class == weapon_class
    ]
    stated = [(model, figure.value) for model, figure in figures if figure is not None]
    if not stated:
        return None
    total = max((number for model, number in stated if model is None), default=0)
    return max(total, sum(number for model, number in stated if model is not None))


def weapon_classes(weapons: Sequence[Weapon]) -> list[WeaponClass]:
    """The classes named, each once, in alphabetical order."""
    return sorted({weapon.weapon_class for weapon in weapons})


def _weapon_amounts(weapons: Sequence[Weapon], weapon_class: WeaponClass) -> Amounts:
    """Counts of one class; the interception rate rests on incidents that state both figures, in their right order."""
    launched, intercepted, lost, hits = (
        munitions(weapons, weapon_class, field) for field in ("launched", "intercepted", "lost", "hits")
    )
    spent = (intercepted or 0) + (lost or 0) + (hits or 0)
    rated = launched is not None and intercepted is not None and intercepted <= launched
    return {
        ("weapon", weapon_class, "incidents"): 1,
        ("weapon", weapon_class, "launched"): launched or 0,
        ("weapon", weapon_class, "intercepted"): intercepted or 0,
        ("weapon", weapon_class, "rated_launched"): launched or 0 if rated else 0,
        ("weapon", weapon_class, "rated_intercepted"): intercepted or 0 if rated else 0,
        ("weapon", weapon_class, "violations"): int(launched is not None and spent > launched),
    }


def counted(incident: Incident, *, coarse: bool) -> Amounts:
    """A strike of its own; `coarse`: known only to the day or less."""
    fallback = incident.period is None or incident.period.basis in {"publication", "ingest"}
    amounts: Amounts = {
        ("incidents",): 1,
        ("revision",): incident.revision,
        ("day_precision",): int(coarse),
        ("publication_dated",): int(fallback),
        **figure_amounts(("killed",), incident.casualties.killed),
        **figure_amounts(("injured",), incident.casualties.injured),
        **{("target", target): 1 for target in incident.targets},
        **{("source", source): 1 for source in incident.sources},
    }
    return add(
        amounts, (_weapon_amounts(incident.weapons, name) for name in weapon_classes(incident.weapons))
    )


def unallocated(incident: Incident) -> Amounts:
    """A coarse report that fits several incidents: shown beside the sum."""
    amounts: Amounts = {
        ("unallocated", "reports"): len(incident.reports),
        **figure_amounts(("unallocated", "killed"), incident.casualties.killed),
        **figure_amounts(("unallocated", "injured"), incident.casualties.injured),
    }
    for name in weapon_classes(incident.weapons):
        for field in ("launched", "intercepted"):
            number = munitions(incident.weapons, name, field)
            if number is not None:
                amounts["unallocated", field, name] = number
    return amounts
