"""Who denies a strike that was told, or that it was its own: a claim against it, and never a strike (rule 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.claims import named_speaker, speaks, speaks_for_side
from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.claim import Claim

if TYPE_CHECKING:
    from strikewatch.agents.extract.narration.telling import Telling
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.claim import Role

_VERBS = words("denials.verbs")
_BLAME = words("denials.blame")
_CLEAR = words("denials.clear")
_EVENT = words("denials.event")
_HABIT = words("denials.habit")
_HABITUAL = words("denials.habitual")
_PAST = words("denials.past")
_SUBJECT_REACH = 8
_OBJECT_REACH = 7
_ANSWER = 4
"""Sentences after a strike in which a denial that names no place is of it."""
_BELLIGERENT: Role = "belligerent"


def deny(tokens: list[Token], told: list[Telling], text: str, rank: int) -> None:
    """Add a sentence's denial to the strike it is of, the one told last that fits: `told` in the order of the text.

    `field` is `attacker` where a side says that it was not its strike, null where there is said to have been none.
    "Russia denies targeting civilians" is a habit of speech and denies nothing that was told.
    """
    for row, token in enumerate(tokens):
        if token.tags.get("cue") != "denial":
            continue
        denied = _denied(tokens, row)
        found = _who(tokens, row, text)
        if denied is None or found is None:
            continue
        name, role, side = found
        telling = _meant(tokens, told, side, rank, blame=denied == "attacker")
        if telling is None:
            continue
        field = denied if denied == "attacker" else None
        claim = Claim(speaker=name, role=role, stance="denies", field=field)
        if claim not in telling.claims:
            telling.claims.append(claim)


def _denied(tokens: list[Token], row: int) -> str | None:
    """`attacker`, `strike`, or null where it is something else ("denied reports of casualties")."""
    verb = tokens[row].low.split()
    if len(verb) > 1 and verb[1] in _VERBS:
        verb = verb[1:]
    if verb[0] not in _VERBS:
        return "attacker" if verb[0] in _PAST and verb[-1] not in _HABITUAL else None
    said = verb + [word for token in tokens[row + 1 : row + _OBJECT_REACH] for word in token.low.split()]
    end = next((at for at, word in enumerate(said) if word in (",", ";", ".", "but", "and")), len(said))
    said = [word for word in said[1:end] if word not in ("that", "the", "all", "any", "-")]
    if not _HABIT.isdisjoint(said) and "had" not in said:
        return None
    if not said or said == ["it"] or (said[0] in _CLEAR and len(said) == 1):
        return "attacker"
    harmed = any(token.is_("harm") for token in tokens[row + 1 : row + _OBJECT_REACH])
    if harmed and said[0] in _CLEAR:
        return None
    if said[0] in _BLAME or (len(said) > 1 and said[0] in ("direct", "it", "they", "we") and not harmed):
        return "attacker"
    attacked = any(token.is_("attack", "weapon") for token in tokens[row + 1 : row + _OBJECT_REACH])
    if not attacked:
        return None
    return "strike" if said[0] in _EVENT or _names_munition(tokens, row) else "attacker"


def _names_munition(tokens: list[Token], row: int) -> bool:
    """As in "denied that a missile had struck the plant"."""
    return any("weapon" in token.tags for token in tokens[row + 1 : row + 5])


def _who(tokens: list[Token], row: int, text: str) -> tuple[str, Role, str | None] | None:
    """Who denies, in which role, and of which side: the nearest before the verb in its part of the sentence."""
    for at in range(row - 1, max(row - _SUBJECT_REACH, 0) - 1, -1):
        token = tokens[at]
        if token.low in (";", "but") or (token.low == "and" and at < row - 1):
            return None
        if speaks(tokens, at):
            name, role = named_speaker(tokens, at, text)
            side = speaks_for_side(tokens, at)
            return name, _BELLIGERENT if side is not None else role, side
        code = token.tags.get("attacker") or token.tags.get("metonym") or token.tags.get("demonym")
        if code is not None and token.capital:
            return (
                text[token.start : token.end].removesuffix("'s").removesuffix("\u2019s"),
                _BELLIGERENT,
                code,
            )
    return None


def _meant(
    tokens: list[Token], told: list[Telling], side: str | None, rank: int, *, blame: bool
) -> Telling | None:
    """The strike that is denied: at a place the sentence names, else one of the last sentences; of the side that denies."""
    named = {token.low for token in tokens if token.capital}
    near: Telling | None = None
    for telling in reversed(told):
        if blame and side is not None and telling.attacker not in (side, None):
            continue
        words_of = set(telling.spot.text.lower().split())
        if telling.spot.end and words_of <= named:
            return telling
        if near is None and rank - telling.rank <= _ANSWER:
            near = telling
    return near
