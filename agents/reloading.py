"""Alert rules read again while the worker runs: when their file changes, and when it is told to."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.alert.rules import Rules, RulesError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from strikewatch.agents.metrics import Metrics

LOOK_SECONDS = 1.0
"""How often the file is looked at; it is read by its content, since times and inodes differ between file systems."""

_log = logging.getLogger(__name__)


def content_of(path: Path) -> bytes | None:
    """What the file holds; null where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


@dataclass(slots=True)
class RulesWatch:
    """Hands `use` the rules of a file whenever they are others than before; wrong ones change nothing.

    A change is taken up once two looks have seen the same content, so that a file half written is left alone;
    `ask` takes it up at once. `clock` gives Unix seconds, for the metric only.
    """

    path: Path
    use: Callable[[Rules], Awaitable[None]]
    metrics: Metrics
    clock: Callable[[], float]
    every: float = LOOK_SECONDS
    _asked: asyncio.Event = field(default_factory=asyncio.Event)
    _in_force: bytes | None = None
    _seen: bytes | None = None

    def ask(self) -> None:
        """Read the file again, changed or not."""
        self._asked.set()

    def start(self, in_force: bytes | None) -> None:
        """Take the rules of this content to be in force."""
        self._in_force = self._seen = in_force
        self._told(well=True)

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), self.every)
            await self.look()

    async def look(self) -> None:
        """Look at the file once."""
        asked, content = self._asked.is_set(), content_of(self.path)
        self._asked.clear()
        settled, self._seen = content == self._seen, content
        if asked or (settled and content != self._in_force):
            self._in_force = content
            await self._take_up()

    async def _take_up(self) -> None:
        try:
            rules = Rules.load(self.path)
        except RulesError as error:
            _log.error("the alert rules stay as they were; the changed ones are wrong: %s", error)
            self._told(well=False)
            return
        await self.use(rules)
        _log.info("alert rules read again: %d of %s are in force", len(rules.rules), self.path)
        self._told(well=True)

    def _told(self, *, well: bool) -> None:
        self.metrics.rules_reload_good.set(int(well))
        if well:
            self.metrics.rules_reloaded_at.set(self.clock())
