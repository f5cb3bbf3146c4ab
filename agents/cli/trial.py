"""Alert rules tried on past articles: every message a subscriber would have received, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.replay import Replay, in_event_time
from strikewatch.schemas import Alert, DeadLetter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strikewatch.agents.alert import Rules
    from strikewatch.agents.stages import Stages
    from strikewatch.schemas import Article, Record
    from strikewatch.schemas.base import Moment

Policy = Literal["live", "all"]


@dataclass(frozen=True, slots=True)
class Message:
    """One alert as it would have come. `received` is the publication of the article that brought it."""

    received: Moment | None
    article_id: str
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
    messages: list[Message] = []
    letters: list[DeadLetter] = []
    emitted: list[Record] = []
    run = Replay(replace(domain, rules=rules), policy, emitted.append)
    for number, article in enumerate(in_event_time(articles), 1):
        run.publish(article)
        letters += [each for each in emitted if isinstance(each, DeadLetter)]
        messages += [
            Message(article.published_at, article.article_id, each)
            for each in emitted
            if isinstance(each, Alert)
        ]
        emitted.clear()
        progress(number)
    return Trial(tuple(messages), tuple(letters))
