"""What a sentence says was hit: objects that undergo an attack, not those it only mentions beside one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from strikewatch.agents.extract.governing import Hit, governed
from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.undergoing import is_person, undergoes

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_MAKING = words("objects.making")
_HOLDING = words("objects.holding")
_BANKS = words("objects.banks")
_BE = words("objects.be")
_FIRING = frozenset({"launch", "launching", "fire", "firing"})
_KEPT = words("objects.kept")
_PASSIVE = 7
"""Words from munitions to the passive that says what was done with them, and from an object to what it is used for."""
_PURPOSE = 5
_MOBILE = words("objects.mobile")
_OFFICES = ("office", "offices", "offices of", "residence")
_GOVERNMENT = ("government",)
_KEEPERS = ("store", "stores", "depot", "depots", "warehouse", "warehouses")
_MILITARY = ("military",)
_OWNED = 5
_ARMS = words("objects.arms")
_STORES = words("objects.stores")
_LIST = 5
"""Words between two neighbours of one list."""
_MEMBERS = words("objects.members")
_HEADS = words("objects.heads")


def hit_objects(tokens: list[Token], names: frozenset[int] = frozenset()) -> Hit:
    """Rows of the words for objects that the sentence says were hit, damaged or aimed at, with what they are.

    An object is hit as the object of a verb ("struck a school"), after a noun and its preposition ("a strike on an
    airfield", "damage to a port", "a fire at a depot"), as the subject of a passive ("two houses were damaged"), or as
    a further member of a list that has one ("a school, a clinic and a market"). Words at the rows `names` are of the
    names of places ("Shebaa Farms") and no objects.
    """
    hit: Hit = {}
    for row, token in enumerate(tokens):
        if "target" not in token.tags or row in names or _is_other(tokens, row):
            continue
        if governed(tokens, row, hit) or undergoes(tokens, row):
            hit[row] = _kind(tokens, row)
            _compound(tokens, row, hit)
    if len(hit) > 1:
        _enlisted(tokens, hit)
    return hit


def _enlisted(tokens: list[Token], hit: Hit) -> None:
    """As in "a radar, two launchers and several vehicles": vehicles and ships in a list of an army's things are its own."""
    rows = sorted(hit)
    for before, row in itertools.pairwise(rows):
        if tokens[row].low in _MOBILE and "military" in hit[before] and _one_list(tokens, before, row):
            hit[row] = hit[before]
    for row, after in itertools.pairwise(rows):
        if tokens[row].low in _MOBILE and "military" in hit[after] and _one_list(tokens, row, after):
            hit[row] = hit[after]


def _one_list(tokens: list[Token], row: int, after: int) -> bool:
    between = tokens[row + 1 : after]
    joined = any(token.low in ("and", ",", "or") for token in between)
    return (
        joined
        and len(between) <= _LIST
        and not any(token.is_("attack", "before", "say") for token in between)
    )


def is_stored(tokens: list[Token], row: int) -> bool:
    """Whether munitions are what a struck object holds or makes: "a depot of missiles", "a plant that makes drones"."""
    for at in range(row - 1, max(row - 9, -1), -1):
        token = tokens[at]
        if token.low in _MAKING:
            return True
        if token.is_("attack", "launch", "explosion", "intercept") or token.low in (",", ";"):
            return token.low in _MAKING
        if "target" in token.tags:
            return not is_person(token) and any(other.low in _HOLDING for other in tokens[at + 1 : row])
    return False


def is_kept(tokens: list[Token], row: int) -> bool:
    """As in "where drones were being assembled", "an airfield used to launch drones": what was there, not what struck."""
    held = False
    for token in tokens[row + 1 : row + _PASSIVE]:
        if token.is_("attack", "explosion", "harm") or token.low in (",", ";", "."):
            break
        if held and (token.low in _MAKING or token.low in _KEPT):
            return True
        held = held or token.low in _BE
    for at in range(row - 1, max(row - _PURPOSE, 0), -1):
        if tokens[at].low in _FIRING and tokens[at - 1].low in ("to", "for"):
            return any("target" in token.tags for token in tokens[max(at - _PASSIVE, 0) : at - 1])
    return False


def _compound(tokens: list[Token], row: int, hit: Hit) -> None:
    """As in "bus depot", "grain store": the first word says what a depot is; "school bus": the last is what was hit."""
    if row - 1 not in hit or tokens[row].start > tokens[row - 1].end + 1:
        return
    if tokens[row].low in _HEADS:
        hit[row] = hit[row - 1]
    else:
        del hit[row - 1]


def _of_no_group(tokens: list[Token], row: int) -> bool:
    """As in "members of parliament": only those of an armed group ("TTP members", "Hezbollah operatives") are a target."""
    if tokens[row].low not in _MEMBERS:
        return False
    return row == 0 or not tokens[row - 1].capital or tokens[row - 1].is_("demonym", "speaker")


def _is_other(tokens: list[Token], row: int) -> bool:
    """Words for objects that are none here: the bank of a river, "on the way home", those who speak."""
    low = tokens[row].low
    if row + 1 < len(tokens) and ("say" in tokens[row + 1].tags or _is_arm(tokens, row)):
        return True
    if "residential" in tokens[row].tags["target"] and _is_cut_off(tokens, row):
        return True
    before = tokens[row - 1].low if row else ""
    after = tokens[row + 1].low if row + 1 < len(tokens) else ""
    if low == "bank":
        return before in _BANKS
    if low == "housing":
        return row > 0 and tokens[row - 1].is_("target")
    if low == "home":
        return after in ("of", "to") or before in ("way", "at", "back", "return", "returned", "went")
    if low in ("market", "office") and before in ("on", "from"):
        return True
    if low in ("office", "offices") and row and tokens[row - 1].capital:
        return not tokens[row - 1].is_("target")
    speaker = is_person(tokens[row]) or "government" in tokens[row].tags["target"]
    return _of_no_group(tokens, row) or (speaker and _speaks(tokens, row))


def _is_arm(tokens: list[Token], row: int) -> bool:
    """As in "Grad rockets", "Falaq-1 rocket strikes": a launcher's name that says with what, not what was hit."""
    return "weapon" in tokens[row].tags and tokens[row + 1].is_("weapon", "attack", "launch")


def _kind(tokens: list[Token], row: int) -> tuple[str, ...]:
    """What the words around an object make of it: a mayor's office, a plant's store, an ammunition and fuel depot."""
    if _is_seat(tokens, row):
        return _GOVERNMENT
    kinds: tuple[str, ...] = tokens[row].tags["target"]
    following = tokens[row + 1 : row + 2]
    if following and following[0].low in ("for", "of") and tokens[row].low in _KEEPERS:
        return _MILITARY if any("weapon" in token.tags for token in tokens[row + 2 : row + 5]) else kinds
    if kinds[0] != "industrial":
        return kinds
    for at in range(row - 1, max(row - _OWNED, -1), -1):
        token = tokens[at]
        if token.low in _ARMS and tokens[row].low in _STORES:
            return _MILITARY
        if "target" in token.tags:
            owned = token.low.endswith("'s") or tokens[at + 1].low in ("'s", "'")
            return token.tags["target"] if owned else kinds
    return kinds


def _is_seat(tokens: list[Token], row: int) -> bool:
    """As in "the mayor's office", "the office of the pro-Russian governor"."""
    if tokens[row].low not in _OFFICES:
        return False
    of = row + 1 < len(tokens) and tokens[row + 1].low == "of"
    near = tokens[row + 2 : row + 7] if of else tokens[max(row - 3, 0) : row]
    return any("speaker" in token.tags for token in near)


def _is_cut_off(tokens: list[Token], row: int) -> bool:
    """As in "left 20,000 homes without power": a count of customers, not of houses hit."""
    counted = any(
        token.number is not None or "vague" in token.tags for token in tokens[max(row - 4, 0) : row]
    )
    return counted and any("effect" in token.tags for token in tokens[row + 1 : row + 7])


def _speaks(tokens: list[Token], row: int) -> bool:
    for token in tokens[row + 1 : row + 15]:
        if "say" in token.tags:
            return True
        if token.low in (",", ";", ".") or token.is_("harm", "attack"):
            return False
    return False
