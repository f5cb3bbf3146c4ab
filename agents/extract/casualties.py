"""Who was killed, hurt, missing or trapped: numbers bound to the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strikewatch.agents.extract.figures import summed
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.victims import victims
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_CLAIMING = words("casualties.claiming")
_WOUNDS = words("casualties.wounds")
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
        if metric == "killed" and form == "after" and _died_of_wounds(tokens, row, harmed):
            harmed[-1] = _died_later(harmed[-1], row, token)
            continue
        harm = _bind(tokens, row, metric, form, found, text)
        if harm is not None:
            harmed.append(harm)
    return harmed


def _died_of_wounds(tokens: list[Token], row: int, harmed: list[Harm]) -> bool:
    """As in "A man wounded in last week's attack died in hospital": one who was counted as wounded."""
    if not harmed or harmed[-1].metric != "injured" or harmed[-1].rule != "injured_either":
        return False
    if not any(token.low in _WOUNDS for token in tokens[row + 1 : row + 5]):
        return False
    between = tokens[harmed[-1].row + 1 : row]
    return not any(token.low in (",", ";", "and", "while", "but") for token in between)


def _died_later(wounded: Harm, row: int, token: Token) -> Harm:
    figure = wounded.figure.model_copy(update={"delta": True})
    return replace(wounded, metric="killed", figure=figure, row=row, end=token.end, rule="died_later")


def _explicit_zero(token: Token, row: int) -> list[Harm]:
    metrics = {"both": ("killed", "injured")}.get(token.tags["unharmed"], (token.tags["unharmed"],))
    none = Figure(op="exact", low=0, best=0, high=0, text=token.low)
    return [
        Harm(metric, none, row, token.start, token.end, "no_casualties")
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
        return _noun(tokens, row, metric, found) if _is_counted_noun(tokens, row) else None
    group = victims(tokens, row, form, found)
    if not group:
        return None
    figure = summed([quantity.figure for quantity in group], text)
    for quantity in group:
        quantity.used = True
    start = min(tokens[group[0].first].start, token.start)
    end = max(tokens[group[-1].noun].end, tokens[group[-1].last].end, token.end)
    fighters = any(quantity.fighters for quantity in group)
    return Harm(metric, figure, row, start, end, f"{metric}_{form}", fighters)


def _is_counted_noun(tokens: list[Token], row: int) -> bool:
    """Deaths and injuries are counted; "lives" and "bodies" only where a verb of claiming or finding is near."""
    low = tokens[row].low
    if low not in ("lives", "life", "bodies", "death", "injury", "wounded people"):
        return True
    claiming = {word.low for word in tokens[max(row - 5, 0) : row + 3]}
    if not claiming & _CLAIMING:
        return False
    return low not in ("life", "death", "injury") or bool(claiming & {"one", "another", "a"})


def _noun(tokens: list[Token], row: int, metric: str, found: list[Quantity]) -> Harm | None:
    """As in "seven deaths", "19 injuries"."""
    token = tokens[row]
    quantity = next((quantity for quantity in reversed(found) if quantity.last < row), None)
    if quantity is None or row - quantity.last > 4 or quantity.used or quantity.subset:
        return None
    between = tokens[quantity.last + 1 : row]
    if any(
        word.low in (",", ".", ";", "and", "in", "of") or word.is_("target", "weapon") for word in between
    ):
        return None
    quantity.used = True
    start = tokens[quantity.first].start
    return Harm(metric, quantity.figure, row, start, token.end, f"{metric}_noun", quantity.fighters)


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
    start = min(tokens[row].start, tokens[best.first].start)
    return Harm(metric, best.figure, row, start, tokens[best.last].end, f"{metric}_toll", toll=True)
