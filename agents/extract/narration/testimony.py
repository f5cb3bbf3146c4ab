"""Who says so: the speakers of an article, their counts of what was told, and what they deny."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.claims import salvo_claims
from strikewatch.agents.extract.denials import deny
from strikewatch.agents.extract.elliptic import counts

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.tokens import Sentence, Token

_BESIDE = 2
"""Sentences after a toll in which a bare number is another's count of it."""


def listen(story: Story, sentence: Sentence) -> None:
    """Who spoke in the sentence before may go on in this one; who is named in this one may count what was told."""
    before = story.reading.sentences[story.row - 1] if story.row else None
    if before is not None and before.is_("speaker"):
        story.voices.hear(before.tokens, story.reading.text, story.row - 1)
    if sentence.is_("speaker"):
        _counted_beside(story, sentence.tokens)


def attest(story: Story, sentence: Sentence, made: list[Telling]) -> None:
    """Who gives the numbers of what a sentence has told: further counts of people, and all of munitions."""
    tokens, text = sentence.tokens, story.reading.text
    if sentence.is_("speaker"):
        _counted_within(story, tokens, made)
    for telling in made:
        if telling.salvos:
            voice = story.voices.of(tokens, story.row)
            telling.claims += salvo_claims(tokens, telling.salvos, telling.attacker, text, voice)


def contest(story: Story, sentence: Sentence) -> None:
    """What a sentence denies of the strikes told so far."""
    if story.tellings and sentence.is_("cue"):
        deny(sentence.tokens, story.tellings, story.reading.text, story.row)


def _counted_within(story: Story, tokens: list[Token], made: list[Telling]) -> None:
    """As in "prosecutors said nine; the governor says 11"."""
    told = next((one for one in reversed(made) if one.harms), None)
    if told is not None:
        harms_told = [harm for one in made for harm in one.harms]
        told.claims += counts(tokens, harms_told, story.reading.text, story.voices.person(story.row))


def _counted_beside(story: Story, tokens: list[Token]) -> None:
    """As in "The governor's office has 19 and 72", after a sentence that says of what."""
    if any(token.is_("harm", "attack") for token in tokens):
        return
    near: list[Telling] = []
    for one in reversed(story.tellings):
        if story.row - one.rank > _BESIDE:
            break
        near.append(one)
    told = next((one for one in near if one.harms), None)
    if told is not None:
        there = [harm for one in reversed(near) if one.spot.entry == told.spot.entry for harm in one.harms]
        told.claims += counts(tokens, there, story.reading.text, story.voices.person(story.row))
