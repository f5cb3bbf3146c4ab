"""What became of munitions that are counted: launched, intercepted or lost, by the verb that governs the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.quantity import Quantity
    from strikewatch.agents.extract.tokens import Token

_AUXILIARY = words("fates.auxiliary")
_PARTICIPLES = words("fates.participles")
_SOURCES = words("fates.sources")
_WITH = words("fates.with")
_MEANS = words("fates.means")
_FAILED = words("fates.failed")
_DOWNING = words("fates.downing")
_RELATIVES = words("objects.relatives")
_PARTS = words("fates.parts")
_DETERMINERS = words("verbs.determiners")
_ASIDES = words("fates.asides")
_ASIDE_REACH = 9
_PASSIVE_REACH = 8
_ACTIVE_REACH = 16
_TRAILING_REACH = 13
_NEAR = 3
_DEFENDERS = ("anti-aircraft", "air defence", "air defense")


def fate_of(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> tuple[str | None, str]:
    """The fate and the rule that gives it; the fate is None where no verb governs the number.

    A finite verb after the number decides, then the verb before it, then a participle after it ("drones launched
    by ..", which only says which drones are meant).
    """
    active = _active(tokens, quantity)
    if _is_whole(tokens, quantity, found):
        return "launched", "verb_before"
    if quantity.article:
        return ("intercepted", "verb_near") if _is_downed(tokens, quantity) else (None, "")
    if active == "intercepted" and _is_near(tokens, quantity):
        return active, "verb_before"
    finite, participle = _passive(tokens, quantity, found)
    if finite is not None:
        return finite, "verb_after"
    if active is not None:
        return active, "verb_before"
    if participle is not None:
        return participle, "verb_after"
    trailing = _trailing(tokens, quantity, found)
    return (trailing, "verb_near") if trailing else (None, "")


def _is_whole(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> bool:
    """As in "Of 34 drones launched in the night, 27 were brought down": the first number is all there were."""
    lead = quantity.first - 1
    if lead > 0 and tokens[lead].low == "the":
        lead -= 1
    if lead < 0 or tokens[lead].low not in ("of", "of the", "out of", "out of the"):
        return False
    opens = lead == 0 or tokens[lead - 1].low in (
        ",",
        ":",
        ";",
        "that",
        "said",
        "and",
        '"',
        "“",
    )
    return opens and any(
        other.first > quantity.noun and other.kind in ("bare", "munition") for other in found
    )


def is_downing(word: Token) -> bool:
    """A verb that is said of munitions in flight and of nothing else: "shot down", "intercepted", "brought down"."""
    return "intercept" in word.tags and any(stem in word.low for stem in _DOWNING)


def is_refused(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "the two missiles were not intercepted"."""
    after = tokens[quantity.noun + 1 : quantity.noun + 10]
    for at, word in enumerate(after):
        if "intercept" in word.tags:
            return any(other.low in ("not", "t", "never") for other in after[:at])
        if word.low in (",", ".", ";", "and", "but"):
            return False
    return False


def as_before(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "19 of 25 missiles were intercepted, as were all 12 drones": what became of those became of these."""
    lead = [token.low for token in tokens[max(quantity.first - 3, 0) : quantity.first]]
    return "as" in lead and any(low in ("was", "were", "did") for low in lead)


def is_one_of_downed(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "debris from one of eight drones shot down over Voronezh": eight were shot down."""
    after = quantity.noun + 1
    return quantity.figure.value == 1 and after < len(tokens) and is_downing(tokens[after])


def _is_near(tokens: list[Token], quantity: Quantity) -> bool:
    near = tokens[max(quantity.first - _NEAR, 0) : quantity.first]
    after = tokens[quantity.noun + 1 : quantity.noun + 4]
    return any("intercept" in word.tags for word in near) and not any(w.low in _AUXILIARY for w in after)


def _is_downed(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "shot down a drone", "a missile was intercepted": one munition without a number."""
    lead = tokens[max(quantity.first - 2, 0) : quantity.first]
    if any(is_downing(word) or ("intercept" in word.tags and _by_defence(tokens, quantity)) for word in lead):
        return _active(tokens, quantity) == "intercepted"
    after = tokens[quantity.noun + 1 : quantity.noun + 5]
    at = next((at for at, word in enumerate(after) if is_downing(word)), None)
    if at == 0 and " " in after[0].low and after[0].low.split()[0] not in _AUXILIARY:
        return not _takes_object(after[1] if len(after) > 1 else None)
    if at is None or any(word.low in (",", ".", ";", "and", "but") for word in after[:at]):
        return False
    return after[at].low.split()[0] in _AUXILIARY or any(word.low in _AUXILIARY for word in after[:at])


def _by_defence(tokens: list[Token], quantity: Quantity) -> bool:
    """As in "anti-aircraft systems destroyed a missile": what destroys it is there to stop it."""
    before = tokens[max(quantity.first - _NEAR - 2, 0) : quantity.first]
    return any("defence" in word.tags or word.low.startswith(_DEFENDERS) for word in before)


def _takes_object(word: Token | None) -> bool:
    """As in "a missile shot down a helicopter", where the munition is the one that downs."""
    if word is None:
        return False
    return (
        word.low in _DETERMINERS or word.number is not None or word.capital or word.is_("target", "demonym")
    )


def _passive(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> tuple[str | None, str | None]:
    """The finite verb that follows ("nine drones were shot down"), and a participle ("drones launched by")."""
    stop = quantity.noun + 1 + _PASSIVE_REACH
    skipping = False
    pending: str | None = None
    row = quantity.noun
    while (row := row + 1) < min(stop, len(tokens)):
        word = tokens[row]
        if word.low in (";", ".", ":") or _begins_part(tokens, row, found):
            break
        if closing := _aside_until(tokens, row):
            stop, row = stop + closing - row, closing - 1
            continue
        if word.low in (",", "and", "or"):
            if _next_is_part(tokens, row, found):
                break
            if _next_is_munition(row, found):
                stop, skipping = stop + 5, True
                continue
            if word.low == "and" and row + 1 < len(tokens) and tokens[row + 1].is_("intercept", "lost"):
                continue
            break
        helped = word.low.split()[0] in _AUXILIARY or any(
            other.low in _AUXILIARY for other in tokens[max(row - 3, quantity.noun + 1) : row]
        )
        fate = _of_verb(word, quantity, helped=helped, skipping=skipping)
        if fate == "launched" and word.is_("attack") and tokens[row - 1].low in _RELATIVES:
            fate = "pending"
        if fate == "pending":
            pending = pending or "launched"
        elif fate == "participle":
            pending = "intercepted"
        elif fate is not None:
            return fate, pending
        if word.low in ("in", "at", "on", "over") and row > quantity.noun + 4:
            break
    return None, pending


def _of_verb(word: Token, quantity: Quantity, *, helped: bool, skipping: bool) -> str | None:
    if "lost" in word.tags and helped:
        return "lost"
    if "intercept" in word.tags and word.low != "stopped":
        if helped:
            return "intercepted"
        if "attack" not in word.tags:
            return "participle" if word.low.endswith(("ed", "down")) else None
    if word.low in _SOURCES:
        return "pending"
    if word.low == "reached":
        return "launched"
    if "launch" in word.tags and (helped or word.low in _PARTICIPLES):
        return "launched" if helped else "pending"
    if "attack" in word.tags and word.tags["attack"][0] == "verb":
        if word.low in ("aimed at", "targeting"):
            return "launched" if helped else "pending"
        if skipping and helped:
            return None
        return "launched" if quantity.figure.op != "vague" else None
    return None


def _next_is_munition(row: int, found: list[Quantity]) -> bool:
    return any(
        row < quantity.first <= row + 2 and quantity.kind in ("munition", "bare") for quantity in found
    )


def _aside_until(tokens: list[Token], row: int) -> int:
    """The comma that ends an aside begun at `row` (", many of them ballistic,"), or 0."""
    if tokens[row].low != "," or row + 1 >= len(tokens) or tokens[row + 1].low not in _ASIDES:
        return 0
    stop = min(row + _ASIDE_REACH, len(tokens))
    return next((at for at in range(row + 2, stop) if tokens[at].low == ","), 0)


def _next_is_part(tokens: list[Token], row: int, found: list[Quantity]) -> bool:
    """As in "used 12 missiles and eight of them were shot down": a part of these, with a verb of its own."""
    part = next((quantity for quantity in found if row < quantity.first <= row + 2), None)
    after = part.last + 1 if part is not None and part.kind == "bare" else len(tokens)
    return after < len(tokens) and tokens[after].low in _PARTS


def _begins_part(tokens: list[Token], row: int, found: list[Quantity]) -> bool:
    """As in "120 drones, of which 101 were shot down": what follows is said of the 101."""
    if tokens[row].low not in ("of which", "of whom", "of them") and not (
        tokens[row].low == "of" and row + 1 < len(tokens) and tokens[row + 1].low in ("which", "whom", "them")
    ):
        return False
    return any(row < other.first <= row + 2 for other in found)


def _active(tokens: list[Token], quantity: Quantity) -> str | None:
    """What was done to it by the verb before: "shot down 30 drones", "launched 120 missiles and 90 drones"."""
    for row in range(quantity.first - 1, max(quantity.first - _ACTIVE_REACH, -1), -1):
        word = tokens[row]
        if word.low in (";", "."):
            return None
        if "lost" in word.tags and word.low == "lost":
            return "lost"
        if "intercept" in word.tags and not _is_passive_at(tokens, row):
            if any(other.low in _FAILED for other in tokens[max(row - 2, 0) : row]):
                return None
            if _is_means(tokens[row + 1 : quantity.first]):
                return "launched" if word.low.endswith("attack") else None
            return "intercepted"
        if "launch" in word.tags and not _only_says_which(tokens, row):
            return "launched"
        if "attack" in word.tags:
            between = [other.low for other in tokens[row + 1 : quantity.first]]
            if word.tags["attack"][0] == "noun" and any(low in _WITH for low in between):
                return "launched"
            if word.tags["attack"][0] == "verb" and any(low in ("with", "by", "using") for low in between):
                return "launched"
    return None


def _is_means(between: list[Token]) -> bool:
    """As in "a house destroyed by two drones", "destroyed the depot with missiles"."""
    return any(word.low in _MEANS for word in between[-2:])


def _is_passive_at(tokens: list[Token], row: int) -> bool:
    if tokens[row].low.split()[0] in _AUXILIARY:
        return True
    return row > 0 and tokens[row - 1].low in _AUXILIARY


def _only_says_which(tokens: list[Token], row: int) -> bool:
    """As in "41 of 51 missiles launched by Russia, as well as two drones": the participle has no number of its own."""
    return tokens[row].low in _PARTICIPLES and row > 0 and "weapon" in tokens[row - 1].tags


def _trailing(tokens: list[Token], quantity: Quantity, found: list[Quantity]) -> str | None:
    """A passive a little farther off, over a list: "84 missiles and 24 drones were fired"."""
    for row in range(quantity.noun + 1, min(quantity.noun + 1 + _TRAILING_REACH, len(tokens))):
        word = tokens[row]
        if word.low in (";", ".") or word.is_("harm"):
            return None
        if any(other.first == row and other.kind == "bare" for other in found):
            return None
        if "intercept" in word.tags:
            return "intercepted"
        if "launch" in word.tags:
            return "launched"
    return None
