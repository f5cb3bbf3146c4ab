"""Who says so."""

from __future__ import annotations

from typing import Literal

from strikewatch.schemas.base import Model
from strikewatch.schemas.figure import Figure

Role = Literal[
    "rescue", "prosecutor", "police", "health", "governor", "mayor", "military_administration", "air_force",
    "military", "ministry", "head_of_state", "occupation_authority", "operator", "un", "ngo", "wire", "outlet",
    "witness", "monitor", "belligerent", "other",
]  # fmt: skip
Stance = Literal["asserts", "denies"]


class Claim(Model):
    """One speaker's statement; `field` (`casualties.killed`, `attacker`, ..) and `figure` where it is about one.

    A claim with no field is about the strike as a whole. `earlier` marks a figure that the article itself
    quotes as an older one ("the mayor had earlier spoken of nine").
    """

    speaker: str
    role: Role = "other"
    stance: Stance = "asserts"
    field: str | None = None
    figure: Figure | None = None
    earlier: bool = False
