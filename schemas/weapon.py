"""With what: one class of munition, or one model of it, in one strike."""

from __future__ import annotations

from typing import Literal

from strikewatch.schemas.base import Model
from strikewatch.schemas.figure import Figure

WeaponClass = Literal["drone", "missile", "bomb", "artillery", "all"]


class Weapon(Model):
    """Counts of munitions; `all` only for a figure that covers mixed weapons; `lost` to jamming or crashes."""

    weapon_class: WeaponClass
    model: str | None = None
    launched: Figure | None = None
    intercepted: Figure | None = None
    lost: Figure | None = None
    hits: Figure | None = None
