"""Alert rules tried on past articles: every message a subscriber would have received, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.recorded import recorded
from strikewatch.agents.replay import Replay, in_event_time
from strikewatch.schemas import Alert, Article, DeadLetter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strikewatch.agents.alert import Rules
    from strikewatch.agents.recorded import Source
    from strikewatch.agents.settings import Settings
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Incident, Record
    from strikewatch.schemas.base import Moment

Policy = Literal["live", "all"]


@dataclass(frozen=True, slots=True)
class Message:
    """One alert as it would have come, when, and the article or incident that brought it."""

    received: Moment | None
    brought_by: Article | Incident
    alert: Alert


@dataclass(frozen=True, slots=True)
class Trial:
    """The messages in the order they would have come, and the articles that could not be processed."""

    messages: tuple[Message, ...]
    letters: tuple[DeadLetter, ...]

    @property
    def fired(self) -> frozenset[str]:
        """The rules that sent at least one message."""
        return frozenset(each.alert.rule for each in self.messages)


@dataclass(slots=True)
class Trying:
    """Rules in place of the flow's own, and what they have sent so far."""

    rules: Rules
    domain: Stages
    policy: Policy
    messages: list[Message] = field(default_factory=list)
    letters: list[DeadLetter] = field(default_factory=list)
    _emitted: list[Record] = field(default_factory=list)
    _run: Replay = field(init=False)

    def __post_init__(self) -> None:
        self._run = Replay(replace(self.domain, rules=self.rules), self.policy, self._emitted.append)

    def take(self, record: Article | Incident, received: Moment | None) -> None:
        """One article, or one incident, through the flow: what it brings is received at `received`."""
        if isinstance(record, Article):
            self._run.publish(record)
        else:
            self._run.take(record)
        self.letters += [each for each in self._emitted if isinstance(each, DeadLetter)]
        self.messages += [
            Message(received, record, each) for each in self._emitted if isinstance(each, Alert)
        ]
        self._emitted.clear()

    @property
    def result(self) -> Trial:
        """All of it."""
        return Trial(tuple(self.messages), tuple(self.letters))


def trial(
    rules: Rules,
    articles: Iterable[Article],
    domain: Stages,
    policy: Policy,
    progress: Callable[[int], None] = lambda _: None,
) -> Trial:
    """Send the articles through the flow in the order of their publication, with `rules` in place of its own.

    Time passes with the articles only: an alert that waits (`for`) is told with the first article after its wait.
    """
    trying = Trying(rules, domain, policy)
    for number, article in enumerate(in_event_time(articles), 1):
        trying.take(article, article.published_at)
        progress(number)
    return trying.result


async def trial_of_topic(
    trying: Trying,
    source: Source,
    settings: Settings,
    on_unreadable: Callable[[str], None],
) -> None:
    """Send what a topic holds through the flow, in the order it came.

    Raises:
        BrokerError: no broker answers, or the topic is not there.
    """
    async for each in recorded(source, settings, on_unreadable):
        trying.take(each.record, each.at)
