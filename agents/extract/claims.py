"""Who gives the casualty figures of a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.schemas.claim import Claim

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.tokens import Token


def claims_of(tokens: list[Token], clause: Clause, text: str) -> list[Claim]:
    """Who gives the clause's casualty figures: the speaker in it, else the one before it in the sentence."""
    made = []
    for harm in clause.harms:
        row = _speaker(tokens, clause, harm.row)
        if row is not None and harm.metric in ("killed", "injured", "missing", "trapped"):
            start = row
            while (
                start > 0 and tokens[start - 1].capital and tokens[start].start - tokens[start - 1].end <= 1
            ):
                start -= 1
            end = row
            while (
                end + 1 < len(tokens)
                and tokens[end + 1].capital
                and tokens[end + 1].start - tokens[end].end <= 1
            ):
                end += 1
            made.append(
                Claim(
                    speaker=text[tokens[start].start : tokens[end].end],
                    role=tokens[row].tags["speaker"],
                    field=f"casualties.{harm.metric}",
                    figure=harm.figure,
                )
            )
    return made


def _speaker(tokens: list[Token], clause: Clause, row: int) -> int | None:
    """The nearest speaker before the figure in its part of the sentence, else the nearest after."""
    start = row
    while start > 0 and tokens[start - 1].low != ";":
        start -= 1
    before = [
        at for at in range(start, row) if "speaker" in tokens[at].tags and "person" not in tokens[at].tags
    ]
    if before:
        return before[-1]
    stop = next((at for at in range(row, len(tokens)) if tokens[at].low == ";"), len(tokens))
    del clause
    after = [
        at for at in range(row + 1, stop) if "speaker" in tokens[at].tags and "person" not in tokens[at].tags
    ]
    return after[0] if after else None
