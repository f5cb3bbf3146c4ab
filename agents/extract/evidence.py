"""What a clause has for and against being about a strike: words of attack, munitions, victims, objects, other causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.objects import is_kept, is_stored

if TYPE_CHECKING:
    from strikewatch.agents.extract.governing import Hit
    from strikewatch.agents.extract.tokens import Token

LAUNCHERS = frozenset(
    {"HIMARS", "Grad", "Smerch", "Uragan", "Tornado-S", "Tornado-G", "GMLRS", "RM-70 Vampire"}
)
"""Launchers whose rockets are artillery, however a text calls them."""

_WIDER = words("objects.wider")
_NAMES = {kind: words(f"evidence.{kind}") for kind in ("bomb", "drone", "missile")}
_CARRIERS = words("evidence.carriers")
_ALONG = words("evidence.along")
_SPARED = words("evidence.spared")
_HELD = words("evidence.held")
_BEARERS = words("evidence.bearers")
_HANDLING = words("evidence.handling")
_BY_MEANS = words("evidence.means")
_MEANS_REACH = 5
_DOER_REACH = 5
_SUPPLY_REACH = 8
_LOOSE = words("narrator.loose")
"""Words that reporters also use of missiles: they name a weapon only where nothing better does."""


class Causes:
    """How often each cause of harm other than a strike is named; 0 for one that is not."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._times)

    def __getitem__(self, cause: str) -> int:
        return self._times.get(cause, 0)

    def add(self, cause: str) -> None:
        self._times[cause] = self[cause] + 1

    def total(self) -> int:
        return sum(self._times.values())


@dataclass(slots=True, eq=False)
class Evidence:
    """What a clause has for and against being about a strike."""

    strong: bool = False
    weak: bool = False
    harm: bool = False
    damage: bool = False
    weapons: dict[tuple[str, str | None], tuple[int, int]] = field(default_factory=dict)
    targets: dict[str, tuple[int, int]] = field(default_factory=dict)
    other: Causes = field(default_factory=Causes)
    launch: bool = False
    armed: bool = False
    intercepted: bool = False
    debris: bool = False
    effect: bool = False
    explosion: bool = False
    struck: bool = False
    firm: bool = False
    target_hit: bool = False
    noun: bool = False
    flown: bool = False
    loose: set[str] = field(default_factory=set)
    objects: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def keep(self, objects: list[tuple[int, tuple[str, ...]]], tokens: list[Token]) -> None:
        """Leave out what is not among `objects`: what another side's strikes hit."""
        if len(objects) < len(self.objects):
            self.objects, self.targets = [], {}
            for row, categories in objects:
                _object(self, tokens[row], row, categories)


def evidence_of(tokens: list[Token], first: int, last: int, hit: Hit, skipped: range = range(0)) -> Evidence:
    """What rows `first`..`last` say, `skipped` left out; `hit` are the rows of objects that the sentence says were hit."""
    seen = Evidence()
    wider = _wider(tokens, first, last)
    for row in range(first, last + 1):
        token = tokens[row]
        if not token.tags or row in skipped:
            continue
        if "other" in token.tags and not _is_held(tokens, row):
            seen.other.add(token.tags["other"])
            if token.tags["other"] in ("idiom", "labour"):
                continue
        if "attack" in token.tags:
            _attack(seen, tokens, row, first)
        if "weapon" in token.tags and row < wider:
            _weapon(seen, tokens, row, hit)
        seen.launch = seen.launch or "launch" in token.tags
        seen.intercepted = seen.intercepted or "intercept" in token.tags
        seen.explosion = seen.explosion or "explosion" in token.tags
        if "debris" in token.tags:
            seen.debris = True
            _fallen(seen, token)
        seen.harm = seen.harm or token.is_("harm", "unharmed")
        if "harm" in token.tags and _flown(tokens, row, first):
            seen.flown = seen.armed = seen.weak = True  # "its aviation killed 30 soldiers"
        if "effect" in token.tags:
            seen.effect = True
            _object(seen, token, row, token.tags["effect"])
        if row in hit:
            seen.damage = True
            _object(seen, token, row, hit[row])
    _weigh(seen, tokens[first : last + 1])
    return seen


def _is_held(tokens: list[Token], row: int) -> bool:
    """As in "a depot in occupied Makiivka": whose hands a town is in, no fight for it."""
    return tokens[row].low in _HELD and row + 1 < len(tokens) and tokens[row + 1].capital


def _object(seen: Evidence, token: Token, row: int, categories: tuple[str, ...]) -> None:
    seen.objects.append((row, categories))
    for category in categories:
        seen.targets.setdefault(category, (token.start, token.end))


def _fallen(seen: Evidence, token: Token) -> None:
    """As in "drone debris", "a downed drone": what it was that came down."""
    for kind in _mixed(token.low):
        seen.armed = True
        seen.weapons.setdefault((kind, None), (token.start, token.end))


def _attack(seen: Evidence, tokens: list[Token], row: int, first: int) -> None:
    token = tokens[row]
    form, strength, classes = token.tags["attack"]
    seen.weak = True
    seen.strong = seen.strong or strength == "strong"
    seen.noun = seen.noun or form == "noun"
    seen.struck = seen.struck or form == "verb"
    if form == "verb" and row > first and _passive_hit(token):
        near = tokens[max(first, row - 3) : row]
        seen.target_hit = seen.target_hit or any("target" in other.tags for other in near)
    seen.armed = seen.armed or (form == "verb" and bool(classes) and _names_weapon(token))
    if form == "verb":
        seen.flown = seen.flown or _flown(tokens, row, first)
        if row > first and "weapon" in tokens[row - 1].tags:
            classes = ()
    for weapon_class in classes:
        seen.weapons.setdefault((weapon_class, None), (token.start, token.end))
        if token.low in _LOOSE:
            seen.loose.add(weapon_class)


