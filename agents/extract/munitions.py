"""How many munitions were launched, shot down, lost, and how many hit: numbers bound to the verb nearest them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_PASSIVE_REACH = 8
_PARTICIPLES = words("munitions.participles")
_ACTIVE_REACH = 16
_MARKS = ("intercept", "lost", "launch", "attack", "weapon", "debris")


@dataclass(slots=True, eq=False)
class Salvo:
    """One number of munitions: `fate` is launched, intercepted, lost or hits."""

    fate: str
    weapon_class: str
    model: str | None
    figure: Figure
    row: int
    start: int
    end: int
    rule: str


def salvos(tokens: list[Token], found: list[Quantity], last_class: str | None) -> list[Salvo]:
    """Munition figures of a sentence; `last_class` is what "all three" or "12 were jammed" goes on about."""
    made: list[Salvo] = []
    current = last_class
    for quantity in found:
        if quantity.used:
            continue
        if quantity.kind == "munition" and quantity.weapon is not None:
            current = quantity.weapon[0]
            made += _of_weapon(tokens, quantity, found)
            quantity.used = True
        elif quantity.kind == "bare" and current is not None:
            made += _of_bare(tokens, quantity, current)
    return made


def _of_weapon(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> list[Salvo]:
    weapon_class, model = quantity.weapon or ("all", None)
    if _is_debris(tokens, quantity) or "target" in tokens[quantity.noun].tags:
        return []
    fate, rule = _fate(tokens, quantity, found)
    stop = max((row for row in range(quantity.first) if tokens[row].low == ";"), default=-1)
    if quantity.total is not None and any(
        "intercept" in token.tags for token in tokens[stop + 1 : quantity.first]
    ):
        fate, rule = "intercepted", "n_of_m"
    if fate is None:
        return []
    if (
        fate == "launched"
        and rule != "verb_before"
        and model is None
        and quantity.figure.value == 1
        and quantity.figure.op == "exact"
    ):
        return []
    salvo = _salvo(tokens, quantity, fate, weapon_class, model, quantity.figure, rule)
    if quantity.total is None:
        return [salvo]
    if fate == "launched":
        return [_salvo(tokens, quantity, "launched", weapon_class, model, quantity.total, "n_of_m")]
    launched = _salvo(tokens, quantity, "launched", weapon_class, model, quantity.total, "n_of_m")
    return [salvo, launched]


def _of_bare(tokens: list[Token], quantity: Quantity, weapon_class: str) -> list[Salvo]:
    """As in "12 were lost to jamming", "all three had been intercepted", "five hit three locations"."""
    after = tokens[quantity.last + 1 : quantity.last + 6]
    for offset, word in enumerate(after):
        if word.low in (".", ";", ",") or word.is_("harm", "person"):
            return []
        for tag, fate in (("lost", "lost"), ("intercept", "intercepted")):
            if tag in word.tags and (
                word.low.split()[0] in ("were", "was", "been") or _has_passive(after[:offset])
            ):
                return [_salvo(tokens, quantity, fate, weapon_class, None, quantity.figure, f"bare_{fate}")]
        if offset == 0 and word.low in ("hit", "struck", "reached"):
            return [_salvo(tokens, quantity, "hits", weapon_class, None, quantity.figure, "bare_hits")]
    return []


def _has_passive(words: list[Token]) -> bool:
    return any(word.low in ("were", "was", "been", "being") for word in words)


def _is_debris(tokens: list[Token], quantity: Quantity) -> bool:
    after = tokens[quantity.noun + 1 : quantity.noun + 3]
    return any(word.is_("debris") for word in after[:1])


def _fate(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> tuple[str | None, str]:
    near = tokens[max(quantity.first - 3, 0) : quantity.first]
    if any(
        "intercept" in word.tags and word.low.split()[0] not in ("were", "was", "been") for word in near
    ) and not _has_passive(tokens[quantity.noun + 1 : quantity.noun + 4]):
        return "intercepted", "verb_before"
    passive = _passive(tokens, quantity, found)
    if passive is not None:
        return passive, "verb_after"
    active = _active(tokens, quantity)
    if active is not None:
        return active, "verb_before"
    trailing = _trailing(tokens, quantity)
    return (trailing, "verb_near") if trailing else (None, "")


def _passive(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> str | None:
    """What became of it by the verb that follows: "nine drones were shot down", "drones launched by"."""
    stop = quantity.noun + 1 + _PASSIVE_REACH
    skipping = False
    pending: str | None = None
    for row in range(quantity.noun + 1, min(stop, len(tokens))):
        word = tokens[row]
        if word.low in (";", ".", ":"):
            return pending
        if word.low in (",", "and", "or") and not _next_is_munition(row, found):
            if word.low == "and" and row + 1 < len(tokens) and tokens[row + 1].is_("intercept", "lost"):
                continue
            return pending
        if word.low in (",", "and", "or"):
            stop, skipping = stop + 4, True
            continue
        helped = word.low.split()[0] in ("were", "was", "been") or _has_passive(tokens[max(row - 3, 0) : row])
        if "lost" in word.tags and helped:
            return "lost"
        if "intercept" in word.tags and helped and word.low != "stopped":
            return "intercepted"
        if "launch" in word.tags and (helped or word.low in _PARTICIPLES):
            if helped:
                return pending or "launched"
            pending = pending or "launched"
            continue
        if "attack" in word.tags and word.tags["attack"][0] == "verb" and not skipping:
            if word.low in ("aimed at", "targeting"):
                pending = pending or "launched"
                continue
            return "launched" if quantity.figure.op != "vague" else pending
        if word.low in ("in", "at", "on", "over") and row > quantity.noun + 4:
            return pending
    return pending


def _next_is_munition(row: int, found: list[Quantity]) -> bool:
    return any(
        row < quantity.first <= row + 2 and quantity.kind in ("munition", "bare") for quantity in found
    )


def _active(tokens: list[Token], quantity: Quantity) -> str | None:
    """What was done to it by the verb before: "shot down 30 drones", "launched 120 missiles and 90 drones"."""
    for row in range(quantity.first - 1, max(quantity.first - _ACTIVE_REACH, -1), -1):
        word = tokens[row]
        if word.low in (";", "."):
            return None
        if "lost" in word.tags and word.low == "lost":
            return "lost"
        if "intercept" in word.tags and word.low.split()[0] not in ("were", "was", "been"):
            return "intercepted"
        if "launch" in word.tags:
            return "launched"
        if "attack" in word.tags and word.tags["attack"][0] == "noun":
            between = [other.low for other in tokens[row + 1 : quantity.first]]
            if any(
                low in ("with", "using", "involving", "of", "by", ",", "including", "comprising")
                for low in between
            ):
                return "launched"
        if "attack" in word.tags and word.tags["attack"][0] == "verb":
            between = [other.low for other in tokens[row + 1 : quantity.first]]
            if "with" in between or "by" in between or "using" in between:
                return "launched"
    return None


def _trailing(tokens: list[Token], quantity: Quantity) -> str | None:
    """A passive a little farther off, over a list: "84 missiles and 24 drones were fired"."""
    for row in range(quantity.noun + 1, min(quantity.noun + 14, len(tokens))):
        word = tokens[row]
        if word.low in (";", ".") or word.is_("harm"):
            return None
        if "intercept" in word.tags:
            return "intercepted"
        if "launch" in word.tags:
            return "launched"
    return None


def _salvo(
    tokens: list[Token],
    quantity: Quantity,
    fate: str,
    weapon_class: str,
    model: str | None,
    figure: Figure,
    rule: str,
) -> Salvo:
    return Salvo(
        fate,
        weapon_class,
        model,
        figure,
        quantity.first,
        tokens[quantity.first].start,
        tokens[quantity.noun].end,
        rule,
    )
