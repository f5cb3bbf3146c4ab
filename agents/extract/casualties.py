"""Who was killed, hurt, missing or trapped: numbers bound to the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantities import Quantity
    from strikewatch.agents.extract.tokens import Token

_AUXILIARY = words("casualties.auxiliary")
_ADVERB = words("casualties.adverb")
_BARRIER = words("casualties.barrier")
_LEFT_REACH = 14
_RIGHT_REACH = 7
_TOLL_REACH = 12


@dataclass(slots=True, eq=False)
class Harm:
    """One casualty figure; `row` is the token of the word that says so, `delta` an increase over a known base."""

    metric: str
    figure: Figure
    row: int
    start: int
    end: int
    rule: str
    fighters: bool = False
    toll: bool = False


def harms(tokens: list[Token], found: list[Quantity], text: str, running: str = "killed") -> list[Harm]:
    """Casualty figures of one sentence, in the order of their words; `running` is what was counted last before it."""
    harmed: list[Harm] = []
    for row, token in enumerate(tokens):
        if "unharmed" in token.tags:
            harmed += _explicit_zero(token, row)
            continue
        if "harm" not in token.tags:
            continue
        metric, form = token.tags["harm"]
        if metric == "running":
            metric = harmed[-1].metric if harmed else running
        if (
            metric == "killed"
            and form == "after"
            and (moved := _died_of_wounds(tokens, row, harmed)) is not None
        ):
            harmed[harmed.index(moved)] = replace(
                moved,
                metric="killed",
                figure=moved.figure.model_copy(update={"delta": True}),
                row=row,
                end=token.end,
                rule="died_later",
            )
            continue
        harm = _bind(tokens, row, metric, form, found, text)
        if harm is not None:
            harmed.append(harm)
    return harmed


def _died_of_wounds(tokens: list[Token], row: int, harmed: list[Harm]) -> Harm | None:
    """As in "A man wounded in last week's attack died in hospital": one who was counted as wounded."""
    if not harmed or harmed[-1].metric != "injured" or harmed[-1].rule != "injured_either":
        return None
    tail = {token.low for token in tokens[row + 1 : row + 5]}
    if not tail & {"hospital", "in hospital", "wounds", "injuries", "later"}:
        return None
    between = tokens[harmed[-1].row + 1 : row]
    return None if any(token.low in (",", ";", "and", "while", "but") for token in between) else harmed[-1]


def _explicit_zero(token: Token, row: int) -> list[Harm]:
    metrics = {"both": ("killed", "injured")}.get(token.tags["unharmed"], (token.tags["unharmed"],))
    return [
        Harm(
            metric,
            Figure(op="exact", low=0, best=0, high=0, text=token.low),
            row,
            token.start,
            token.end,
            "no_casualties",
        )
        for metric in metrics
        if metric in ("killed", "injured")
    ]


def _bind(
    tokens: list[Token], row: int, metric: str, form: str, found: list[Quantity], text: str
) -> Harm | None:
    token = tokens[row]
    if form == "toll":
        return _toll(tokens, row, metric, found)
    if form == "noun":
        return _noun(tokens, row, metric, found, text)
    if form == "before":
        group = _right(tokens, row, found)
    elif form == "after":
        group = _left(tokens, row, found)
    else:
        group = _either(tokens, row, found)
    if not group:
        return None
    figure = _sum(group, text)
    for quantity in group:
        quantity.used = True
    start = min(tokens[group[0].first].start, token.start)
    end = max(tokens[group[-1].noun].end, tokens[group[-1].last].end, token.end)
    fighters = any(quantity.fighters for quantity in group)
    return Harm(metric, figure, row, start, end, f"{metric}_{form}", fighters)


def _either(tokens: list[Token], row: int, found: list[Quantity]) -> list[Quantity]:
    """As in "three were killed", "three killed", "killed three": the words around decide."""
    token = tokens[row]
    passive = token.low.split()[0] in _AUXILIARY or _passive_before(tokens, row)
    if passive:
        return _left(tokens, row, found) or _right(tokens, row, found, reach=3)
    adjacent = _left(tokens, row, found, reach=2)
    if adjacent and (adjacent[-1].kind in ("person", "bare")) and not _starts_at(found, row + 1):
        return adjacent
    return _right(tokens, row, found) or adjacent or _left(tokens, row, found)


def _passive_before(tokens: list[Token], row: int) -> bool:
    for at in range(row - 1, max(row - 5, -1), -1):
        low = tokens[at].low
        if low in ("had", "have", "has"):
            return False
        if low in _AUXILIARY:
            return True
        if low not in _ADVERB and "harm" not in tokens[at].tags:
            return False
    return False


def _starts_at(found: list[Quantity], row: int) -> bool:
    return any(quantity.first == row and not quantity.used for quantity in found)


def _right(tokens: list[Token], row: int, found: list[Quantity], reach: int = _RIGHT_REACH) -> list[Quantity]:
    """The people after a verb: "killing a man and two women"."""
    for quantity in found:
        if quantity.first <= row or quantity.used:
            continue
        if quantity.first > row + reach or (quantity.subset and quantity.total is None):
            return []
        between = tokens[row + 1 : quantity.first]
        if any(_stops(word) for word in between):
            return []
        if quantity.kind in ("person", "bare"):
            return _with_conjuncts(tokens, quantity, found, rightward=True)
        return []
    return []


def _left(tokens: list[Token], row: int, found: list[Quantity], reach: int = _LEFT_REACH) -> list[Quantity]:
    """The people before a verb: "a woman and two girls were killed"; parts ("including ..") are skipped."""
    for quantity in reversed(found):
        if quantity.noun >= row:
            continue
        if row - quantity.noun > reach:
            return []
        if quantity.kind not in ("person", "bare"):
            if quantity.kind == "munition" or reach < _LEFT_REACH:
                return []
            continue
        if quantity.subset and quantity.total is not None:
            return [] if quantity.used else [_whole(quantity)]
        if quantity.subset:
            reach += quantity.noun - quantity.first + 6
            continue
        if quantity.used:
            return [quantity] if _shared(tokens, quantity, row) else []
        between = tokens[quantity.noun + 1 : row]
        if any(word.low in _BARRIER or word.low in (";", "before") for word in between):
            return []
        if any(
            "harm" in word.tags and not _joined(tokens, word, row)
            for word in between
            if word.tags.get("harm", ("", ""))[1] != "noun"
        ):
            return []
        return _with_conjuncts(tokens, quantity, found, rightward=False)
    return []


def _whole(quantity: Quantity) -> Quantity:
    """As in "Seven of the 10 injured": the number of the injured is ten."""
    quantity.used = True
    return replace(quantity, figure=quantity.total or quantity.figure)


def _shared(tokens: list[Token], quantity: Quantity, row: int) -> bool:
    """As in "Three people were killed or injured" is one number for both words: not ours to divide."""
    del tokens, quantity, row
    return False


def _joined(tokens: list[Token], word: Token, row: int) -> bool:
    del tokens, row
    return word.low in ("dead", "found dead")


def _stops(word: Token) -> bool:
    return word.low in (
        ".",
        ";",
        ",",
        ":",
        "(",
        "by",
        "in",
        "at",
        "on",
        "after",
        "when",
        "as",
        "near",
        "with",
        "from",
        "during",
        "that",
        "while",
        "but",
        "of",
        "to",
    ) or word.is_("harm", "launch", "target")


def _with_conjuncts(
    tokens: list[Token], quantity: Quantity, found: list[Quantity], *, rightward: bool
) -> list[Quantity]:
    """Add "and a woman", ", two boys" that are listed beside the same verb."""
    group = [quantity]
    order = found if rightward else list(reversed(found))
    at = order.index(quantity)
    for other in order[at + 1 :]:
        first, second = (group[-1], other) if rightward else (other, group[0])
        joint = tokens[first.noun + 1 : second.first]
        listed = _list_joint(joint)
        if other.used or other.subset or other.kind != "person" or not listed:
            break
        if rightward and _has_own_verb(tokens, other, found):
            break
        group.append(other) if rightward else group.insert(0, other)
    return group


def _list_joint(joint: list[Token]) -> bool:
    words = [word.low for word in joint]
    if not words or len(words) > 8:
        return False
    if "aged" in words or "year" in words:
        words = [
            w
            for w in words
            if w.isalpha()
            and w
            not in (
                "aged",
                "year",
                "old",
                "years",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
            )
        ]
        words = words or [","]
    return all(word in ("and", ",", "plus", "as", "well") for word in words)


def _has_own_verb(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> bool:
    """Whether a listed group is the subject of the next verb: "killing one and three people were injured"."""
    for at in range(quantity.noun + 1, min(quantity.noun + 4, len(tokens))):
        if "harm" in tokens[at].tags:
            form = tokens[at].tags["harm"][1]
            return form in ("after", "either") and not _starts_at(found, at + 1)
        if tokens[at].low not in _AUXILIARY and tokens[at].low not in _ADVERB:
            return False
    return False


def _noun(tokens: list[Token], row: int, metric: str, found: list[Quantity], text: str) -> Harm | None:
    """As in "seven deaths", "19 injuries"; "lives" only where a verb of claiming is near."""
    token = tokens[row]
    if token.low in ("lives", "life", "bodies", "death", "injury", "wounded people"):
        claiming = {word.low for word in tokens[max(row - 5, 0) : row + 3]}
        if not claiming & {
            "claimed",
            "claiming",
            "claims",
            "lost",
            "cost",
            "taking",
            "recovered",
            "found",
            "pulled",
            "one",
            "another",
            "retrieved",
        }:
            return None
        if token.low in ("life", "death", "injury") and not claiming & {"one", "another", "a"}:
            return None
    for quantity in reversed(found):
        if quantity.last < row and row - quantity.last <= 4 and not quantity.used and not quantity.subset:
            between = tokens[quantity.last + 1 : row]
            if any(
                word.low in (",", ".", ";", "and", "in", "of") or word.is_("target", "weapon")
                for word in between
            ):
                return None
            quantity.used = True
            figure = _sum([quantity], text)
            return Harm(
                metric,
                figure,
                row,
                tokens[quantity.first].start,
                token.end,
                f"{metric}_noun",
                quantity.fighters,
            )
        if quantity.last < row:
            break
    if token.low in ("deaths", "fatalities", "injuries") and row and tokens[row - 1].low in ("one", "single"):
        return None
    return None


def _toll(tokens: list[Token], row: int, metric: str, found: list[Quantity]) -> Harm | None:
    """As in "the death toll rose to nine, from six": the number after `to`, else the first that follows."""
    best: Quantity | None = None
    for quantity in found:
        if not row < quantity.first <= row + _TOLL_REACH or quantity.kind == "munition":
            continue
        between = tokens[row + 1 : quantity.first]
        if any(word.low in (".", ";") for word in between) or quantity.used:
            break
        lead = tokens[quantity.first - 1].low
        if lead in ("from", "by") or quantity.subset:
            continue
        if best is None or lead == "to":
            best = quantity
        if lead in ("to", "at", "is", "was", "of", "reached", "stands"):
            break
    if best is None:
        return None
    best.used = True
    token = tokens[row]
    return Harm(
        metric,
        best.figure,
        row,
        min(token.start, tokens[best.first].start),
        tokens[best.last].end,
        f"{metric}_toll",
        toll=True,
    )


def _sum(group: list[Quantity], text: str) -> Figure:
    """Victims listed one by one are added up; "two more" is a delta."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return first.figure
    low = [quantity.figure.low for quantity in group]
    best = [quantity.figure.best for quantity in group]
    high = [quantity.figure.high for quantity in group]
    del last
    return Figure(
        op="exact" if all(quantity.figure.op == "exact" for quantity in group) else "at_least",
        low=sum(number or 0 for number in low),
        best=sum(number or 0 for number in best),
        high=None if None in high else sum(number or 0 for number in high),
        text=text and " + ".join(quantity.figure.text for quantity in group),
    )
