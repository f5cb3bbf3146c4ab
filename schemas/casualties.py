"""Who was hurt. Null is "not stated"; an explicit "no casualties" is 0."""

from __future__ import annotations

from strikewatch.schemas.base import Model
from strikewatch.schemas.figure import Figure


class Casualties(Model):
    """People at the place in that attack; a belligerent's claim of enemy soldiers is left out."""

    killed: Figure | None = None
    injured: Figure | None = None
    missing: Figure | None = None
    trapped: Figure | None = None
