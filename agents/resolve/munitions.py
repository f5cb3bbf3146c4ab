"""Weapons of one strike: one entry per class and model, counts by the same ledger as the casualties."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from strikewatch.agents.resolve.ledger import Account, account
from strikewatch.agents.resolve.statements import Statement, stated
from strikewatch.schemas.weapon import Weapon, WeaponClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.ledger import LedgerEntry
    from strikewatch.schemas.strike_report import StrikeReport

COUNTS = ("launched", "intercepted", "lost", "hits")
CLASSES: tuple[WeaponClass, ...] = get_args(WeaponClass)
Kind = tuple[WeaponClass, str | None]


def weapons(
    reports: Sequence[StrikeReport], origins: Mapping[str, str], policy: Policy
) -> tuple[tuple[Weapon, ...], tuple[LedgerEntry, ...]]:
    """The merged weapons and the ledger of their counts.

    A report that names the class alone speaks of the model that others name, if they name only one. Where a
    class total and counts of several models are both known, the total stands on the entry without a model and
    the models carry none: a sum over the entries of a class never counts a munition twice. `all` stands only
    where no class is known, or where a count covers mixed weapons.
    """
    said = _statements(reports, origins, policy)
    named = sorted({(w.weapon_class, w.model) for r in reports for w in r.weapons}, key=_by_class)
    models = {name: [m for c, m in named if c == name and m is not None] for name in CLASSES}
    accounts: dict[Kind, dict[str, Account]] = {}
    for (kind, metric), statements in sorted(
        said.items(), key=lambda item: (_by_class(item[0][0]), item[0][1])
    ):
        accounts.setdefault(kind, {})[metric] = account(statements, policy)
    merged = []
    for weapon_class in CLASSES:
        kinds = [kind for kind in named if kind[0] == weapon_class]
        merged += _of_class(weapon_class, models[weapon_class], kinds, accounts)
    if any(weapon.weapon_class != "all" for weapon in merged):
        merged = [weapon for weapon in merged if weapon.weapon_class != "all" or _counted(weapon)]
    entries = [entry for kind in accounts.values() for one in kind.values() for entry in one.entries()]
    return tuple(merged), tuple(entries)


def _of_class(
    weapon_class: WeaponClass, models: list[str], kinds: list[Kind], accounts: dict[Kind, dict[str, Account]]
) -> list[Weapon]:
    if not kinds:
        return []
    total = _figures(accounts.get((weapon_class, None), {}))
    if len(models) <= 1:
        return [Weapon(weapon_class=weapon_class, model=models[0] if models else None, **total)]
    by_model = [
        Weapon(
            weapon_class=weapon_class,
            model=model,
            **{
                name: figure
                for name, figure in _figures(accounts.get((weapon_class, model), {})).items()
                if name not in total
            },
        )
        for model in models
    ]
    return [*([Weapon(weapon_class=weapon_class, **total)] if total else []), *by_model]


def _statements(
    reports: Sequence[StrikeReport], origins: Mapping[str, str], policy: Policy
) -> dict[tuple[Kind, str], list[Statement]]:
    several = _several_models(reports)
    said: dict[tuple[Kind, str], list[Statement]] = {}
    for report in reports:
        for weapon in report.weapons:
            kind: Kind = (weapon.weapon_class, weapon.model if weapon.weapon_class in several else None)
            for metric in COUNTS:
                field = f"weapons.{weapon.weapon_class}.{metric}"
                figure = getattr(weapon, metric)
                if figure is not None:
                    spoken = stated(report, field, figure, origins[report.report_id], policy)
                    alone = not _counts_several(report, weapon.weapon_class, metric)
                    said.setdefault((kind, metric), []).extend(one for one in spoken if one.own or alone)
    return said


def _counts_several(report: StrikeReport, weapon_class: WeaponClass, metric: str) -> bool:
    """Whether a report gives that count of several models: a claim names the class, and its number says of which."""
    counts = (getattr(one, metric) for one in report.weapons if one.weapon_class == weapon_class)
    return sum(count is not None for count in counts) > 1


def _several_models(reports: Sequence[StrikeReport]) -> set[str]:
    models: dict[str, set[str]] = {}
    for report in reports:
        for weapon in report.weapons:
            if weapon.model is not None:
                models.setdefault(weapon.weapon_class, set()).add(weapon.model)
    return {name for name, known in models.items() if len(known) > 1}


def _figures(accounts: Mapping[str, Account]) -> dict[str, Figure]:
    return {metric: one.figure for metric, one in accounts.items() if one.figure is not None}


def _counted(weapon: Weapon) -> bool:
    return any(getattr(weapon, metric) is not None for metric in COUNTS)


def _by_class(kind: Kind) -> tuple[int, str]:
    return (CLASSES.index(kind[0]), kind[1] or "")
