"""Objects of an attack: those whose governing word, to the left of them, is of an attack or of its harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.undergoing import beside_civilians, is_of_time, is_person

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_BACK = 32
_LOCATIVE = words("objects.locative")
_BARRED = words("objects.barred")
_STOPS = words("objects.stops")
_RELATIVES = words("objects.relatives")
_JOINTS = words("objects.joints")
_HARM_DONE = words("objects.harm_done")
_VERBS = words("objects.verbs")
_CLOSERS = words("objects.closers")
_FIGHTERS = words("objects.fighters")
_AIMED = words("objects.aimed")
_BE = words("objects.be")
_GROUNDS = words("objects.grounds")
_HOLDERS = words("objects.holders")
_LOCATIVE_OF = ("after", "by", "from", "in", "of", "under", "with")
_ARTICLES = ("a", "an", "another", "each", "that", "the", "this")
_BESIDE = ("near", "next to", "close to", "outside", "beside")
_SPREAD = ("spread", "spreading", "spreads")
_BROUGHT = words("objects.brought")
_SMOKE = words("objects.smoke")
_INSIDE = ("at", "in", "inside")
_FILLED = words("objects.filled")
_KEPT = words("objects.kept")
_WITHIN = ("in", "at", "of", "on", "inside")
_TOWARDS = ("at", "on", "against", "toward", "towards", "onto")
_MOVED = ("care", "from", "bearing")
_PURPOSE = words("objects.purpose")
_CAUSES = words("objects.causes")
_CALLED = words("objects.called")
_WHAT = 8
"""Words of "what the governor described as" and the like."""
Hit = dict[int, tuple[str, ...]]


@dataclass(slots=True, eq=False)
class _Back:
    """A walk from an object back to the word that governs it: the preposition met, at `led`, and what was passed."""

    lead: str | None = None
    led: int = 0
    crossed: bool = False
    joined: bool = False
    armed: bool = False
    acts: bool = False
    until: int = 1 << 30

    @property
    def free(self) -> bool:
        """Whether no preposition but "of" stands between."""
        return self.lead in (None, "of")

    def note(self, token: Token, following: Token) -> None:
        """What else was passed: munitions, and a verb of what is done at the place: "flights are delayed at the airport"."""
        self.armed = self.armed or "weapon" in token.tags
        if token.low in _BE and self.lead in _WITHIN and following.low not in _KEPT:
            self.acts = True


def governed(tokens: list[Token], row: int, hit: Hit) -> bool:
    """Whether the object at `row` is one of an attack; `hit` are the objects before it that are."""
    walk = _Back(led=row)
    for at in range(row - 1, max(row - _BACK, -1), -1):
        if at > walk.until:
            continue
        token, low = tokens[at], tokens[at].low
        if _surely(tokens, at, walk, hit):
            return True
        if (named := _named(tokens, at, walk)) < at:
            walk.until = named
            continue
        if _ends(tokens, at, walk) or (low in _CAUSES and walk.lead in ("of", "to")):
            return False
        if "target" in token.tags:
            return _as_before(tokens, at, row, walk, hit)
        if low in _JOINTS:
            if low == "," and _is_participle(tokens, at + 1, row):
                return False
            walk.joined = walk.joined or (walk.lead in _LOCATIVE and walk.led - at > 1)
            walk.crossed = walk.crossed or walk.lead is None
        elif low in _BARRED and not (low == "with" and tokens[at - 1].low in _FILLED):
            if (passed := _passed(tokens, at, walk)) is not None:
                if passed:
                    return True
                continue
            if low != "to" and walk.free and (not walk.armed or walk.crossed):
                return low == "from" and any(t.low in _SMOKE for t in tokens[max(at - 4, 0) : at])
            walk.lead = walk.lead or low
        elif low in _LOCATIVE or low == "of":
            if walk.free and not is_of_time(tokens, at):
                walk.lead, walk.led = low, at
        elif (verdict := _verdict(tokens, at, row, walk)) is not None:
            return verdict
        walk.note(token, tokens[at + 1])
    return False


def _passed(tokens: list[Token], at: int, walk: _Back) -> bool | None:
    """What a preposition that else bars does not bar: "shelling by rebels of a town", "and to a car"."""
    low, before = tokens[at].low, tokens[at - 1]
    if low == "by" and walk.lead == "of" and "attack" in before.tags:
        return True
    return False if low == "to" and walk.lead is None and before.low == "and" else None


def _surely(tokens: list[Token], at: int, walk: _Back, hit: Hit) -> bool:
    """As in "punched through a roof", and what holds a thing that was hit."""
    low = tokens[at].low
    if low == "through":
        return walk.free and _struck(tokens[at - 1])
    return low in _RELATIVES and _kept_there(tokens, at, walk, hit)


def _kept_there(tokens: list[Token], relative: int, walk: _Back, hit: Hit) -> bool:
    """As in "destroyed howitzers that had been stored in a factory": what holds a thing that was hit was hit too."""
    if walk.lead not in _INSIDE or relative - 1 not in hit:
        return False
    return any(token.low in _KEPT for token in tokens[relative + 1 : walk.led])


def _named(tokens: list[Token], at: int, walk: _Back) -> int:
    """As in "at what he described as a substation": where "what" stands, what it is called being what was hit; else `at`."""
    if not walk.free or not (tokens[at].low in _CALLED or "say" in tokens[at].tags):
        return at
    return next((row for row in range(at - 1, max(at - _WHAT, 0), -1) if tokens[row].low == "what"), at)


def _ends(tokens: list[Token], at: int, walk: _Back) -> bool:
    """Whether a clause, or what somebody said, begins after the word at `at`."""
    token = tokens[at]
    if walk.acts and token.low in _JOINTS and token.low != "also":
        return True
    if token.low in _STOPS or token.low in _RELATIVES or (walk.free and token.tags.get("before") in _MOVED):
        return True
    return "say" in token.tags and not (walk.lead in _LOCATIVE and tokens[at + 1].low == walk.lead)


def _as_before(tokens: list[Token], at: int, row: int, walk: _Back, hit: Hit) -> bool:
    """An object in a list with another, or a part or a place of it, is as that one is."""
    if at in hit and walk.lead == "of" and tokens[at].low in _HOLDERS:
        del hit[at]
        return True
    if walk.crossed and is_person(tokens[row]) and _goes_on(tokens, row):
        return False
    if _is_ground(tokens, row, walk):
        return False
    return at in hit and (walk.free or walk.joined or (walk.lead in _WITHIN and not is_person(tokens[at])))


def _is_ground(tokens: list[Token], row: int, walk: _Back) -> bool:
    """As in "a market in the Jabalia camp": where the thing stands that was hit."""
    return walk.lead in _INSIDE and not walk.crossed and tokens[row].low in _GROUNDS


def _verdict(tokens: list[Token], at: int, row: int, walk: _Back) -> bool | None:
    if _is_ground(tokens, row, walk):
        return False
    verdict = _governs(tokens, at, row, walk.lead, armed=walk.armed)
    if walk.lead in _BESIDE and walk.led and (tokens[walk.led - 1].low == "," or not _struck(tokens[at])):
        return False
    if verdict and walk.joined and "harm" in tokens[at].tags:
        return False
    return None if verdict is None else verdict and not (walk.crossed and _goes_on(tokens, row))


def _struck(token: Token) -> bool:
    """As in "hit close to a station", "landed near a school"; people die, and strikes are, near what was not hit."""
    return "attack" in token.tags and token.tags["attack"][0] == "verb"


def _is_participle(tokens: list[Token], at: int, row: int) -> bool:
    """As in ".. at Russia, temporarily closing three airports": what follows from the attack, and is none."""
    return any(
        token.low.endswith("ing") and not token.tags and token.low not in _VERBS and token.low not in _JOINTS
        for token in tokens[at : min(at + 2, row)]
    )


def _governs(tokens: list[Token], at: int, row: int, lead: str | None, *, armed: bool) -> bool | None:
    """What the word at `at` makes of the object at `row` behind the preposition `lead`; None if it governs nothing."""
    token = tokens[at]
    tags = token.tags
    if token.low in _PURPOSE:
        return lead is None or None
    if lead == "to":
        done = token.low in _SPREAD or (token.low in _HARM_DONE and (tokens[at - 1].low != "no" or not at))
        return done or ("attack" in tags and token.low.endswith((" to", "damage"))) or None
    if (token.low in _HARM_DONE and lead is not None) or (
        token.low in _VERBS and not _is_noun(tokens, at, lead)
    ):
        return tokens[at - 1].low != "no" or not at
    if not tags:
        return None
    if "attack" in tags:
        if tokens[row].low in _FIGHTERS:
            return token.low in _AIMED
        noun = lead not in (None, "into") or (lead is None and _is_headline(tokens, at))
        return tags["attack"][0] == "verb" or noun
    if "explosion" in tags or "debris" in tags:
        return lead is not None or token.low.endswith("rocked")
    if "harm" in tags:
        return _harmed(tokens, at, row, lead)
    if "launch" in tags:
        towards = lead in _TOWARDS or (lead == "into" and armed) or token.low.endswith((" on", " at"))
        return True if towards else (None if lead is not None else False)
    if "kind" in tags and (lead == "of" or token.low.endswith(" of")):
        return False
    if "intercept" in tags:
        return lead == "over" or token.low.split()[0] in _BROUGHT
    return None


def _is_noun(tokens: list[Token], at: int, lead: str | None) -> bool:
    """As in "during the attack rescuers ..": a word that may be a verb is none behind an article."""
    return lead is None and at > 0 and tokens[at - 1].low in _ARTICLES and "attack" in tokens[at].tags


def _is_headline(tokens: list[Token], at: int) -> bool:
    """As in "a missile strikes a plant": what looks like a noun is a verb where an article follows."""
    following = tokens[at + 1]
    if following.low in ("a", "an", "the", "its", "their") or following.number is not None:
        return True
    return tokens[at].low == "shelling" and at > 0 and tokens[at - 1].low not in _LOCATIVE_OF


def _harmed(tokens: list[Token], at: int, row: int, lead: str | None) -> bool:
    """As in "killed two soldiers", "died in a market"; not "died in hospital", where the wounded were brought."""
    if lead is None or is_person(tokens[row]):
        return lead in (None, "of") and is_person(tokens[row]) and not beside_civilians(tokens, row)
    if "health" in tokens[row].tags["target"]:
        return tokens[at].tags["harm"][0] == "killed" and "died" not in tokens[at].low
    return True


def _goes_on(tokens: list[Token], row: int) -> bool:
    """Whether the object begins a clause of its own: "strikes on Kyiv, schools stayed shut"."""
    if row + 1 >= len(tokens):
        return False
    following = tokens[row + 1]
    if "aftermath" in following.tags:
        return is_person(tokens[row])
    if "say" in following.tags or following.low.endswith("ing"):
        return "say" in following.tags
    return not (
        following.low in _CLOSERS or following.low in _LOCATIVE or following.tags or following.capital
    )
