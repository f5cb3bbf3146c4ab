"""What a rule `on = "window"` can ask about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from strikewatch.agents.aggregate.timing import WINDOW_HOURS
from strikewatch.agents.alert.fields import Field, listed, range_in_words, range_says_something
from strikewatch.schemas.region_window import RegionWindow, WeaponTally
from strikewatch.schemas.strike_report import Target
from strikewatch.schemas.weapon import WeaponClass

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES: tuple[WeaponClass, ...] = get_args(WeaponClass)
TARGETS: tuple[Target, ...] = get_args(Target)
BASELINE_FIELDS = frozenset({"mean_30d", "baseline_30d"})
"""Only windows up to 7d have a month before them to compare with."""


def _mean(window: RegionWindow) -> float:
    return (window.baseline_30d or 0) * WINDOW_HOURS[window.window] / WINDOW_HOURS["30d"]


def _quiet_days(window: RegionWindow) -> int | None:
    since = window.last_incident_before
    return (window.window_start - since).days if since is not None else None


def _weapon(name: WeaponClass, field: str) -> Callable[[RegionWindow], int]:
    return lambda window: int(getattr(window.by_weapon_class.get(name, WeaponTally()), field))


def _rate(name: WeaponClass) -> Callable[[RegionWindow], float | None]:
    return lambda window: window.by_weapon_class.get(name, WeaponTally()).interception_rate


def _sum(metric: str, bound: str) -> Callable[[RegionWindow], int | None]:
    def read(window: RegionWindow) -> int | None:
        number: int | None = getattr(getattr(window, metric), bound)
        return number

    return read


def _text(metric: str) -> Callable[[RegionWindow], str]:
    return lambda window: range_in_words(getattr(window, metric))


def _summed(metric: str) -> Callable[[RegionWindow], bool]:
    return lambda window: range_says_something(getattr(window, metric))


def _toll(window: RegionWindow) -> str:
    parts = ((metric, range_in_words(getattr(window, metric))) for metric in ("killed", "injured"))
    return listed(parts) or "casualties not stated"


def _counted(name: WeaponClass, field: str) -> Callable[[RegionWindow], bool]:
    return lambda window: bool(_weapon(name, field)(window))


def _stated(metric: str) -> Callable[[RegionWindow], int]:
    return lambda window: found.best if (found := getattr(window.stated_total, metric)) is not None else 0


def _in_total(metric: str) -> Callable[[RegionWindow], bool]:
    return lambda window: getattr(window.stated_total, metric) is not None


def _stated_munitions(name: WeaponClass) -> Callable[[RegionWindow], int]:
    return lambda window: window.stated_total.launched.get(name, 0)


def _launched_in_total(name: WeaponClass) -> Callable[[RegionWindow], bool]:
    return lambda window: name in window.stated_total.launched


def _target(target: Target) -> Callable[[RegionWindow], int]:
    return lambda window: window.by_target.get(target, 0)


def _kind(window: RegionWindow) -> str:
    return "country" if window.region == window.country else "region"


WINDOW_FIELDS: dict[str, Field[RegionWindow]] = {
    "region": Field("text", "ISO 3166-2 code, or alpha-2 of a whole country", lambda one: one.region),
    "region_name": Field("text", "its name", lambda one: one.region_name),
    "country": Field("text", "ISO 3166-1 alpha-2 code", lambda one: one.country),
    "area_kind": Field("text", "what the table is about", _kind, frozenset({"region", "country"})),
    "window": Field("text", "length of the window", lambda one: one.window, frozenset(WINDOW_HOURS)),
    "day": Field("text", "UTC day the window ends on, ISO", lambda one: (one.window_end - timedelta(seconds=1)).date().isoformat()),
    "incidents": Field("number", "strikes in the window", lambda one: one.incidents),
    "day_precision_incidents": Field("number", "of these, known only to the day or less", lambda one: one.day_precision_incidents),
    "sources": Field("number", "independent sources", lambda one: one.sources),
    "baseline_30d": Field("number", "strikes in the 30 days before the window", lambda one: one.baseline_30d or 0),
    "mean_30d": Field("number", "strikes to be expected in a window of this length, by those 30 days", _mean),
    "quiet_days": Field("number or null", "whole days without a strike before the window; null where none is on record in the year before", _quiet_days),
    "unallocated_reports": Field("number", "coarse reports beside the sum", lambda one: one.unallocated.reports),
    "toll_text": Field("text", "killed and injured in words, of what is stated", _toll),
    "targets": Field("set", "what was hit", lambda one: frozenset(one.by_target), frozenset(TARGETS)),
}  # fmt: skip
for _metric in ("killed", "injured"):
    WINDOW_FIELDS |= {
        _metric: Field(
            "number", f"{_metric}, sum of best figures", _sum(_metric, "best"), stated=_summed(_metric)
        ),
        f"{_metric}_low": Field(
            "number", f"{_metric}, sum of low figures", _sum(_metric, "low"), stated=_summed(_metric)
        ),
        f"{_metric}_high": Field(
            "number or null", f"{_metric}, sum of high figures; null where open", _sum(_metric, "high")
        ),
        f"{_metric}_text": Field("text", f"{_metric} in words, for headlines", _text(_metric)),
        f"stated_{_metric}": Field(
            "number",
            f"{_metric} in the stated total; 0 where not stated",
            _stated(_metric),
            stated=_in_total(_metric),
        ),
    }
for _name in CLASSES:
    WINDOW_FIELDS |= {
        f"incidents_{_name}": Field("number", f"strikes with class {_name}", _weapon(_name, "incidents")),
        f"launched_{_name}": Field("number", f"launched, class {_name}", _weapon(_name, "launched"), stated=_counted(_name, "launched")),
        f"intercepted_{_name}": Field("number", f"intercepted, class {_name}", _weapon(_name, "intercepted"), stated=_counted(_name, "intercepted")),
        f"rate_{_name}": Field("number or null", f"interception rate, class {_name}", _rate(_name)),
        f"stated_launched_{_name}": Field("number", f"launched in the stated total, class {_name}", _stated_munitions(_name), stated=_launched_in_total(_name)),
    }  # fmt: skip
for _target_name in TARGETS:
    WINDOW_FIELDS[f"target_{_target_name}"] = Field(
        "number", f"strikes that hit {_target_name}", _target(_target_name)
    )
