"""Who gives the figures of a clause: of people, and of munitions launched and shot down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.claim import Claim

if TYPE_CHECKING:
    from strikewatch.agents.extract.casualties import Harm
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.munitions import Salvo
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.claim import Role

_METRICS = ("killed", "injured", "missing", "trapped")
_OFFICIAL: tuple[Role, ...] = (
    "governor",
    "mayor",
    "military_administration",
    "rescue",
    "prosecutor",
    "police",
    "health",
)
_SIDES: tuple[Role, ...] = ("ministry", "military", "air_force", "head_of_state")
_EARLIER = words("claims.earlier")
_NEWER = words("claims.newer")
_COUNT = words("claims.count")
_ALONG = words("evidence.along")
_CLAIMING = words("counting.claims")
_ARMED = words("narrator.forces")
_GENITIVE = ("'", "\u2019", "s")
_TITLE = 3
"""Words within which a title goes on to what it heads: "the head of the regional administration"."""


def claims_of(tokens: list[Token], clause: Clause, text: str, voice: Claim | None = None) -> list[Claim]:
    """Who gives the clause's casualty figures: the speaker in it, else in its sentence, else `voice`, who goes on counting."""
    made = []
    for harm in clause.harms:
        if harm.metric not in _METRICS:
            continue
        row = _speaker(tokens, clause, harm.row)
        if row is None and harm.rule == "killed_body":
            made.append(_found(harm))
            continue
        if row is None and (voice is None or harm.listed):
            continue
        speaker, role = _attributed(tokens, row, text, voice)
        made.append(
            Claim(
                speaker=speaker,
                role="belligerent" if harm.fighters else role,
                field=f"casualties.{harm.metric}",
                figure=harm.figure,
                earlier=harm.earlier or _earlier(tokens, row, harm.row),
            )
        )
    return made


def salvo_claims(
    tokens: list[Token], salvos: list[Salvo], attacker: str | None, text: str, voice: Claim | None = None
) -> list[Claim]:
    """Who gives the numbers of munitions: `belligerent` where a side speaks of its own strike, or a state by its name.

    Who shoots munitions down counts them in his own role ("the air force"); who launched them claims.
    """
    made = []
    for salvo in salvos:
        found = _salvo_speaker(tokens, salvo, text)
        if found is None and voice is not None:
            found = (voice.speaker, voice.role, None)
        if found is None:
            continue
        name, role, side = found
        made.append(
            Claim(
                speaker=name,
                role="belligerent" if side is not None and side == attacker else role,
                field=f"weapons.{salvo.weapon_class}.{salvo.fate}",
                figure=salvo.figure,
            )
        )
    return made


def _salvo_speaker(tokens: list[Token], salvo: Salvo, text: str) -> tuple[str, Role, str | None] | None:
    """The nearest before the number in its part of the sentence, else the nearest after: name, role and side."""
    first = last = salvo.row
    while first > 0 and tokens[first - 1].low != ";":
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].low != ";":
        last += 1
    for row in (*range(salvo.row - 1, first - 1, -1), *range(salvo.row + 1, last + 1)):
        if speaks(tokens, row):
            return *named_speaker(tokens, row, text), speaks_for_side(tokens, row)
        code = side_of(tokens[row])
        if code is not None and _says(tokens, row):
            armed = tokens[row].low.split()[-1] in _ARMED
            return text[tokens[row].start : tokens[row].end], "military" if armed else "belligerent", code
    return None


def _says(tokens: list[Token], row: int) -> bool:
    """As in "Moscow said", "Kyiv has claimed", "according to Israel"."""
    after = tokens[row + 1 : row + 3]
    if after and after[0].low in _ALONG:
        del after[0]
    if after and ("say" in after[0].tags or after[0].low in _CLAIMING):
        return True
    return row > 0 and tokens[row - 1].low in ("according to", "to") and "say" in tokens[row - 1].tags


