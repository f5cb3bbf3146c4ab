"""What a number counts: people, munitions, something else, or nothing that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Kind
    from strikewatch.agents.extract.tokens import Token

_REACH = 8
_NATIONS = frozenset({"demonym", "attacker", "metonym"})
_SKIPPED = words("counted.skipped")
_CLOSED = words("counted.closed")
_HALF_NAMES = words("counted.half_names")
_ANIMALS = words("counted.animals")
_SOLDIERS = words("counted.soldiers")
_GENERIC = words("counted.generic")
"""As in "two of the aircraft were brought down": munitions that were named before."""


class Counted(NamedTuple):
    """`row` is where the counted noun stands, or the last row before what ends the search."""

    row: int
    kind: Kind
    fighters: bool = False
    weapon: tuple[str, str | None] | None = None


def counted(tokens: list[Token], row: int) -> Counted:
    """What the words from `row` on, just after a number, say that it counts."""
    fighters = False
    skipped = 0
    for at in range(row, min(row + _REACH, len(tokens))):
        token = tokens[at]
        tags = token.tags
        if token.low in _SKIPPED:
            skipped += 1
            continue
        if at == row + skipped and _is_verb(token):
            if _is_participle(tokens, at):
                continue
            return Counted(row - 1, "bare")
        if at == row and "delta" in tags and "person" not in tags:
            continue
        if skipped and token.low in _GENERIC:
            return Counted(at, "bare")
        fighters = fighters or "fighter" in tags
        if "person" in tags or "fighter" in tags:
            return _people(tokens, at, fighters=fighters)
        if "weapon" in tags:
            return _munition(tokens, at)
        if "attack" in tags and tags["attack"][0] == "noun":
            if _goes_on(tokens, at):
                continue
            return Counted(at, "other")
        if "harm" in tags:
            return _before_harm(tokens, row, at)
        if token.low == "and" and at > row and tokens[at - 1].low in _HALF_NAMES:
            continue
        if _closes(token):
            alone = at == row + skipped or all(tokens[k].tags.get("delta") for k in range(row, at))
            return Counted(row - 1, "bare") if alone else _unlisted(tokens, at - 1)
        if _is_other(tokens, at):
            return Counted(at, "other")
    return Counted(row - 1, "other" if row < len(tokens) else "bare")


def _is_participle(tokens: list[Token], at: int) -> bool:
    """As in "21 of 49 attacking drones"."""
    return at + 1 < len(tokens) and tokens[at].low.endswith("ing") and "weapon" in tokens[at + 1].tags


def _before_harm(tokens: list[Token], row: int, at: int) -> Counted:
    """As in "nine miners died" against "nine died"."""
    last = _unlisted(tokens, at - 1)
    return last if at > row and last.kind == "someone" else Counted(row - 1, "bare")


def _unlisted(tokens: list[Token], at: int) -> Counted:
    """A plural noun that no list knows may be people; animals are not."""
    low, tags = tokens[at].low, tokens[at].tags
    plural = low.endswith(("s", "men", "people")) and tags.keys() <= _NATIONS
    soldiers = low.rpartition(" ")[2] in _SOLDIERS
    return Counted(at, "someone" if plural and low not in _ANIMALS else "other", fighters=soldiers)


def _is_verb(token: Token) -> bool:
    """As in "nine hit the port", "12 lost to jamming"."""
    verb = token.is_("lost", "intercept", "launch") or token.tags.get("attack", ("",))[0] == "verb"
    return verb and "weapon" not in token.tags


def _people(tokens: list[Token], at: int, *, fighters: bool) -> Counted:
    """The last of "civilian men", "railway workers"."""
    if at + 1 < len(tokens) and "person" in tokens[at + 1].tags and tokens[at + 1].low != "dead":
        return Counted(at + 1, "person", fighters or "fighter" in tokens[at + 1].tags)
    return Counted(at, "person", fighters)


def _munition(tokens: list[Token], at: int) -> Counted:
    """As in "Iskander missiles", "missiles and drones", but not "drone attacks"."""
    own: tuple[str, str | None] = tokens[at].tags["weapon"]
    if at + 1 >= len(tokens):
        return Counted(at, "munition", weapon=own)
    nxt = tokens[at + 1]
    if "weapon" in nxt.tags:
        weapon_class, model = nxt.tags["weapon"]
        return Counted(at + 1, "munition", weapon=(weapon_class, own[1] or model))
    if nxt.low in ("and", "or") and at + 2 < len(tokens) and "weapon" in tokens[at + 2].tags:
        same = tokens[at + 2].tags["weapon"][0] == own[0]
        return Counted(at + 2, "munition", weapon=own if same else ("all", None))
    if nxt.tags.get("attack", ("",))[0] == "noun":
        return Counted(at, "other")
    return Counted(at, "munition", weapon=own)


def _goes_on(tokens: list[Token], at: int) -> bool:
    """As in "407 attack and decoy drones", "30 strike drones": the noun of attack is part of the weapon's name."""
    if tokens[at].low not in ("attack", "strike", "barrage") or at + 1 >= len(tokens):
        return False
    return "weapon" in tokens[at + 1].tags or tokens[at + 1].low == "and"


def _closes(token: Token) -> bool:
    return token.low in _CLOSED or token.is_("relative", "before", "part", "weekday")


def _is_other(tokens: list[Token], at: int) -> bool:
    """A noun that is neither people nor munitions; "two power plant workers" goes on to its people."""
    token = tokens[at]
    if not token.is_("target", "kind", "speaker", "number", "operator", "vague", "say", "refer"):
        return False
    if token.is_("person", "demonym"):
        return False
    leads = token.is_("speaker", "target", "kind") and at + 1 < len(tokens)
    return not (leads and tokens[at + 1].is_("person"))
