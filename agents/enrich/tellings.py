"""What the tellings of a strike come to so far: each is looked at once, however many there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from strikewatch.schemas.figure import Figure
    from strikewatch.schemas.mentions import Mention
    from strikewatch.schemas.period import Period

METRICS = ("killed", "injured", "missing", "trapped")


@dataclass(slots=True, eq=False)
class Best:
    """The figure of a strike told several times: numbers over vague words, the fuller count over its parts."""

    firm: Figure | None = None
    vague: Figure | None = None

    def add(self, figure: Figure) -> None:
        """Of equal counts the later stands."""
        if figure.op == "vague":
            self.vague = figure if self.vague is None or figure.value >= self.vague.value else self.vague
        else:
            self.firm = figure if self.firm is None or figure.value >= self.firm.value else self.firm

    @property
    def figure(self) -> Figure | None:
        return self.firm or self.vague


@dataclass(slots=True, eq=False)
class Count:
    """One metric: the last toll that is given as the one that stands, else the best of those not replaced."""

    toll: Figure | None = None
    standing: Best = field(default_factory=Best)
    told: Best = field(default_factory=Best)

    def add(self, figure: Figure, *, final: bool, replaced: bool) -> None:
        if final:
            self.toll = figure
        if not replaced:
            self.standing.add(figure)
        self.told.add(figure)

    @property
    def figure(self) -> Figure | None:
        return self.toll or self.standing.figure or self.told.figure


@dataclass(slots=True, eq=False)
class Tellings:
    """The different periods that tellings give, in their order, and what they count.

    `own` are the periods that the text itself gives, `said` those of them on which somebody only spoke of it, `armed`
    those of a strong telling with weapons; `dated` says whether any telling has a day of its own, `unsaid` whether any
    has another day than one on which somebody spoke, `current` whether any is of now.
    """

    stated: dict[Period, None] = field(default_factory=dict)
    own: dict[Period, None] = field(default_factory=dict)
    said: dict[Period, None] = field(default_factory=dict)
    armed: dict[Period, None] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=lambda: {metric: Count() for metric in METRICS})
    dated: bool = False
    unsaid: bool = False
    current: bool = False
    read: int = 0

    def of(self, mentions: list[Mention]) -> Tellings:
        """These, once what came since the last call is in."""
        for at in range(self.read, len(mentions)):
            self._add(mentions[at])
        self.read = len(mentions)
        return self

    def _add(self, mention: Mention) -> None:
        itself, spoken = dated(mention), only_said(mention)
        self.unsaid = self.unsaid or not spoken
        self.dated = self.dated or itself
        self.current = self.current or mention.modality == "current"
        period = mention.period
        if period is not None:
            self.stated[period] = None
            if itself:
                (self.said if spoken else self.own)[period] = None
            if mention.strong and mention.weapons:
                self.armed[period] = None
        for metric, count in self.counts.items():
            figure: Figure | None = getattr(mention.casualties, metric)
            if figure is not None:
                count.add(figure, final=metric in mention.final, replaced=metric in mention.superseded)


def dated(mention: Mention) -> bool:
    """Whether the telling has a day of its own, not only that of the article."""
    return any(row.field == "period" for row in mention.evidence)


def only_said(mention: Mention) -> bool:
    """Whether its day is only that on which somebody spoke of it."""
    return any(row.field == "period" and row.rule == "said" for row in mention.evidence)
