"""Whose the figures of a clause are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.narration.telling import Telling

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.narration.story import Story
    from strikewatch.agents.extract.tokens import Token


def share(story: Story, tokens: list[Token], tellings: list[Telling], clause: Clause) -> None:
    """Give the clause's figures to its place; over a list of places it is the country's, and none, or so many each, is at each."""
    if len(tellings) == 1 or (clause.tokens_near and len(tellings) == 2):
        tellings[0].harms, tellings[0].salvos = list(clause.harms), list(clause.salvos)
        return
    if not clause.harms and not clause.salvos:
        return
    whole = story.common([telling.spot for telling in tellings])
    if whole is None:
        return
    zero = not clause.salvos and all(harm.figure.value == 0 for harm in clause.harms)
    if zero or any(token.low == "each" for token in tokens[clause.first : clause.last + 1]):
        for telling in tellings:
            telling.harms, telling.salvos = list(clause.harms), list(clause.salvos)
        return
    if any(salvo.rule == "share" for salvo in clause.salvos):
        return
    first = tellings[0]
    total = Telling(whole, first.rank, scope="summary", attacker=first.attacker, when=first.when)
    total.modality, total.weapons = first.modality, dict(first.weapons)
    total.harms, total.salvos = list(clause.harms), list(clause.salvos)
    tellings.append(total)
