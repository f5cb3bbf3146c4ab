"""Small signs in a clause: earlier events it only mentions, days of speaking, second attacks, local speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.narration.telling import Telling

if TYPE_CHECKING:
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.days.when import When
    from strikewatch.agents.extract.governing import Hit
    from strikewatch.agents.extract.tokens import Token

_MANY = frozenset({"regions", "settlements", "districts"})
_CAME_AFTER = ("came after", "come after")
_WORDS = words("narrator.words")
_OUTAGES = words("narrator.outages")
_RELATIVES = words("objects.relatives")


def again(tokens: list[Token], telling: Telling, clause: Clause) -> list[Telling]:
    """As in "struck at 03:00 and again at 21:00": two attacks told in one clause."""
    clocks = [part for part in clause.parts if part.at is not None or part.time_of_day is not None]
    if len(clocks) < 2 or clocks[0].row == clocks[-1].row:
        return []
    between = {token.low for token in tokens[clocks[0].row : clocks[-1].row]}
    if "again" not in between and "then" not in between:
        return []
    telling.part = clocks[0]
    second = Telling(
        telling.spot, telling.rank, telling.inherited, attack=1, attacker=telling.attacker, when=telling.when
    )
    second.part = clocks[-1]
    second.weapons, second.outcome, second.strong = dict(telling.weapons), telling.outcome, telling.strong
    return [second]


def in_quotes(tokens: list[Token], when: When) -> bool:
    """A day named inside a quotation is the speaker's, who may have spoken later or earlier than the article."""
    marks = sum(1 for token in tokens[: when.row] if token.low in ('"', "\u201c", "\u201d"))
    return marks % 2 == 1


def same_attack(tokens: list[Token], clause: Clause) -> bool:
    """As in "The attack", "the shelling": the one just told of."""
    return any(
        tokens[row].tags.get("attack", ("",))[0] == "noun" and tokens[row - 1].low in ("the", "this")
        for row in range(max(clause.first, 1), clause.last + 1)
    )


def is_local(tokens: list[Token]) -> bool:
    return any(
        token.tags.get("speaker") in ("governor", "mayor", "military_administration") for token in tokens
    )


def is_many(tokens: list[Token], clause: Clause) -> bool:
    """As in "14 regions", "several cities": the country as a whole."""
    rows = range(clause.first + 1, clause.last + 1)
    return any(tokens[row].tags.get("kind") in _MANY and _counted(tokens, row, clause) for row in rows)


def several_hit(tokens: list[Token], clause: Clause, hit: Hit) -> bool:
    """As in "five railway stations in central Ukraine were hit": more than one place of the country."""
    return any(clause.first < row <= clause.last and _counted(tokens, row, clause) for row in hit)


def _counted(tokens: list[Token], row: int, clause: Clause) -> bool:
    """Whether a number above one, or a word like "several", stands before."""
    return any(
        tokens[back].number not in (None, 1) or "vague" in tokens[back].tags
        for back in range(row - 1, max(row - 4, clause.first - 1), -1)
    )


def aside_of(tokens: list[Token], clause: Clause) -> range:
    """Rows that only tell what went before: from the cue to the end, or to the comma where the cue opens the clause."""
    cue = next((row for row in range(clause.first, clause.last + 1) if _sets_aside(tokens, row)), None)
    if cue is None:
        return _habit_of(tokens, clause)
    if _is_cause(tokens, cue, clause) or _is_occasion(tokens, cue, clause):
        return range(0)
    stop = clause.last + 1
    if cue <= clause.first + 1 or tokens[cue].low.startswith("since"):
        stop = next((row for row in range(cue, stop) if tokens[row].low in (",", ".", "…")), stop)
    return range(cue, stop)


def _habit_of(tokens: list[Token], clause: Clause) -> range:
    """As in "Nikopol, which has been shelled daily since 2022, was hit by ..": what a place has suffered all along."""
    for row in range(clause.first, clause.last):
        if tokens[row].low not in _RELATIVES or tokens[row + 1].low not in ("has", "have"):
            continue
        end = next(
            (at for at in range(row, clause.last + 1) if tokens[at].low in (",", ";")), clause.last + 1
        )
        suffered = any(token.is_("attack", "harm") for token in tokens[row + 2 : min(row + 6, end)])
        if suffered and any(token.is_("past", "war") for token in tokens[row:end]):
            return range(row, end)
    return range(0)


def leave_out(clause: Clause, aside: range, tokens: list[Token]) -> None:
    """What went before is not what the clause tells; nor is its day, where all is only counted "since the .."."""
    if "since" in tokens[aside.start].low.split():
        for when in clause.whens:
            when.elsewhere = when.elsewhere or when.row in aside
        clause.whens = [when for when in clause.whens if not when.elsewhere]
    clause.spots = [spot for spot in clause.spots if spot.first not in aside]
    clause.refers = [pair for pair in clause.refers if pair[0] not in aside]
    clause.harms = [harm for harm in clause.harms if harm.row not in aside]
    clause.salvos = [salvo for salvo in clause.salvos if salvo.row not in aside]


def _sets_aside(tokens: list[Token], row: int) -> bool:
    """As in "came after ..", "followed a strike on ..", not "drones followed by missiles", which are of one attack."""
    if tokens[row].tags.get("counted", (0, ""))[1] == "another":
        return any(token.is_("attack", "harm", "launch", "intercept") for token in tokens[:row])
    return "aside" in tokens[row].tags and not (
        row + 1 < len(tokens) and tokens[row].low == "followed" and tokens[row + 1].low == "by"
    )


def _is_occasion(tokens: list[Token], cue: int, clause: Clause) -> bool:
    """As in "His comments came after Russia fired missiles at Odesa": words are said of news, as a raid is not."""
    if tokens[cue].low not in _CAME_AFTER:
        return False
    return any(token.low in _WORDS for token in tokens[clause.first : cue])


def _is_cause(tokens: list[Token], cue: int, clause: Clause) -> bool:
    """As in "was left without power following the Russian strike": what brought about the state told of before."""
    if not tokens[cue].low.startswith("following"):
        return False
    before = [token.low for token in tokens[clause.first : cue]]
    return any(word in _OUTAGES for word in before) or "without" in before
