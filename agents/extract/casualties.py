"""Who was killed, hurt, missing or trapped: numbers bound to the words that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.extract.counting import is_claim_of_a_side, is_earlier, is_final, is_unconfirmed
from strikewatch.agents.extract.figures import summed
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.victims import victims
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_CLAIMING = words("casualties.claiming")
_WOUNDS = words("casualties.wounds")
_MORE = words("casualties.more")
_CHANGES = words("casualties.changes")
_CUMULATIVE = words("casualties.cumulative")
_DEFINITE = words("casualties.definite")
_TOLL_REACH = 12
_BELIEF = 6
_FOUND = words("casualties.found")
_WAR = 1000
"""Dead beyond the thousand are a war's, a month's or a campaign's: UCDP GED knows no single strike with as many."""
_WAR_HURT = 3000
"""Likewise of those hurt; three for one dead is what strikes on cities leave."""
_CHANGE_REACH = 30


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
    earlier: bool = False
    more: bool = False
    known: bool = False
    listed: bool = False
    ordinal: int | None = None


def harms(
    tokens: list[Token], found: list[Quantity], text: str, running: str = "killed", *, claimed: bool = False
) -> list[Harm]:
    """Casualty figures of one sentence, in the order of their words.

    `running` is what was counted last before it; `claimed` whether a side at war spoke last, whose count of enemy
    soldiers is kept apart (`Harm.fighters`). `Harm.earlier` marks a count that the text says was replaced, `Harm.more` one on top of another,
    `Harm.listed` one that only lists persons ("a man and his son") and may be a part of another.
    """
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
    harmed += _bodies(tokens, harmed)
    if len(harmed) == 1 and harmed[0].ordinal is not None:
        harmed[0].figure = _so_many(harmed[0])
    for before, harm in pairwise(harmed):
        between = tokens[before.row + 1 : harm.row]
        harm.fighters = harm.fighters or (before.fighters and not any(w.is_("person") for w in between))
    final = bool(harmed) and is_final(tokens)
    for harm in harmed:
        harm.earlier = is_earlier(tokens, harm.row) or is_unconfirmed(tokens, harm.row - _BELIEF, harm.row)
        harm.toll = harm.toll or final
        harm.more = not harm.toll and any(
            word.low in _MORE and word.start >= harm.start and word.end <= harm.end for word in tokens
        )
        harm.fighters = harm.fighters and is_claim_of_a_side(tokens, harm.row, claimed=claimed)
    return harmed


def _bodies(tokens: list[Token], harmed: list[Harm]) -> list[Harm]:
    """As in "A seventh body was found", "rescuers pulled out a second body": there are so many dead by now."""
    if any(harm.metric == "killed" for harm in harmed):
        return []
    found = any(not _FOUND.isdisjoint(token.low.split()) for token in tokens)
    for row in range(1, len(tokens)):
        number = tokens[row - 1].tags.get("ordinal")
        if found and number and tokens[row].low.split()[0] == "body":
            lead, token = tokens[row - 1], tokens[row]
            so_many = Figure(op="exact", low=number, best=number, high=number, text=lead.low)
            return [Harm("killed", so_many, row, lead.start, token.end, "killed_body")]
    return []


def _so_many(harm: Harm) -> Figure:
    """As in "A third person was wounded": there are three by now."""
    number = harm.ordinal or 1
    return harm.figure.model_copy(update={"low": number, "best": number, "high": number})


def grown(harmed: list[Harm]) -> list[Harm]:
    """As in "Three were killed and two more died in hospital": what is said to come on top is added, once."""
    kept: list[Harm] = []
    for harm in harmed:
        base = next((one for one in kept if one.metric == harm.metric and not one.toll), None)
        if base is None or not harm.more or harm.figure.delta or base.rule == "no_casualties":
            kept.append(harm)
            continue
        base.figure = summed([base.figure, harm.figure], base.figure.text)
        base.end = max(base.end, harm.end)
    return kept


def _died_of_wounds(tokens: list[Token], row: int, harmed: list[Harm]) -> bool:
    """As in "A man wounded in last week's attack died in hospital", "two of those wounded have died": counted as wounded."""
    if not harmed or harmed[-1].metric != "injured" or harmed[-1].rule != "injured_either":
        return False
    lead = tokens[max(harmed[-1].row - 2, 0) : harmed[-1].row]
    of_those = any(token.low.split()[0] == "of" for token in lead)
    if not of_those and not any(token.low in _WOUNDS for token in tokens[row + 1 : row + 5]):
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
        nth = row > 0 and "ordinal" in tokens[row - 1].tags
        return _noun(tokens, row, metric, found) if nth or _is_counted_noun(tokens, row) else None
    group = victims(tokens, row, form, found, text)
    if not group:
        return None
    figure = summed([quantity.figure for quantity in group], text)
    for quantity in group:
        quantity.used = True
    if figure.value >= (_WAR if metric == "killed" else _WAR_HURT):
        return None
    start = min(tokens[group[0].first].start, token.start)
    end = max(tokens[group[-1].noun].end, tokens[group[-1].last].end, token.end)
    fighters = any(quantity.fighters for quantity in group)
    listed = all(quantity.article for quantity in group)
    ordinal = group[0].ordinal if len(group) == 1 else None
    harm = Harm(metric, figure, row, start, end, f"{metric}_{form}", fighters, listed=listed, ordinal=ordinal)
    harm.known = len(group) == 1 and _is_definite(tokens, group[0])
    return harm


