"""articles in, mentions out: the one door of the extract stage's language engine."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from strikewatch.agents.extract.days.dates import explicit_anchor
from strikewatch.agents.extract.days.when import DAY, When
from strikewatch.agents.extract.lexicon import Lexicon, load
from strikewatch.agents.extract.narration.narrator import narrate
from strikewatch.agents.extract.narration.story import Story
from strikewatch.agents.extract.narration.telling import frozen
from strikewatch.agents.extract.places.resolution import Resolver
from strikewatch.agents.extract.tokens import Reading, read
from strikewatch.schemas.mentions import Mentions, Rivalry

if TYPE_CHECKING:
    from strikewatch.schemas.article import Article
    from strikewatch.schemas.mentions import Mention
    from strikewatch.seeds.gazetteer import Gazetteer

EXTRACTOR_VERSION = "en-1"


class Extractor:
    """Reads articles of one language. Build it once: the word lists are compiled at construction."""

    def __init__(self, language: str, gazetteer: Gazetteer, lexicon: Lexicon | None = None) -> None:
        """Compile the word lists of `language`.

        Raises:
            RecordError: `unsupported_language`, there are no word lists for it.
        """
        self._gazetteer = gazetteer
        self._lexicon = lexicon or load(language)

    @classmethod
    def from_seeds(cls, gazetteer: Gazetteer, language: str = "en") -> Self:
        return cls(language, gazetteer)

    def extract(self, article: Article) -> Mentions:
        """The strikes an article tells of, each as often as it is told; none is an empty tuple.

        A pure function of the article, linear in its length.
        """
        reading = read(article.text, self._lexicon)
        published = _day(article.published_at)
        stated = published or _anchor(reading)
        anchor = stated or _day(article.fetched_at)
        resolver = Resolver(self._gazetteer)
        story = Story(reading, self._gazetteer, resolver, anchor)
        narrate(story)
        fallback = _widened(story.lead_when) or _published(anchor, stated=published is not None)
        told = [frozen(telling, article.text, fallback) for telling in story.tellings]
        return Mentions(
            article=article,
            extractor_version=EXTRACTOR_VERSION,
            language=self._lexicon.language,
            mentions=tuple(told if stated else map(_by_ingest, told)),
            rivalries=tuple(
                Rivalry(attacker=attacker, victim=victim, times=times)
                for (attacker, victim), times in sorted(story.rivalries.items())
            ),
        )


def _by_ingest(mention: Mention) -> Mention:
    """A mention whose days were counted from when the article was fetched, since nothing else dates it."""
    period = mention.period
    if period is None or period.basis == "explicit":
        return mention
    return mention.model_copy(update={"period": period.model_copy(update={"basis": "ingest"})})


def _day(moment: dt.date | None) -> dt.date | None:
    if isinstance(moment, dt.datetime):
        return moment.date()
    return moment


def _anchor(reading: Reading) -> dt.date | None:
    for sentence in reading.sentences[:12]:
        found = explicit_anchor(sentence.tokens)
        if found is not None:
            return found
    return None


def _widened(lead: When | None) -> When | None:
    """The day of the article's first strike, and the day before it: what it goes on to tell without a day."""
    if lead is None or (lead.last_day - lead.first_day).days > 1:
        return None
    first = min(lead.first_day, lead.last_day - DAY)
    return When(lead.row, lead.last, first, lead.last_day, "range", lead.basis)


def _published(anchor: dt.date | None, *, stated: bool) -> When | None:
    """The day of publication and the one before: when a text tells news and names no day."""
    if anchor is None:
        return None
    return When(0, 0, anchor - DAY, anchor, "range", "publication" if stated else "explicit")
