"""Who counts where a sentence names no speaker: whom "he said" or "the service" points back to, or who counted last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from strikewatch.agents.extract.claims import named_speaker, speaks
from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.claim import Claim

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_COUNTING = frozenset(
    {"rescue", "prosecutor", "police", "health", "governor", "mayor", "military_administration",
     "occupation_authority", "un", "ngo"}
)  # fmt: skip
"""Who counts victims; a figure that follows theirs with no other speaker is theirs too."""
_PERSONS = frozenset(
    {"governor", "mayor", "head_of_state", "occupation_authority", "military_administration"}
)
_PASSING = frozenset({"witness", "outlet", "wire", "other"})
_HE = words("voices.he")
_IT = words("voices.it")
_INSTITUTIONS = words("voices.institutions")
_REACH = 3
"""Sentences for which a count goes on with no speaker named."""
_ANSWER = 5
"""Sentences within which "he said" points back to somebody named."""


@dataclass(slots=True, eq=False)
class Voices:
    """The speakers of an article so far, `own` first among them: the official whose text it is."""

    own: Claim | None = None
    heard: list[tuple[int, Claim]] = field(default_factory=list)

    def hear(self, tokens: list[Token], text: str, rank: int) -> None:
        """Note who is named in sentence `rank`."""
        for row in range(len(tokens)):
            if speaks(tokens, row) and tokens[row].tags["speaker"] not in _PASSING:
                name, role = named_speaker(tokens, row, text)
                self.heard.append((rank, Claim(speaker=name, role=role)))

    def of(self, tokens: list[Token], rank: int) -> Claim | None:
        """Whose the figures of sentence `rank` are, which names no speaker itself."""
        pointing = _pointing(tokens)
        if pointing is not None:
            return self._last(pointing, rank) or self.own
        if self.own is not None or not self.heard:
            return self.own
        last, claim = self.heard[-1]
        return claim if rank - last <= _REACH and claim.role in _COUNTING else None

    def person(self, rank: int) -> Claim | None:
        """Whom "he" in sentence `rank` points back to."""
        return next((claim for claim in self._near(rank) if claim.role in _PERSONS), None)

    def _last(self, pointing: str, rank: int) -> Claim | None:
        near = self._near(rank)
        fitting = [claim for claim in near if (claim.role in _PERSONS) == (pointing == "he")]
        return next(iter(fitting or near), None)

    def _near(self, rank: int) -> list[Claim]:
        """Who was named in the last sentences, the last first."""
        near: list[Claim] = []
        for at, claim in reversed(self.heard):
            if rank - at > _ANSWER:
                break
            near.append(claim)
        return near


def _pointing(tokens: list[Token]) -> str | None:
    """`he` or `it` where a sentence gives its figures to somebody named before, with a pronoun or a bare title."""
    for row in range(len(tokens) - 1):
        low = tokens[row].low
        if low == "the" and tokens[row + 1].low in _INSTITUTIONS:
            return "it"
        near = tokens[row + 1 : row + 3]
        says = any("say" in token.tags for token in (*near, *tokens[max(row - 1, 0) : row]))
        if says and low in _HE:
            return "he"
        if says and low in _IT:
            return "it"
    return None
