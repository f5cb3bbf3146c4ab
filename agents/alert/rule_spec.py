"""One alert rule as it is written in TOML: its keys, and what each may hold."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Setting

from strikewatch.schemas.alert import Certainty, Urgency
from strikewatch.schemas.base import Model
from strikewatch.schemas.incident import IncidentScope, Severity
from strikewatch.schemas.region_window import Window

On = Literal["incident", "window"]
SEVERITIES: tuple[Severity, ...] = ("extreme", "severe", "moderate", "minor")
"""Highest first: the first whose condition holds is the alert's."""
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d+)([mhd])", value)
    if not found:
        raise ValueError(f"`{value}` is not a duration; write `30m`, `72h` or `7d`")
    return int(found[1]) * UNITS[found[2]]


def _severities(value: object) -> object:
    names = value if isinstance(value, dict) else [value]
    for name in names:
        if name not in SEVERITIES:
            raise ValueError(f"`{name}` is no severity: minor, moderate, severe or extreme")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class RuleSpec(Model):
    """One `[[rule]]` as written. Meanings and examples: docs/alert-rules.md."""

    id: Annotated[str, Setting(pattern=r"^[a-z][a-z0-9-]*$")]
    on: On
    event: Annotated[str, Setting(min_length=1, max_length=80)]
    when: str
    severity: Annotated[Severity | dict[Severity, str], BeforeValidator(_severities)]
    fingerprint: Annotated[tuple[str, ...], Setting(min_length=1)]
    headline: Annotated[str, Setting(min_length=1, max_length=300)]
    description: str = ""
    values: tuple[str, ...] = ()
    expires: Duration = timedelta(hours=24)
    hold: Annotated[Duration, Setting(alias="for")] = timedelta(0)
    urgency: Urgency = "Past"
    scope: tuple[IncidentScope, ...] = ("place",)
    window: Window | None = None
    areas: tuple[Literal["region", "country"], ...] = ("region", "country")
    certainty: Certainty = "Likely"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        foreign = {"incident": {"window", "areas", "certainty"}, "window": {"scope"}}[self.on]
        misplaced = sorted(foreign & self.model_fields_set)
        if misplaced:
            raise ValueError(f"`{misplaced[0]}` has no meaning in a rule on {self.on}s")
        if self.on == "window" and self.window is None:
            raise ValueError("a rule on windows names its `window`: 1h, 6h, 24h, 7d, 30d or 365d")
        if self.expires <= timedelta(0):
            raise ValueError("`expires` is longer than nothing")
        return self


class RulesFile(Model):
    """The whole file."""

    version: Literal[1] = 1
    lists: dict[Annotated[str, Setting(pattern=r"^[a-z][a-z0-9_]*$")], tuple[str, ...]] = {}
    rule: tuple[RuleSpec, ...] = ()