def side_of(token: Token) -> str | None:
    """The state or force that a capitalised word stands for (alpha-2)."""
    if not token.capital:
        return None
    return token.tags.get("attacker") or token.tags.get("metonym") or token.tags.get("demonym") or None


def speaks_for_side(tokens: list[Token], row: int) -> str | None:
    """Whose army or ministry speaks in `row` ("Russia's defence ministry", "the Israeli military"), null for others."""
    if tokens[row].tags["speaker"] not in _SIDES:
        return None
    own = side_of(tokens[row])
    if own is not None:
        return own
    return next((code for at in range(row - 1, max(row - 4, -1), -1) if (code := side_of(tokens[at]))), None)


def _found(harm: Harm) -> Claim:
    """As in "A seventh body was found": those who search have counted."""
    return Claim(speaker="rescuers", role="rescue", field="casualties.killed", figure=harm.figure)


def voice_of(source: str | None, tokens: list[Token]) -> Claim | None:
    """An official who publishes a text of his own ("Regional governor (Telegram)") says what it says."""
    roles = (role for token in tokens for role in (token.tags.get("speaker"), token.low.rpartition(" ")[2]))
    role = next((role for role in roles if role in _OFFICIAL), None)
    return Claim(speaker=source, role=role) if source and role else None


def _attributed(tokens: list[Token], row: int | None, text: str, voice: Claim | None) -> tuple[str, Role]:
    """The speaker in `row`; "the official", "the spokesman" are whoever spoke before."""
    name, role = named_speaker(tokens, row, text) if row is not None else ("", "other")
    bare = row is None or (role == "other" and row > 0 and tokens[row - 1].low == "the")
    return (voice.speaker, voice.role) if voice is not None and bare else (name, role)


def speaks(tokens: list[Token], row: int) -> bool:
    """Whether somebody who can speak stands there; people who may be victims ("rescuers") only with a verb of counting."""
    tags = tokens[row].tags
    if "speaker" not in tags:
        return False
    if "person" not in tags:
        return True
    return any("say" in token.tags or token.low in _COUNT for token in tokens[row + 1 : row + 3])


def named_speaker(tokens: list[Token], row: int, text: str) -> tuple[str, Role]:
    """The speaker's title with the capitalised words around it."""
    start = end = row
    while start > 0 and tokens[start].start - tokens[start - 1].end <= 1:
        genitive = next((at for at in range(start - 1, -1, -1) if tokens[at].low not in _GENITIVE), 0)
        if not tokens[genitive].capital:
            break
        start = genitive
    while end + 1 < len(tokens) and tokens[end + 1].capital and tokens[end + 1].start - tokens[end].end <= 1:
        end += 1
    return text[tokens[start].start : tokens[end].end], tokens[row].tags["speaker"]


def _earlier(tokens: list[Token], speaker: int | None, row: int) -> bool:
    """As in "the mayor had earlier spoken of nine": an older count, given again beside the newer one."""
    if speaker is None or speaker > row:
        return False
    said = [word for token in tokens[speaker:row] for word in token.low.split()]
    return not _EARLIER.isdisjoint(said) and not _NEWER.intersection(said)


def _speaker(tokens: list[Token], clause: Clause, row: int) -> int | None:
    """The nearest speaker before the figure in its part of the sentence, else the nearest after."""
    start = row
    while start > 0 and tokens[start - 1].low != ";":
        start -= 1
    before = [at for at in range(start, row) if speaks(tokens, at)]
    if before:
        return before[-1]
    stop = next((at for at in range(row, len(tokens)) if tokens[at].low == ";"), len(tokens))
    del clause
    after = [at for at in range(row + 1, stop) if speaks(tokens, at)]
    if len(after) > 1 and tokens[after[0]].tags["speaker"] == "other" and after[1] - after[0] <= _TITLE:
        return after[1]
    return after[0] if after else None
