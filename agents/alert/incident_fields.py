"""What a rule `on = "incident"` can ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from strikewatch.agents.aggregate.amounts import munitions, weapon_classes
from strikewatch.agents.alert.fields import Field, figure_in_words, figure_says_something, listed
from strikewatch.schemas.incident import Grade, Incident, IncidentScope, Severity
from strikewatch.schemas.period import Precision, TimeOfDay
from strikewatch.schemas.place import Level
from strikewatch.schemas.strike_report import Modality, Outcome, Target
from strikewatch.schemas.weapon import WeaponClass

if TYPE_CHECKING:
    from collections.abc import Callable

Metric = str
CASUALTIES: tuple[Metric, ...] = ("killed", "injured", "missing", "trapped")
NO_CASUALTIES = "casualties not stated"
CLASSES: tuple[WeaponClass, ...] = get_args(WeaponClass)


def _words(literal: Any, *more: str) -> frozenset[str]:
    return frozenset(get_args(literal)) | frozenset(more)


def _best(metric: Metric) -> Callable[[Incident], int]:
    def read(incident: Incident) -> int:
        figure = getattr(incident.casualties, metric)
        return figure.value if figure is not None else 0

    return read


def _low(metric: Metric) -> Callable[[Incident], int]:
    return lambda incident: (figure.low or 0) if (figure := getattr(incident.casualties, metric)) else 0


def _high(metric: Metric) -> Callable[[Incident], int | None]:
    def read(incident: Incident) -> int | None:
        figure = getattr(incident.casualties, metric)
        return figure.high if figure is not None else None

    return read


def _stated(metric: Metric) -> Callable[[Incident], bool]:
    def read(incident: Incident) -> bool:
        figure = getattr(incident.casualties, metric)
        return figure is not None and figure_says_something(figure)

    return read


def _text(metric: Metric) -> Callable[[Incident], str]:
    return lambda incident: figure_in_words(getattr(incident.casualties, metric))


def _toll(incident: Incident) -> str:
    """Killed and injured, of what is stated."""
    figures = ((metric, getattr(incident.casualties, metric)) for metric in ("killed", "injured"))
    return listed((metric, figure_in_words(figure)) for metric, figure in figures) or NO_CASUALTIES


def _superseded(metric: Metric) -> Callable[[Incident], int]:
    def read(incident: Incident) -> int:
        former = (
            entry.figure.value
            for entry in incident.ledger
            if entry.field == f"casualties.{metric}" and not entry.live and not entry.figure.delta
        )
        return max(former, default=0)

    return read


def _munitions(field: str, name: WeaponClass) -> Callable[[Incident], int]:
    return lambda incident: munitions(incident.weapons, name, field) or 0


def _all_munitions(field: str) -> Callable[[Incident], int]:
    """Over all classes; a figure for mixed weapons is a total of which the classes are parts."""

    def read(incident: Incident) -> int:
        counts = {
            name: munitions(incident.weapons, name, field) or 0 for name in weapon_classes(incident.weapons)
        }
        mixed = counts.pop("all", 0)
        return max(mixed, sum(counts.values()))

    return read


def _munitions_text(field: str, classes: tuple[WeaponClass, ...]) -> Callable[[Incident], str]:
    """The one figure stated, in words; the sum where there are several."""

    def read(incident: Incident) -> str:
        figures = [getattr(weapon, field) for weapon in incident.weapons if weapon.weapon_class in classes]
        stated = [figure for figure in figures if figure is not None]
        if len(stated) < 2:  # noqa: PLR2004  # one or none
            return figure_in_words(stated[0] if stated else None)
        mine = incident.model_copy(
            update={"weapons": tuple(weapon for weapon in incident.weapons if weapon.weapon_class in classes)}
        )
        return str(_all_munitions(field)(mine))

    return read


def _munitions_stated(field: str, classes: tuple[WeaponClass, ...]) -> Callable[[Incident], bool]:
    return lambda incident: any(
        getattr(weapon, field) is not None for weapon in incident.weapons if weapon.weapon_class in classes
    )


def _all_in_words(incident: Incident) -> str:
    """Launched and intercepted over all classes, of what is stated."""
    parts = ((name, _munitions_text(name, CLASSES)(incident)) for name in ("launched", "intercepted"))
    return listed(parts) or "munitions not stated"


def _period_days(incident: Incident) -> int:
    return (incident.period.end - incident.period.start).days + 1 if incident.period else 0


def _day(incident: Incident) -> str:
    return incident.period.end.isoformat() if incident.period else ""


INCIDENT_FIELDS: dict[str, Field[Incident]] = {
    "incident_id": Field("text", "the incident's id", lambda one: one.incident_id),
    "place": Field("text", "name of the place that was hit", lambda one: one.place.name),
    "feature": Field("text", "the named object that was hit, empty where none is named", lambda one: one.place.feature or ""),
    "region": Field("text", "ISO 3166-2 code, empty where only the country is known", lambda one: one.place.region or ""),
    "country": Field("text", "ISO 3166-1 alpha-2 code, empty where it is not known", lambda one: one.place.country or ""),
    "area": Field("text", "region, else country, else ZZ", lambda one: one.place.area),
    "level": Field("text", "how precisely the place is known", lambda one: one.place.level, _words(Level)),
    "scope": Field("text", "a strike at a place, a stated sum, or a coarse report", lambda one: one.scope, _words(IncidentScope)),
    "modality": Field("text", "whether it was news when first reported", lambda one: one.modality, _words(Modality)),
    "attacker": Field("text", "alpha-2 code, empty where nobody says", lambda one: one.attacker or ""),
    "outcome": Field("text", "what became of it", lambda one: one.outcome, _words(Outcome)),
    "grade": Field("text", "did it happen? Airwars' grades", lambda one: one.grade, _words(Grade)),
    "attribution_grade": Field("text", "who did it? the same grades", lambda one: one.attribution_grade, _words(Grade)),
    "severity": Field("text", "the incident's own severity", lambda one: one.severity, _words(Severity)),
    "day": Field("text", "last day of the attack, local, ISO; a night is named after its morning", _day),
    "time_of_day": Field(
        "text", "part of the day, empty where not stated",
        lambda one: (one.period.time_of_day or "") if one.period else "", _words(TimeOfDay, ""),
    ),
    "precision": Field(
        "text", "how precisely the time is known, empty where not at all",
        lambda one: one.period.precision if one.period else "", _words(Precision, ""),
    ),
    "period_days": Field("number", "days the period spans, 0 where it is not known", _period_days),
    "targets": Field("set", "what was hit", lambda one: frozenset(one.targets), _words(Target)),
    "weapon_classes": Field(
        "set", "classes of weapons used", lambda one: frozenset(weapon_classes(one.weapons)), _words(WeaponClass)
    ),
    "models": Field(
        "set", "models of weapons used", lambda one: frozenset(weapon.model for weapon in one.weapons if weapon.model)
    ),
    "sources": Field("number", "independent sources", lambda one: len(one.sources)),
    "reports": Field("number", "reports behind it", lambda one: len(one.reports)),
    "launched": Field("number", "munitions launched, all classes", _all_munitions("launched"), stated=_munitions_stated("launched", CLASSES)),
    "intercepted": Field("number", "munitions intercepted, all classes", _all_munitions("intercepted"), stated=_munitions_stated("intercepted", CLASSES)),
    "launched_text": Field("text", "launched in words, for headlines", _munitions_text("launched", CLASSES)),
    "intercepted_text": Field("text", "intercepted in words, for headlines", _munitions_text("intercepted", CLASSES)),
    "munitions_text": Field("text", "launched and intercepted in words, of what is stated", _all_in_words),
    "toll_text": Field("text", "killed and injured in words, of what is stated", _toll),
}  # fmt: skip
for _metric in CASUALTIES:
    INCIDENT_FIELDS |= {
        _metric: Field("number", f"{_metric}, best figure; 0 where not stated", _best(_metric), stated=_stated(_metric)),
        f"{_metric}_low": Field("number", f"{_metric}, low figure; 0 where not stated", _low(_metric), stated=_stated(_metric)),
        f"{_metric}_high": Field("number or null", f"{_metric}, high figure; null where open", _high(_metric)),
        f"{_metric}_stated": Field("flag", f"whether any source states {_metric}", _stated(_metric)),
        f"{_metric}_text": Field("text", f"{_metric} in words, for headlines", _text(_metric)),
        f"{_metric}_superseded": Field("number", f"highest claim of {_metric} that was since superseded", _superseded(_metric)),
    }  # fmt: skip
for _name in CLASSES:
    for _field in ("launched", "intercepted"):
        INCIDENT_FIELDS |= {
            f"{_field}_{_name}": Field(
                "number",
                f"{_field}, class {_name}",
                _munitions(_field, _name),
                stated=_munitions_stated(_field, (_name,)),
            ),
            f"{_field}_{_name}_text": Field(
                "text", f"{_field}, class {_name}, in words", _munitions_text(_field, (_name,))
            ),
        }
