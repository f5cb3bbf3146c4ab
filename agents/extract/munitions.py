"""How many munitions were launched, shot down, lost, and how many hit: numbers bound to the verb that governs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.extract.fates import as_before, fate_of, is_downing, is_one_of_downed, is_refused
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.objects import is_kept
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_AUXILIARY = words("fates.auxiliary")
_GUNS = words("munitions.guns")
_ALL = words("munitions.all")
_NONE = words("munitions.none")
_REACHED = words("munitions.reached")
_BARE_REACH = 6
_FEW = 12
"""Launched munitions are counted from dozens on (docs/rules.md, rule 13); "several" is no number of them."""


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
    rockets: bool = False


def salvos(
    tokens: list[Token], found: list[Quantity], last_class: str | None, before: list[Salvo] | None = None
) -> list[Salvo]:
    """Munition figures of a sentence.

    `last_class` is what "12 were jammed" goes on about, `before` the salvos that "all were shot down" may speak of.
    """
    made: list[Salvo] = []
    current = last_class
    counted: list[str] = [salvo.weapon_class for salvo in before or ()]
    for quantity in found:
        if quantity.used:
            continue
        if quantity.kind == "munition" and quantity.weapon is not None:
            current = quantity.weapon[0]
            counted.append(current)
            made += _of_weapon(tokens, quantity, found, [*(before or ()), *made])
            quantity.used = True
        elif quantity.kind == "bare" or tokens[quantity.noun].low == "others":
            meant = _meant(tokens, quantity, counted)
            if meant is None and not made:
                meant = _named_before(tokens, quantity)
            meant = meant or current
            if meant is not None:
                made += _of_bare(tokens, quantity, meant, made)
    if current is not None:
        made += _of_all(tokens, current, [*(before or ()), *made])
    return made


def _meant(tokens: list[Token], quantity: Quantity, counted: list[str]) -> str | None:
    """As in "465 drones and 32 missiles; 405 of the former and 15 of the latter"."""
    words_after = [token.low for token in tokens[quantity.last + 1 : quantity.last + 4]]
    if len(counted) < 2 or not words_after or not words_after[0].startswith("of"):
        return None
    if "former" in words_after:
        return counted[-2]
    return counted[-1] if "latter" in words_after else None


def _named_before(tokens: list[Token], quantity: Quantity) -> str | None:
    """As in "fired a salvo of rockets; three were intercepted", "a drone attack: 40 were shot down": what was named last."""
    for token in reversed(tokens[: quantity.first]):
        if "weapon" in token.tags:
            named: str = token.tags["weapon"][0]
            return named
        if token.tags.get("attack", ("",))[0] == "noun" and len(token.tags["attack"][2]) == 1:
            implied: str = token.tags["attack"][2][0]
            return implied
    return None


def _of_weapon(
    tokens: list[Token], quantity: Quantity, found: list[Quantity], known: list[Salvo]
) -> list[Salvo]:
    weapon_class, model = quantity.weapon or ("all", None)
    if _is_no_munition(tokens, quantity):
        return []
    if quantity.rest:
        return _all_but(tokens, quantity, weapon_class, known)
    if is_refused(tokens, quantity):
        none = Figure(op="exact", low=0, best=0, high=0, text=quantity.figure.text)
        return [_salvo(tokens, quantity, "intercepted", weapon_class, model, none, "refused")]
    fate, rule = fate_of(tokens, quantity, found)
    if known and as_before(tokens, quantity):
        done = next((one.fate for one in reversed(known) if one.fate != "launched"), known[-1].fate)
        fate, rule = done, "as_before"
    stop = max((row for row in range(quantity.first) if tokens[row].low == ";"), default=-1)
    if quantity.total is not None and any(
        "intercept" in token.tags for token in tokens[stop + 1 : quantity.first]
    ):
        fate, rule = "intercepted", "n_of_m"
    if quantity.total is not None and is_one_of_downed(tokens, quantity):
        return [_salvo(tokens, quantity, "intercepted", weapon_class, model, quantity.total, "n_of_m")]
    if fate is None and quantity.total is not None:
        fate, rule = "launched", "n_of_m"
    if fate is None or (
        fate == "launched" and quantity.total is None and _is_uncounted(quantity, model, rule)
    ):
        return []
    if quantity.total is None:
        return [_salvo(tokens, quantity, fate, weapon_class, model, quantity.figure, rule)]
    launched = _salvo(tokens, quantity, "launched", weapon_class, model, quantity.total, "n_of_m")
    if fate == "launched":
        return [launched]
    return [_salvo(tokens, quantity, fate, weapon_class, model, quantity.figure, rule), launched]


def _all_but(tokens: list[Token], quantity: Quantity, weapon_class: str, known: list[Salvo]) -> list[Salvo]:
    """As in "33 of the missiles and all but three of the drones": what was launched, less these."""
    launched = [salvo for salvo in known if salvo.fate == "launched" and salvo.weapon_class == weapon_class]
    if not launched or launched[-1].figure.value < quantity.figure.value:
        return []
    left = launched[-1].figure.value - quantity.figure.value
    figure = Figure(op="exact", low=left, best=left, high=left, text=f"all but {quantity.figure.text}")
    return [_salvo(tokens, quantity, "intercepted", weapon_class, launched[-1].model, figure, "all_but")]


def _is_no_munition(tokens: list[Token], quantity: Quantity) -> bool:
    """Debris of one, a gun or launcher, or "a missile system"."""
    if tokens[quantity.noun].low in _GUNS or "target" in tokens[quantity.noun].tags:
        return True
    if is_kept(tokens, quantity.noun):
        return True
    after = tokens[quantity.noun + 1] if quantity.noun + 1 < len(tokens) else None
    return after is not None and (after.is_("debris") or after.low in _GUNS or after.low in ("'", "'s"))


def _is_uncounted(quantity: Quantity, model: str | None, rule: str) -> bool:
    """A single munition told by the way, or "several": no number of launched ones."""
    figure = quantity.figure
    if quantity.article or (figure.op == "vague" and figure.value < _FEW):
        return True
    return rule != "verb_before" and model is None and figure.value == 1 and figure.op == "exact"


def _of_bare(tokens: list[Token], quantity: Quantity, weapon_class: str, made: list[Salvo]) -> list[Salvo]:
    """As in "12 were lost to jamming", "brought down two of them", "around 40 intercepted", "five hit three places"."""
    fate, rule = _bare_fate(tokens, quantity)
    if fate is None or (fate == "launched" and _is_uncounted(quantity, None, rule)):
        return []
    salvo = _salvo(tokens, quantity, fate, weapon_class, None, quantity.figure, rule)
    quantity.used = True
    if tokens[quantity.noun].low != "others" or fate != "intercepted":
        return [salvo]
    hits = [one for one in made if one.fate == "launched" and one.weapon_class == weapon_class]
    for one in hits[-1:]:
        total = one.figure.value + quantity.figure.value
        one.figure = one.figure.model_copy(update={"low": total, "best": total, "high": total})
    return [salvo]


def _bare_fate(tokens: list[Token], quantity: Quantity) -> tuple[str | None, str]:
    if _is_object(tokens, quantity) and not _counts_other(tokens, quantity):
        return "intercepted", "bare_intercepted"
    first = max(quantity.last, quantity.noun) + 1
    after = tokens[first : first + _BARE_REACH]
    if any(word.low in ("former", "latter") for word in after):
        after = tokens[quantity.last + 1 : quantity.last + 1 + 3 * _BARE_REACH]
    for offset, word in enumerate(after):
        if word.low in (".", ";", ",", "not", "t") or word.is_("harm", "target"):
            return None, ""
        if "person" in word.tags and word.low != "others":
            return None, ""
        for tag, fate in (("lost", "lost"), ("intercept", "intercepted"), ("launch", "launched")):
            if tag == "launch" and not _is_passive(after, offset):
                continue
            if tag in word.tags and (_is_passive(after, offset) or _is_participle(tokens, quantity, offset)):
                return fate, f"bare_{fate}"
        if word.low in _REACHED and offset <= 1:
            return "hits", "bare_hits"
    return None, ""


def _is_object(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "brought down two of them": the number right after a verb in the active."""
    lead = tokens[quantity.first - 1] if quantity.first else None
    if lead is None or "intercept" not in lead.tags or lead.low.split()[0] in _AUXILIARY:
        return False
    after = tokens[quantity.last + 1].low if quantity.last + 1 < len(tokens) else ""
    return is_downing(lead) or after.startswith("of")


