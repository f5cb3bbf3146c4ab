"""Thresholds, weights and tiers: `seeds/resolve.toml` and `seeds/tiers.toml`, read once and frozen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from strikewatch.schemas.claim import Role
    from strikewatch.schemas.incident import Severity
    from strikewatch.schemas.period import TimeOfDay

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A severity is reached by either figure."""

    severity: Severity
    killed: int
    injured: int


@dataclass(frozen=True, slots=True)
class Policy:
    """All that resolution decides by, besides the reports themselves.

    `spans` are minutes from local midnight; `casualty_tiers` and `munition_tiers` map a speaker's role to its
    rank (rule 8), higher is better placed; `official` is the lowest rank of those who know for themselves.
    """

    spans: dict[TimeOfDay, tuple[int, int]]
    clock_slack: int
    same_night: int
    day_starts_at: int
    local_offset: int
    merge: float
    possible: float
    margin: float
    coarse: float
    weights: Weights
    close_absolute: int
    close_factor: float
    apart_absolute: int
    apart_factor: float
    similarity: float
    same_death_days: int
    contradiction_hours: int
    severities: tuple[Thresholds, ...]
    retention_days: int
    casualty_tiers: dict[Role, int]
    munition_tiers: dict[Role, int]
    source_roles: dict[str, Role]
    official: int
    unnamed_roles: frozenset[Role]
    unnamed_rank: int

    @classmethod
    def from_seeds(cls) -> Self:
        """The policy the project ships."""
        seeds = files("strikewatch.seeds")
        return cls.of(
            tomllib.loads(seeds.joinpath("resolve.toml").read_text("utf-8")),
            tomllib.loads(seeds.joinpath("tiers.toml").read_text("utf-8")),
        )

    @classmethod
    def of(cls, content: dict[str, Any], tiers: dict[str, Any]) -> Self:
        """From decoded seeds; a missing key is a KeyError that names it."""
        time, match = content["time"], content["match"]
        return cls(
            spans={
                "night": tuple(time["night"]),
                "morning": tuple(time["morning"]),
                "day": tuple(time["day"]),
                "evening": tuple(time["evening"]),
            },
            clock_slack=time["clock_slack_minutes"],
            same_night=time["same_night_hours"] * 60,
            day_starts_at=time["day_starts_at"],
            local_offset=time["local_offset_minutes"],
            merge=match["merge"],
            possible=match["possible"],
            margin=match["margin"],
            coarse=match["coarse"],
            weights=dict(content["weights"]),
            close_absolute=content["figures"]["close_absolute"],
            close_factor=content["figures"]["close_factor"],
            apart_absolute=content["figures"]["apart_absolute"],
            apart_factor=content["figures"]["apart_factor"],
            similarity=content["copies"]["similarity"],
            same_death_days=content["deltas"]["same_event_days"],
            contradiction_hours=content["contradictions"]["hours"],
            severities=_severities(content["severity"]),
            retention_days=content["retention"]["days"],
            casualty_tiers=dict(tiers["casualties"]),
            munition_tiers=dict(tiers["munitions"]),
            source_roles=dict(tiers["sources"]),
            official=tiers["official"]["from"],
            unnamed_roles=frozenset(tiers["unnamed"]["roles"]),
            unnamed_rank=tiers["unnamed"]["rank"],
        )

    def severity(self, killed: int, injured: int) -> Severity:
        """The worst severity whose line either figure reaches, else `minor`."""
        for line in self.severities:
            if killed >= line.killed or injured >= line.injured:
                return line.severity
        return "minor"


def _severities(content: dict[str, dict[str, int]]) -> tuple[Thresholds, ...]:
    worst_first: tuple[Severity, ...] = ("extreme", "severe", "moderate")
    return tuple(
        Thresholds(severity, content[severity]["killed"], content[severity]["injured"])
        for severity in worst_first
    )
