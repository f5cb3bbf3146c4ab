"""What every route works with: one for a process or a test, nothing of it global."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import xxhash
from fastapi import Response

from strikewatch.agents.view.answers import SEVERITIES, WEAPONS, WINDOWS
from strikewatch.agents.view.entries import utc
from strikewatch.agents.view.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fastapi import Request

    from strikewatch.agents.resolve import Policy
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.view.freshness import Freshness
    from strikewatch.agents.view.measures import Measures
    from strikewatch.agents.view.stream import Hub
    from strikewatch.agents.view.tables import Tables

JSON = "application/json"
KEPT_BYTES = 64 << 20
"""Answers kept for whoever asks the same before anything changes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and the version of the tables that it was made of."""

    version: int
    tag: str
    body: bytes


@dataclass(slots=True)
class View:
    """The tables, how fresh they are, who listens, and the answers made of them."""

    settings: Settings
    tables: Tables
    freshness: Freshness
    measures: Measures
    policy: Policy
    clock: Callable[[], float]
    hub: Hub = field(init=False)
    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _kept_bytes: int = 0
    _status: tuple[int, dict[str, Any]] = (-1, {})

    def ready(self) -> None:
        """Refuse to answer out of tables that are still being read: half of them would look like all.

        Raises:
            Refusal: 503.
        """
        if (why := self.freshness.unready()) is not None:
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, f"{why}; try again in a moment", {"Retry-After": "1"}
            )

    def answer(
        self,
        request: Request,
        make: Callable[[], bytes],
        media_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """What `make` makes of the tables, or 304 where the asker has it; made once for every version of them."""
        self.ready()
        kept = self._made(f"{request.url.path}?{request.url.query}", make)
        told = {"ETag": kept.tag, "Cache-Control": "no-cache", **(headers or {})}
        if has(request, kept.tag):
            return Response(None, HTTPStatus.NOT_MODIFIED, told)
        return Response(kept.body, HTTPStatus.OK, told, media_type)

    def status(self) -> dict[str, Any]:
        """What `/api/status` says, and every heartbeat."""
        now = self.clock()
        fresh = self.freshness
        age, silence = fresh.newest_age(now), fresh.silence(now)
        newest = datetime.fromtimestamp(fresh.newest, UTC) if fresh.newest else None
        return {
            "version": version("strikewatch"),
            "caught_up": fresh.caught_up,
            "stale": fresh.stale(now),
            "lag_records": fresh.behind,
            "newest_record_at": utc(newest),
            "newest_record_age_seconds": None if age is None else round(age, 1),
            "broker_answered_seconds_ago": None if silence is None else round(silence, 1),
            **self._counts(),
            "unreadable": fresh.unreadable,
            "windows": WINDOWS,
            "weapon_classes": WEAPONS,
            "severities": SEVERITIES,
            "articles_accepted": self.settings.serve_token is not None,
            "stream_clients": len(self.hub.clients),
        }

    def _counts(self) -> dict[str, Any]:
        """What only changes with the tables; a scan of them, kept until then."""
        made, counts = self._status
        if made != self.tables.version:
            strikes = [one.anchor for one in self.tables.incidents.values() if one.strike]
            dated = [anchor for anchor in strikes if anchor is not None]
            counts = {
                "as_of": utc(self.tables.as_of),
                "first_strike_at": utc(min(dated, default=None)),
                "last_strike_at": utc(max(dated, default=None)),
                "incidents": len(strikes),
                "regions": len({row.region for row in self.tables.windows.values() if not row.is_empty}),
                "alerts": sum(1 for one in self.tables.alerts() if one.live),
                "reports": len(self.tables.reports),
            }
            self._status = (self.tables.version, counts)
        return counts

    def _made(self, address: str, make: Callable[[], bytes]) -> Kept:
        kept = self._kept.get(address)
        if kept is not None and kept.version == self.tables.version:
            self._kept.move_to_end(address)
            return kept
        if kept is not None:
            self._kept_bytes -= len(kept.body)
            del self._kept[address]
        body = make()
        kept = Kept(self.tables.version, f'W/"{xxhash.xxh3_128_hexdigest(body)}"', body)
        if len(body) <= KEPT_BYTES:
            self._kept[address] = kept
            self._kept_bytes += len(body)
        while self._kept_bytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.body)
        return kept


def has(request: Request, tag: str) -> bool:
    """Whether the asker has what this tag names (RFC 9110, If-None-Match, compared weakly)."""
    said = request.headers.get("If-None-Match", "")
    names = {name.strip().removeprefix("W/") for name in said.split(",")}
    return "*" in names or tag.removeprefix("W/") in names