def _counts_other(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "destroyed 12 houses": the number goes with a noun that is no munition."""
    after = tokens[quantity.last + 1] if quantity.last + 1 < len(tokens) else None
    return after is not None and after.low[0].isalpha() and after.is_("target", "kind", "number")


def _is_passive(after: list[Token], offset: int) -> bool:
    return after[offset].low.split()[0] in _AUXILIARY or any(w.low in _AUXILIARY for w in after[:offset])


def _is_participle(tokens: list[Token], quantity: Quantity, offset: int) -> bool:
    """As in "with around 40 intercepted by air defences", "41 shot down"."""
    verb = tokens[quantity.last + 1 + offset]
    if offset != 0 or not (is_downing(verb) or "lost" in verb.tags):
        return False
    lead = tokens[quantity.first - 1].low if quantity.first else ","
    return lead in ("with", ",", ":", ";", "and", "(", "-", "–", "—")


def _of_all(tokens: list[Token], weapon_class: str, known: list[Salvo]) -> list[Salvo]:
    """As in "all of them were shot down", "neither was intercepted"."""
    for row, token in enumerate(tokens):
        if token.low not in _ALL and token.low not in _NONE and not _is_denied(tokens, row):
            continue
        verb = next(
            (at for at in range(row + 1, min(row + 6, len(tokens))) if "intercept" in tokens[at].tags), None
        )
        if verb is None or any(
            w.number is not None or w.low in (",", ".", ";") for w in tokens[row + 1 : verb]
        ):
            continue
        if not _is_passive(tokens[row + 1 : verb + 1], verb - row - 1) and verb - row > 3:
            continue
        if token.low not in _ALL:
            weapon_class = token.tags["weapon"][0] if "weapon" in token.tags else weapon_class
            figures = [(weapon_class, Figure(op="exact", low=0, best=0, high=0, text=token.low))]
        else:
            figures = [(one.weapon_class, one.figure) for one in _one_breath(tokens, known, row)]
        return [
            Salvo("intercepted", name, None, figure, row, token.start, tokens[verb].end, "bare_all")
            for name, figure in figures
        ]
    return []


def _one_breath(tokens: list[Token], known: list[Salvo], row: int) -> list[Salvo]:
    """What "all" in `row` may speak of: the munitions launched last, with those that stand in one list with them."""
    launched = [one for one in known if one.fate == "launched"]
    listed = launched[-1:]
    for before, one in zip(reversed(launched[:-1]), reversed(launched), strict=False):
        between = tokens[before.row : one.row]
        if (
            before.row >= one.row
            or one.row > row
            or any(w.is_("launch", "intercept", "attack") for w in between)
        ):
            break
        listed.insert(0, before)
    return listed


def _is_denied(tokens: list[Token], row: int) -> bool:
    """As in "the missiles were not intercepted": the definite plural whose verb is denied."""
    if "weapon" not in tokens[row].tags or not row or tokens[row - 1].low not in ("the", "these", "those"):
        return False
    after = tokens[row + 1 : row + 5]
    verb = next((at for at, word in enumerate(after) if "intercept" in word.tags), None)
    return verb is not None and any(word.low == "not" for word in after[:verb])


def _salvo(
    tokens: list[Token],
    quantity: Quantity,
    fate: str,
    weapon_class: str,
    model: str | None,
    figure: Figure,
    rule: str,
) -> Salvo:
    start, end = tokens[quantity.first].start, max(tokens[quantity.noun].end, tokens[quantity.last].end)
    rockets = tokens[quantity.noun].low == "rockets"
    return Salvo(fate, weapon_class, model, figure, quantity.first, start, end, rule, rockets)
