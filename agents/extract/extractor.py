"""articles in, mentions out: the one door of the extract stage's language engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from strikewatch.agents.extract.claims import voice_of
from strikewatch.agents.extract.days.anchor import day_of
from strikewatch.agents.extract.days.when import DAY, When
from strikewatch.agents.extract.lexicon import Lexicon, load
from strikewatch.agents.extract.narration.heading import lead_on
from strikewatch.agents.extract.narration.narrator import narrate, survey
from strikewatch.agents.extract.narration.story import Story
from strikewatch.agents.extract.narration.telling import frozen
from strikewatch.agents.extract.places.resolution import Resolver
from strikewatch.agents.extract.tokens import read
from strikewatch.agents.extract.wars import Wars
from strikewatch.schemas.mentions import Mentions, Rivalry

if TYPE_CHECKING:
    import datetime as dt

    from strikewatch.schemas.article import Article
    from strikewatch.schemas.claim import Claim
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
        self._wars = Wars.from_seeds()

    @classmethod
    def from_seeds(cls, gazetteer: Gazetteer, language: str = "en") -> Self:
        return cls(language, gazetteer)

    def extract(self, article: Article) -> Mentions:
        """The strikes an article tells of, each as often as it is told; none is an empty tuple.

        A pure function of the article, linear in its length.
        """
        reading = read(article.text, self._lexicon)
        story = Story(reading, self._gazetteer, Resolver(self._gazetteer))
        story.voices.own, story.wars = self._voice(article), self._wars
        survey(story)
        if article.title:
            lead_on(story, read(article.title, self._lexicon))
        story.anchor, stated = day_of(article, reading, story.resolver.country)
        narrate(story)
        fallback = _widened(story.lead_when, story.anchor) or _published(
            story.anchor, stated=article.published_at is not None
        )
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

    def _voice(self, article: Article) -> Claim | None:
        if not article.source:
            return None
        source = read(article.source, self._lexicon)
        return voice_of(article.source, [token for sentence in source.sentences for token in sentence.tokens])


def _by_ingest(mention: Mention) -> Mention:
    """A mention whose days were counted from when the article was fetched, since nothing else dates it."""
    period = mention.period
    if period is None or period.basis == "explicit":
        return mention
    return mention.model_copy(update={"period": period.model_copy(update={"basis": "ingest"})})


def _widened(lead: When | None, anchor: dt.date | None) -> When | None:
    """The day of the article's first strike and its neighbour: when what it goes on to tell without a day was.

    News of yesterday tells of yesterday and today; any other of its day and the day before.
    """
    if lead is None or (lead.last_day - lead.first_day).days > 1:
        return None
    first, last = min(lead.first_day, lead.last_day - DAY), lead.last_day
    if anchor is not None and lead.first_day == lead.last_day == anchor - DAY:
        first, last = lead.first_day, anchor
    return When(lead.row, lead.last, first, last, "range", lead.basis)


def _published(anchor: dt.date | None, *, stated: bool) -> When | None:
    """The day of publication and the one before: when a text tells news and names no day."""
    if anchor is None:
        return None
    return When(0, 0, anchor - DAY, anchor, "range", "publication" if stated else "explicit")
