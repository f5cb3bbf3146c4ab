"""Counts that do not say what they count: "the mayor says 35", "the governor's office has 19 and 72"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.claims import named_speaker, speaks
from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.claim import Claim
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.casualties import Harm
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.claim import Role

_VERBS = words("elliptic.verbs")
_HE = frozenset({"he", "she"})
_AFTER = words("elliptic.after")
_CLOSERS = words("elliptic.closers")
_REACH = 5
"""Words from a speaker to the verb, and from the verb to the number."""
_BOTH = ("killed", "injured")


def counts(tokens: list[Token], told: list[Harm], text: str, he: Claim | None = None) -> list[Claim]:
    """Claims to the metrics that were told before, by speakers who give a number alone; `told` in the order of the text.

    `he` is the person that a pronoun points back to.
    """
    known = {harm.metric: harm for harm in told if harm.metric in _BOTH and not harm.fighters}
    if not known:
        return []
    made: list[Claim] = []
    speaker: tuple[str, Role] | None = None
    subject: tuple[str, Role] | None = None
    for row in range(len(tokens)):
        if tokens[row].low == ";":
            subject = None
        if he is not None and tokens[row].low in _HE and _says(tokens, row + 1):
            speaker = subject = (he.speaker, he.role)
        if speaks(tokens, row):
            speaker = named_speaker(tokens, row, text)
            subject = subject or speaker
            if _is_number(tokens, row + 1):
                made += _claims(tokens, row + 1, speaker, known)
        elif speaker is not None and tokens[row].low in _VERBS and _spoken(tokens, row):
            at = next((at for at in range(row + 1, row + _REACH) if not _skipped(tokens, at)), row)
            timed = "say" in tokens[row].tags and any(token.low == "at" for token in tokens[row:at])
            if not timed and _is_number(tokens, at):
                second = tokens[row - 1].low == "and" and subject is not None
                made += _claims(tokens, at, subject if second and subject else speaker, known)
    return made


def _says(tokens: list[Token], row: int) -> bool:
    return row < len(tokens) and tokens[row].low in _VERBS


def _spoken(tokens: list[Token], row: int) -> bool:
    """Whether the verb has its speaker a few words before it, or is its second ("waits for the experts and says one")."""
    for at in range(row - 1, max(row - _REACH, 0) - 1, -1):
        if speaks(tokens, at) or tokens[at].low in _HE:
            return True
        if tokens[at].is_("harm") or tokens[at].low == ";":
            return False
    return row > 0 and tokens[row - 1].low == "and"


def _skipped(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].low in _AFTER


def _is_number(tokens: list[Token], at: int) -> bool:
    """A number that counts nothing of its own: what follows it closes the phrase."""
    if at >= len(tokens) or tokens[at].number is None or tokens[at].is_("person", "scale"):
        return False
    return at + 1 >= len(tokens) or tokens[at + 1].low in _CLOSERS


def _claims(tokens: list[Token], at: int, speaker: tuple[str, Role], known: dict[str, Harm]) -> list[Claim]:
    number = tokens[at].number or 0
    if (
        at + 2 < len(tokens)
        and tokens[at + 1].low == "and"
        and _is_number(tokens, at + 2)
        and "killed" in known
    ):
        second = tokens[at + 2].number or 0
        return [
            _claim(speaker, metric, value, tokens[row].low)
            for metric, value, row in (("killed", number, at), ("injured", second, at + 2))
        ]
    nearest = min(reversed(known), key=lambda metric: abs(known[metric].figure.value - number))
    return [_claim(speaker, nearest, number, tokens[at].low)]


def _claim(speaker: tuple[str, Role], metric: str, number: int, text: str) -> Claim:
    figure = Figure(op="exact", low=number, best=number, high=number, text=text)
    return Claim(speaker=speaker[0], role=speaker[1], field=f"casualties.{metric}", figure=figure)
