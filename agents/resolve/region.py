"""All reports of one region, settled step by step: settlements, then districts, then the region; sums apart.

A step looks only at what the steps before it made: runs of settlements know nothing of coarse reports, these
sit down at them, and what found no seat makes runs of its own for the next step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.resolve.coarse import Loose
from strikewatch.agents.resolve.identity import names
from strikewatch.agents.resolve.origins import twins
from strikewatch.agents.resolve.runs import Run, Runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from strikewatch.agents.resolve.matching import Group
    from strikewatch.agents.resolve.policy import Policy
    from strikewatch.agents.resolve.sighting import Sighting
    from strikewatch.schemas.incident import IncidentScope

VAGUER = ("long", "district", "region")


SCOPES: dict[str, IncidentScope] = {
    "settlement": "place",
    "lone district": "place",
    "lone region": "place",
    "lone long": "unallocated",
    "torn": "unallocated",
    "sum": "summary",
}


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """The reports of one incident, in canonical order, with the id and scope it goes by.

    `near` are ids of incidents it may be the same as, or, for an unallocated one, may belong to.
    """

    incident_id: str
    members: tuple[Sighting, ...]
    scope: IncidentScope
    near: tuple[str, ...] = ()


def kind_of(one: Sighting) -> str:
    """Which reports it is held with. What says neither where nor when, and old stories undated, stand apart."""
    level, width = one.report.place.level, one.when.width
    if one.summary:
        return "sum"
    if level == "settlement":
        if width == "none" and one.report.modality == "historical":
            return "torn"
        return "long" if width == "long" else "settlement"
    return "torn" if width in ("long", "none") else level


def ordered(members: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Members in canonical order."""
    return tuple(sorted(members, key=lambda one: one.order))


