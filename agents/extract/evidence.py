"""What a clause has for and against being about a strike: words of attack, munitions, victims, objects, other causes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

LAUNCHERS = frozenset(
    {"HIMARS", "Grad", "Smerch", "Uragan", "Tornado-S", "Tornado-G", "GMLRS", "RM-70 Vampire"}
)
"""Launchers whose rockets are artillery, however a text calls them."""


_LOOSE = words("narrator.loose")
"""Words that reporters also use of missiles: they name a weapon only where nothing better does."""


@dataclass(slots=True, eq=False)
class Evidence:
    """What a clause has for and against being about a strike."""

    strong: bool = False
    weak: bool = False
    harm: bool = False
    damage: bool = False
    weapons: dict[tuple[str, str | None], tuple[int, int]] = field(default_factory=dict)
    targets: dict[str, tuple[int, int]] = field(default_factory=dict)
    other: Counter[str] = field(default_factory=Counter)
    intercepted: bool = False
    debris: bool = False
    explosion: bool = False
    struck: bool = False
    firm: bool = False
    target_hit: bool = False
    noun: bool = False
    loose: set[str] = field(default_factory=set)


def evidence_of(tokens: list[Token], first: int, last: int, skipped: range = range(0)) -> Evidence:
    seen = Evidence()
    launch = weapon = intercept = False
    for row in range(first, last + 1):
        token = tokens[row]
        tags: dict[str, Any] = token.tags
        if not tags or row in skipped:
            continue
        if "other" in tags:
            seen.other[tags["other"]] += 1
            if tags["other"] in ("idiom", "labour"):
                continue
        if "attack" in tags:
            form, strength, classes = tags["attack"]
            if strength == "strong":
                seen.strong = True
            seen.weak = True
            seen.noun = seen.noun or form == "noun"
            if (
                form == "verb"
                and row > first
                and _passive_hit(token)
                and any("target" in tokens[at].tags for at in range(max(first, row - 3), row))
            ):
                seen.target_hit = True
            seen.struck = seen.struck or form == "verb"
            for weapon_class in classes:
                seen.weapons.setdefault((weapon_class, None), (token.start, token.end))
                if token.low in _LOOSE:
                    seen.loose.add(weapon_class)
        if "weapon" in tags:
            weapon = True
            weapon_class, model = tags["weapon"]
            seen.loose.discard(weapon_class)
            if weapon_class != "all" and not _is_aside(tokens, row):
                seen.weapons.setdefault((weapon_class, model), (token.start, token.end))
        launch = launch or "launch" in tags
        intercept = intercept or "intercept" in tags
        seen.explosion = seen.explosion or "explosion" in tags
        seen.debris = seen.debris or "debris" in tags
        seen.harm = seen.harm or "harm" in tags or "unharmed" in tags
        if "target" in tags and not _is_place_of_speech(tokens, row) and not _is_helper(tokens, row):
            seen.damage = True
            for category in tags["target"]:
                seen.targets.setdefault(category, (token.start, token.end))
    if any(key[0] == "artillery" and key[1] in LAUNCHERS for key in seen.weapons):
        seen.weapons.pop(("missile", None), None)
    seen.intercepted = intercept and weapon
    seen.firm = seen.explosion and any("defence" in tokens[at].tags for at in range(first, last + 1))
    aerial = any(
        "weapon" in tokens[at].tags
        and tokens[at].tags["weapon"][0] == "bomb"
        and tokens[at].low not in ("bomb", "bombs")
        for at in range(first, last + 1)
    )
    armed = aerial or bool(
        {weapon_class for weapon_class, _ in seen.weapons} & {"drone", "missile", "artillery"}
    )
    seen.firm = (
        seen.firm
        or seen.strong
        or seen.intercepted
        or (armed and (launch or seen.weak or seen.explosion or seen.harm))
    )
    seen.strong = (
        seen.strong
        or seen.explosion
        or seen.intercepted
        or (weapon and (launch or seen.weak or seen.harm))
        or (seen.debris and (seen.harm or seen.weak))
    )
    return seen


def _passive_hit(token: Token) -> bool:
    return token.low.split()[0] in ("was", "were", "been", "is", "are") or token.low in ("hit", "struck")


def _is_aside(tokens: list[Token], row: int) -> bool:
    following = tokens[row + 1].low if row + 1 < len(tokens) else ""
    return following in (
        "defence",
        "defense",
        "defences",
        "defenses",
        "programme",
        "program",
        "production",
        "maker",
        "launcher",
        "launchers",
        "factory",
        "plant",
        "manufacturer",
        "operators",
        "unit",
        "alert",
        "alerts",
        "warning",
    )


def _is_place_of_speech(tokens: list[Token], row: int) -> bool:
    lead = tokens[row - 1].low if row else ""
    return lead in ("on", "from") and tokens[row].low in ("market", "office")


def _is_helper(tokens: list[Token], row: int) -> bool:
    """Rescuers and soldiers are a target only where they are those who were hurt, not those who came."""
    if "person" not in tokens[row].tags:
        return False
    near = (*tokens[max(row - 4, 0) : row], *tokens[row + 1 : row + 4])
    return not any(
        (token.is_("harm") and token.tags["harm"][1] != "noun")
        or token.tags.get("attack", ("",))[0] == "verb"
        for token in near
    )


def outcome_of(seen: Evidence) -> Any:
    if seen.debris and (seen.harm or seen.damage or seen.struck):
        return "debris_impact"
    if seen.harm or (seen.struck and not seen.intercepted):
        return "impact"
    if seen.intercepted:
        return "intercepted"
    if seen.explosion and not seen.weak:
        return "explosions_heard"
    return "impact" if seen.weak else "unknown"


def only_asides(seen: Evidence) -> bool:
    """Ground fighting and figures of speech do not end what a text goes on about; another disaster does."""
    return seen.other.total() == seen.other["ground"] + seen.other["idiom"]