def _weapon(seen: Evidence, tokens: list[Token], row: int, hit: Hit) -> None:
    seen.armed = True
    weapon_class, model = tokens[row].tags["weapon"]
    seen.loose.discard(weapon_class)
    if row in hit or _is_aside(tokens, row) or _is_supplied(tokens, row):
        return
    if is_stored(tokens, row) or is_kept(tokens, row):
        return
    classes = _mixed(tokens[row].low) if weapon_class == "all" else [weapon_class]
    for named in classes:
        seen.weapons.setdefault((named, model), (tokens[row].start, tokens[row].end))


def _flown(tokens: list[Token], row: int, first: int) -> bool:
    """As in "Israeli jets struck Beirut", "its aircraft and drones had hit a depot": who flies, bombs."""
    if _passive_hit(tokens[row]) and " " in tokens[row].low:
        return False
    if row + 1 < len(tokens) and tokens[row + 1].low == "by":
        return False
    for at in range(row - 1, max(row - _DOER_REACH, first - 1), -1):
        token = tokens[at]
        if token.low in _CARRIERS:
            return True
        if not (token.low in _ALONG or "weapon" in token.tags):
            return False
    return False


def _is_system(token: Token) -> bool:
    """As in "an S-300 air defence system": what is hit, or what shoots down."""
    return "target" in token.tags and "system" in token.low


def _is_supplied(tokens: list[Token], row: int) -> bool:
    """As in "planned to supply Belarus with Iskander-M systems", "had escaped Russia's artillery"."""
    if any(token.low in _SPARED for token in tokens[max(row - _MEANS_REACH, 0) : row]):
        return True
    return any(
        token.tags.get("cue") in ("supply", "threat") for token in tokens[max(row - _SUPPLY_REACH, 0) : row]
    )


def _mixed(term: str) -> list[str]:
    """The classes that a mixed term names, as "missiles and drones" does and "air targets" does not."""
    named = term.replace(",", " ").split()
    return [kind for kind in ("bomb", "drone", "missile") if not _NAMES[kind].isdisjoint(named)]


def _weigh(seen: Evidence, tokens: list[Token]) -> None:
    """Read the signs together: what makes a strike certain (`firm`), what enough for one among others (`strong`)."""
    if any(key[0] == "artillery" and key[1] in LAUNCHERS for key in seen.weapons):
        seen.weapons.pop(("missile", None), None)
    seen.intercepted = seen.intercepted and seen.armed
    if seen.effect and seen.weak:
        seen.damage = seen.struck = True
    if seen.flown and not any(key[0] in ("missile", "bomb", "artillery") for key in seen.weapons):
        named = next(token for token in tokens if token.low in _CARRIERS)
        if named.low != "aviation":  # an arm, which has missiles too
            seen.weapons["bomb", None] = (named.start, named.end)
    dropped = any(token.low.startswith("drop") for token in tokens)
    aerial = (dropped and any(key[0] == "bomb" for key in seen.weapons)) or any(
        token.is_("weapon") and token.tags["weapon"][0] == "bomb" and token.low not in ("bomb", "bombs")
        for token in tokens
    )
    sure = aerial or not {"drone", "missile", "artillery"}.isdisjoint(key[0] for key in seen.weapons)
    defended = seen.explosion and any("defence" in token.tags for token in tokens)
    used = seen.launch or seen.weak
    seen.firm = (
        defended or seen.strong or seen.intercepted or (sure and (used or seen.explosion or seen.harm))
    )
    seen.strong = (
        seen.strong
        or seen.explosion
        or seen.intercepted
        or (seen.armed and (used or seen.harm))
        or (seen.debris and (seen.harm or seen.weak or seen.armed))
    )


def _wider(tokens: list[Token], first: int, last: int) -> int:
    """The row from which a clause speaks of the wave it is part of: "part of a wider assault involving missiles"."""
    for row in range(first + 2, last + 1):
        if tokens[row].low in _WIDER and any(token.low == "part" for token in tokens[row - 3 : row]):
            return row
    return last + 1


def _names_weapon(token: Token) -> bool:
    """As in "a missile strikes a plant", where both words are read as one."""
    return " " in token.low and not _passive_hit(token)


def by_an_army(tokens: list[Token]) -> bool:
    """As in "the General Staff confirmed a hit on the depot": an army speaks of munitions, save of who "was hit by a lorry"."""
    undergone = any(
        "attack" in token.tags and (token.low.split()[0] in ("was", "were", "been") or after.low == "by")
        for token, after in pairwise(tokens)
    )
    return not undergone and any(token.tags.get("speaker") in ("military", "air_force") for token in tokens)


def _passive_hit(token: Token) -> bool:
    return token.low.split()[0] in ("was", "were", "been", "is", "are") or token.low in ("hit", "struck")


def _is_aside(tokens: list[Token], row: int) -> bool:
    while row + 2 < len(tokens) and tokens[row + 1].low in ("and", "or"):  # "missile and drone depots"
        if "target" in tokens[row + 2].tags and _mixed(tokens[row + 2].low):
            return True
        if "weapon" not in tokens[row + 2].tags:
            break
        row += 2
    following = tokens[row + 1].low if row + 1 < len(tokens) else ""
    if row + 1 < len(tokens) and (_is_system(tokens[row + 1]) or following in ("launcher", "launchers")):
        return not any(token.low in _BY_MEANS for token in tokens[max(row - _MEANS_REACH, 0) : row])
    if following in _HANDLING and row + 2 < len(tokens):
        following = tokens[row + 2].low
    return following in _BEARERS


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