def _is_definite(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "the 10 wounded", "seven of the 10 people injured": those who were counted before."""
    lead = quantity.first - 1 if quantity.total is None else quantity.first
    rows = range(max(lead, 0), quantity.last + 1)
    return any(tokens[row].low in _DEFINITE for row in rows)


def _is_counted_noun(tokens: list[Token], row: int) -> bool:
    """Deaths and injuries are counted; "lives" and "bodies" only where a verb of claiming or finding is near."""
    low = tokens[row].low
    if low not in ("lives", "life", "bodies", "death", "injury", "wounded people"):
        return True
    claiming = {low for word in tokens[max(row - 5, 0) : row + 3] for low in word.low.split()}
    if not claiming & _CLAIMING - ({"one", "another"} if low in ("lives", "bodies") else set()):
        return False
    return low not in ("life", "death", "injury") or bool(claiming & {"one", "another", "a"})


def _noun(tokens: list[Token], row: int, metric: str, found: list[Quantity]) -> Harm | None:
    """As in "seven deaths", "19 injuries"."""
    token = tokens[row]
    if token.low in ("death", "fatality") and row and "ordinal" in tokens[row - 1].tags:
        return _nth(tokens, row, metric)
    quantity = next((quantity for quantity in reversed(found) if quantity.last < row), None)
    if quantity is None or row - quantity.last > 4 or quantity.used or quantity.subset:
        return None
    if quantity.figure.value >= _WAR:
        return None
    between = tokens[quantity.last + 1 : row]
    if any(
        word.low in (",", ".", ";", "and", "in", "of") or word.is_("target", "weapon") for word in between
    ):
        return None
    quantity.used = True
    start = tokens[quantity.first].start
    return Harm(metric, quantity.figure, row, start, token.end, f"{metric}_noun", quantity.fighters)


def _nth(tokens: list[Token], row: int, metric: str) -> Harm:
    """As in "a second death was reported": the ordinal is how many there are by now."""
    number: int = tokens[row - 1].tags["ordinal"]
    figure = Figure(op="exact", low=number, best=number, high=number, text=tokens[row - 1].low)
    return Harm(
        metric,
        figure,
        row,
        tokens[row - 1].start,
        tokens[row].end,
        f"{metric}_nth",
        toll=True,
        ordinal=number,
    )


def _of_things(tokens: list[Token], row: int) -> bool:
    """As in "the total number of mosques destroyed", "the number of dead and missing": nobody's toll, or not one toll."""
    after = [token.low for token in tokens[row + 1 : row + 3]]
    at = row + (2 if after == ["number", "of"] else 1)
    what = tokens[at + 1] if at + 1 < len(tokens) and tokens[at].low == "of" else None
    return after == ["and", "missing"] or (what is not None and what.is_("target") and not what.is_("person"))


def _toll(tokens: list[Token], row: int, metric: str, found: list[Quantity]) -> Harm | None:
    """As in "the death toll rose to nine, from six": the number after `to`, else the first that follows."""
    if _of_things(tokens, row):
        return None
    best: Quantity | None = None
    changes = False
    at = row + 1
    for quantity in found:
        if quantity.first <= row or quantity.article or quantity.kind == "munition":
            continue
        if quantity.used or any(word.low in (".", ";") for word in tokens[at : quantity.first]):
            break
        if quantity.last + 1 < len(tokens) and tokens[quantity.last + 1].is_("harm"):
            break
        changes = changes or any(word.low in _CHANGES for word in tokens[at : quantity.first])
        at = quantity.last + 1
        lead = tokens[quantity.first - 1].low
        if quantity.first > row + (_CHANGE_REACH if changes else _TOLL_REACH):
            break
        if lead in ("from", "by") or quantity.subset or _of_a_period(tokens, quantity):
            continue
        if best is None or lead == "to":
            best = quantity
        if lead in ("to", "at", "is", "was", "of", "reached", "stands"):
            break
    if best is None:
        return None
    best.used = True
    if _is_cumulative(tokens, row, best):
        return None
    start = min(tokens[row].start, tokens[best.first].start)
    return Harm(metric, best.figure, row, start, tokens[best.last].end, f"{metric}_toll", toll=True)


def _of_a_period(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "in the past two weeks": the number is of days."""
    return tokens[quantity.first - 1].low in ("past", "last")


def _is_cumulative(tokens: list[Token], row: int, toll: Quantity) -> bool:
    """As in "bringing the army's toll since the war began to 18", "the Palestinian death toll": no strike's toll."""
    if toll.figure.value >= _WAR or any("demonym" in word.tags for word in tokens[max(row - 3, 0) : row]):
        return True
    return any(
        "war" in word.tags or word.low in _CUMULATIVE or word.low.startswith("since ")
        for word in tokens[max(row - 4, 0) : toll.first]
    )
