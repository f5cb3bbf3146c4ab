"""Words that are verbs of attack or of harm only by what stands beside them: "missiles strike", "taken to .. hospital"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Sentence, Token

_CLASSES = {"bomb": ("bomb",), "shell": ("artillery",)}
_BARE = words("verbs.bare")
_WITH_S = words("verbs.with_s")
_OBJECTS = words("verbs.objects")
_DETERMINERS = words("verbs.determiners")
_IRREGULAR = words("verbs.irregular")
_ADVERBS = words("verbs.adverbs")
_CARRIED = words("verbs.carried")
_HOSPITAL_REACH = 8
_HOSPITALS = ("hospital", "hospitals", "clinic", "clinics")
_ENDS = (",", ".", ";", "and", "after")
_ARTICLES = frozenset({"a", "an"})


def conjugate(tokens: list[Token]) -> None:
    """As in "Missiles strike the port", "Russia shells Sumy", "a drone strikes a bus": tag such words as verbs, in place."""
    for row, token in enumerate(tokens):
        if _thrown(tokens, row):
            token.read_as({"attack": ("verb", "weak", ())})
            continue
        if not token.tags or row + 1 >= len(tokens):
            continue
        word = token.low.rsplit(None, 1)[-1]
        if word not in _BARE and word not in _WITH_S:
            continue
        if token.tags.get("attack", ("noun",))[0] != "noun" or not _takes_object(tokens[row + 1]):
            continue
        doer = _one_weapon(tokens, row) if word != token.low else _doer(tokens, row, word)
        if doer:
            token.read_as(_as_verb(token.tags, word))


def hospitalise(sentence: Sentence) -> None:
    """As in "were taken to the Central Hospital", "was rushed to Lviv's clinic": tag the verb as of harm, in place."""
    tokens = sentence.tokens
    for row, token in enumerate(tokens):
        if token.tags.get("before") != "care" or token.low.split()[0] not in _CARRIED:
            continue
        for after in tokens[row + 1 : row + _HOSPITAL_REACH]:
            if after.low.endswith(_HOSPITALS):
                token.read_as({**token.tags, "harm": ("injured", "after")})
                sentence.bits |= token.bits
                break
            if after.low in _ENDS or after.is_("harm", "attack"):
                break


def _thrown(tokens: list[Token], row: int) -> bool:
    """As in "a missile wrecked a house": whatever a munition did to a thing was an attack on it."""
    token = tokens[row]
    if (
        token.tags
        or token.capital
        or row == 0
        or row + 2 >= len(tokens)
        or "weapon" not in tokens[row - 1].tags
    ):
        return False
    if not token.low.endswith("ed") and token.low not in _IRREGULAR:
        return False
    return tokens[row + 1].low in _DETERMINERS or tokens[row + 1].number is not None


def _as_verb(tags: dict[str, Any], word: str) -> dict[str, Any]:
    classes = tags["attack"][2] if "attack" in tags else _CLASSES.get(word.removesuffix("s"), ())
    kept = {tag: value for tag, value in tags.items() if tag not in ("weapon", "actor", "harmless")}
    return {**kept, "attack": ("verb", "strong" if word.removesuffix("s") in _CLASSES else "weak", classes)}


def _takes_object(token: Token) -> bool:
    """Whether a word can begin what a verb is done to: an article, a number, an adjective of a nation, a name, a thing."""
    if token.low in _OBJECTS or token.number is not None or token.is_("demonym", "kind", "refer", "target"):
        return True
    return token.capital and not token.is_("attack", "harm", "launch", "weapon", "say", "speaker")


def _one_weapon(tokens: list[Token], row: int) -> bool:
    """As in "a Russian drone strikes ..": after "a", the two words cannot be a plural noun."""
    return tokens[row].low.endswith("s") and any(
        token.low in _ARTICLES and not any(t.low in (",", ".") for t in tokens[at:row])
        for at, token in enumerate(tokens[max(row - 3, 0) : row], max(row - 3, 0))
    )


def _doer(tokens: list[Token], row: int, word: str) -> bool:
    """Whether the word before is one that strikes, in the number that the verb's form asks for."""
    at = row - 1
    while at > 0 and tokens[at].low in _ADVERBS:
        at -= 1
    before = tokens[at] if row else None
    if before is None or before.tags.get("attack", ("",))[0] == "noun":
        return False
    if word in _BARE:
        plural = before.low.endswith("s") or before.low in ("aircraft", "artillery", "military", "troops")
        return plural and before.is_("weapon", "actor", "attacker")
    return before.is_("attacker", "weapon") or (before.is_("actor") and not before.low.endswith("s"))