@dataclass(slots=True)
class Region:
    """The state of one region: a function of the set of its reports."""

    policy: Policy
    kinds: dict[str, Runs] = field(default_factory=dict)
    loose: dict[str, dict[str, Loose]] = field(default_factory=dict)
    loose_on: dict[int, dict[str, Loose]] = field(default_factory=dict)
    waiting: dict[str, Loose] = field(default_factory=dict)
    by_article: dict[str, dict[str, Sighting]] = field(default_factory=dict)
    stale: dict[Run, None] = field(default_factory=dict)

    def runs(self, kind: str) -> Runs:
        return self.kinds.setdefault(kind, Runs(kind, self.policy))

    def add(self, one: Sighting) -> None:
        """Take a report in."""
        kind = kind_of(one)
        if kind not in VAGUER:
            self.runs(kind).add(one)
        else:
            loose = Loose(one)
            self.loose.setdefault(kind, {})[one.report_id] = loose
            for day in one.days:
                self.loose_on.setdefault(day, {})[one.report_id] = loose
            for run in self._around(loose, kind):
                loose.judge(run, self.policy)
            self.waiting[one.report_id] = loose
        if kind == "settlement":
            self.by_article.setdefault(one.report.article_id, {})[one.report_id] = one
            self._wake(one)

    def discard(self, one: Sighting) -> None:
        """Let a report go."""
        kind = kind_of(one)
        if kind not in VAGUER:
            self.runs(kind).discard(one)
        else:
            loose = self.loose[kind][one.report_id]
            self.waiting |= {copy.one.report_id: copy for copy in self._copies(loose) if copy is not loose}
            self.waiting.pop(one.report_id, None)
            self._unseat(loose)
        self._unlist(one)
        if kind == "settlement":
            self._wake(one)

    def forget(self, limit: int) -> tuple[list[str], list[Sighting]]:
        """Let go of runs that end before a day: their ids and reports."""
        names_gone: list[str] = []
        reports: dict[str, Sighting] = {}
        for runs in self.kinds.values():
            for run in runs.ending_before(limit):
                names_gone += run.names
                reports |= {one.report_id: one for one in runs.forget(run)}
                for joined in run.joined.values():
                    reports |= joined
        for one in reports.values():
            self._unlist(one)
        return names_gone, list(reports.values())

    def _unlist(self, one: Sighting) -> None:
        """Take a report out of the indices."""
        self.loose.get(kind_of(one), {}).pop(one.report_id, None)
        for day in one.days:
            on_day = self.loose_on.get(day, {})
            on_day.pop(one.report_id, None)
            if not on_day:
                self.loose_on.pop(day, None)
        of_article = self.by_article.get(one.report.article_id, {})
        of_article.pop(one.report_id, None)
        if not of_article:
            self.by_article.pop(one.report.article_id, None)

    def _wake(self, one: Sighting) -> None:
        """Coarse reports of an article are judged anew when a finer report of it comes or goes."""
        for day in one.days:
            for loose in self.loose_on.get(day, {}).values():
                if loose.one.report.article_id == one.report.article_id:
                    self.waiting[loose.one.report_id] = loose

    def settle(self) -> tuple[list[Named], set[str]]:
        """Group what changed, finest first: the groups that may be new, and ids that may be no more."""
        self._refresh("settlement", VAGUER)
        self._seat("long")
        self._seat("district")
        self._refresh("lone district", ("region",))
        self._seat("region")
        for kind in ("lone region", "lone long", "torn", "sum"):
            self._refresh(kind, ())
        stale, self.stale = self.stale, {}
        named = [one for run in stale if run.alive for one in self._named(run)]
        gone = {name for run in stale if not run.alive for name in run.names}
        return named, gone - {one.incident_id for one in named}

    def _named(self, run: Run) -> Iterator[Named]:
        ids = dict(zip(run.strikes, run.names, strict=False))
        for at, group in enumerate(run.strikes):
            members = (*group.members, *run.joined.get(at, {}).values())
            near = (
                self._between(group) if run.kind == "torn" else {ids[one] for one in run.doubles.get(at, ())}
            )
            yield Named(run.names[at], ordered(members), SCOPES[run.kind], tuple(sorted(near)))
        kept_apart: IncidentScope = "summary" if run.kind == "sum" else "unallocated"
        for name, torn in zip(run.names[len(run.strikes) :], run.torn, strict=True):
            near = {ids[group] for group in torn.between}
            yield Named(name, ordered(torn.group.members), kept_apart, tuple(sorted(near)))

    def _between(self, group: Group) -> set[str]:
        """The incidents that the coarse reports of a group might belong to."""
        looking = [self.loose.get(kind_of(one), {}).get(one.report_id) for one in group.members]
        firsts = [
            min(self._copies(one), key=lambda copy: copy.one.order) for one in looking if one is not None
        ]
        return {name for loose in firsts for name in loose.names()}

    def _refresh(self, kind: str, vaguer: tuple[str, ...]) -> None:
        """Group the runs of a kind that changed, and let the vaguer reports of those days look at them anew."""
        if not self.runs(kind).disturbed:
            return
        gone, fresh = self.runs(kind).refresh()
        for run in fresh:
            run.names = names([*run.strikes, *(torn.group for torn in run.torn)], kind)
        for level in vaguer:
            self._look_again(level, gone, fresh)
        self.stale.update(dict.fromkeys((*gone, *fresh)))

    def _look_again(self, level: str, gone: list[Run], fresh: list[Run]) -> None:
        for run in gone:
            for loose in self._near(run, level):
                if loose.fits.pop(run, None) is not None:
                    self._unseat(loose)
                    self.waiting[loose.one.report_id] = loose
        for run in fresh:
            for loose in self._near(run, level):
                if loose.judge(run, self.policy):
                    self.waiting[loose.one.report_id] = loose

    def _near(self, run: Run, level: str) -> list[Loose]:
        """Loose reports of a level that a run may concern."""
        if level == "long":
            return [one for one in self.loose.get("long", {}).values() if one.one.place_key == run.place_key]
        found = {key: one for day in run.days for key, one in self.loose_on.get(day, {}).items()}
        return [one for one in found.values() if kind_of(one.one) == level]

    def _around(self, loose: Loose, level: str) -> list[Run]:
        """Runs that a loose report may concern."""
        if level == "long":
            return self.runs("settlement").of_place(loose.one.place_key)
        found = self.runs("settlement").overlapping(loose.one.days)
        return found + (self.runs("lone district").overlapping(loose.one.days) if level == "region" else [])

    def _seat(self, level: str) -> None:
        """Give every waiting report of a level its place, and with it its copies theirs (rule 1)."""
        waiting = [loose for loose in self.waiting.values() if kind_of(loose.one) == level]
        if not waiting:
            return
        moving = {copy.one.report_id: copy for loose in waiting for copy in self._copies(loose)}
        for loose in moving.values():
            self.waiting.pop(loose.one.report_id, None)
            self._unseat(loose)
            first = min(self._copies(loose), key=lambda copy: copy.one.order)
            loose.decide(first, self.policy, told_of_finer=self._told_of_finer(first))
            if loose.seat is not None:
                run, at = loose.seat
                run.joined.setdefault(at, {})[loose.one.report_id] = loose.one
                self.stale[run] = None
            elif loose.alone:
                self.runs(f"lone {level}").add(loose.one)
            else:
                self.runs("torn").add(loose.one)

    def _copies(self, loose: Loose) -> list[Loose]:
        """A loose report and its twins around its days."""
        one = loose.one
        near = {key: each for day in one.days for key, each in self.loose_on.get(day, {}).items()}
        return [each for each in near.values() if each is loose or twins(one, each.one, self.policy)]

    def _unseat(self, loose: Loose) -> None:
        if loose.seat is not None:
            run, at = loose.seat
            run.joined[at].pop(loose.one.report_id, None)
            self.stale[run] = None
        elif loose.alone:
            self.runs(f"lone {kind_of(loose.one)}").discard(loose.one)
        elif loose.torn:
            self.runs("torn").discard(loose.one)
        loose.seat, loose.alone, loose.torn = None, False, False

    def _told_of_finer(self, loose: Loose) -> bool:
        """Whether its article names finer places of those days: then it is a sum, or speaks of what is beyond."""
        one = loose.one
        if not loose.coarse:
            return False
        return any(
            min(other.when.end, one.when.end) > max(other.when.start, one.when.start)
            for other in self.by_article.get(one.report.article_id, {}).values()
        )
