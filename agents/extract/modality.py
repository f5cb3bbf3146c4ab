"""Whether a clause tells of something that happened, and when: now, long ago, perhaps, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Sentence, Token

_RELATIVES = words("objects.relatives")
_REASONS = frozenset({"as", "because"})
_REACH = 9
"""Words from a relative pronoun within which a time is still of its clause."""
_MEASURED = words("modality.measured")
_MARKING = words("modality.marking")
_RAIDS = words("modality.raids")
_ON = ("against", "on", "over", "targeting")
_MEASURING = 14
"""Words before "since" within which an order or a superlative makes a comparison of it."""
Mood = Literal["told", "unreal", "past"]
_EVENT = ("attack", "launch", "explosion", "harm", "unharmed", "intercept")
_ALWAYS = frozenset({"denial", "negation", "exercise"})


def only_raided(sentences: list[Sentence]) -> bool:
    """Whether all that a text tells of is a raid on foot: "killed in a raid by soldiers", and nothing that flies or explodes."""
    raids = False
    for sentence in sentences:
        if sentence.is_("weapon", "intercept", "explosion", "debris"):
            return False
        if not sentence.is_("attack"):
            continue
        for row, token in enumerate(sentence.tokens):
            if "attack" not in token.tags:
                continue
            if token.low not in _RAIDS or sentence.tokens[min(row + 1, len(sentence.tokens) - 1)].low in _ON:
                return False
            raids = True
    return raids


def mood(tokens: list[Token], first: int, last: int) -> Mood:
    """Read the cues of one clause: those before its first event word rule it, some rule it from anywhere."""
    if _inverted(tokens, first):
        return "unreal"
    event = next((row for row in range(first, last + 1) if _is_event(tokens[row])), last)
    past = False
    for row in range(first, last + 1):
        cue = tokens[row].tags.get("cue")
        if cue in _ALWAYS and not _answered(tokens, row, first):
            return "unreal"
        if (
            cue == "threat"
            and tokens[row].low.startswith("to ")
            and any(
                "launch" in token.tags and token.low.endswith(("ed", "sent")) for token in tokens[first:row]
            )
        ):
            continue
        if tokens[row].low in ("no", "without") and any(
            token.tags.get("attack", ("",))[0] == "noun" for token in tokens[row + 1 : row + 3]
        ):
            return "unreal"
        if cue == "threat" and _only_feared(tokens, first, last):
            continue
        if cue in ("threat", "hypothetical") and row <= event and _governs(tokens, row, event):
            return "unreal"
        if (
            cue == "supply"
            and not _counts_people(tokens, row)
            and row <= event
            and not any(tokens[at].is_("harm") for at in range(first, last + 1))
        ):
            return "unreal"
        past = past or _long_ago(tokens, row, event)
    return "past" if past else "told"


def _long_ago(tokens: list[Token], row: int, event: int) -> bool:
    return (
        tokens[row].is_("past", "war")
        and not _describes(tokens, row, event)
        and not is_comparison(tokens, row)
        and not _is_occasion(tokens, row)
    )


def is_comparison(tokens: list[Token], row: int) -> bool:
    """As in "the first attack on the city since June": what a strike of today is measured by."""
    if not tokens[row].low.startswith("since"):
        return False
    return any(token.low in _MEASURED for token in tokens[max(row - _MEASURING, 0) : row])


def _is_occasion(tokens: list[Token], row: int) -> bool:
    """As in "fired rockets on the anniversary of the war", "hit a concert marking the anniversary": the day of the strike."""
    lead = {token.low for token in tokens[max(row - 4, 0) : row]}
    return tokens[row].low == "anniversary" and not lead.isdisjoint(_MARKING)


def _describes(tokens: list[Token], row: int, event: int) -> bool:
    """As in "hit a refinery that has stood idle since 2022": the time of a thing named after the event, not of the event."""
    for at in range(row - 1, max(row - _REACH, event), -1):
        if tokens[at].low in _REASONS and tokens[at + 1].low != "of":
            return not any(_is_event(token) for token in tokens[at:row])
        if tokens[at].low in _RELATIVES:
            head = at - 2 if tokens[at - 1].low == "," else at - 1
            return head > event and not any(_is_event(token) for token in tokens[head:row])
        if tokens[at].low in (",", ";"):
            return False
    return False


def _counts_people(tokens: list[Token], row: int) -> bool:
    """As in "1.5 million people": a number, not a price."""
    return (
        row + 1 < len(tokens)
        and "scale" in tokens[row].tags
        and tokens[row + 1].is_("person", "target", "kind")
    )


def _is_event(token: Token) -> bool:
    return token.is_(*_EVENT) and "cue" not in token.tags


def _only_feared(tokens: list[Token], first: int, last: int) -> bool:
    """As in "Up to 30 people may be under the rubble": doubt about people after the fact, not about the strike."""
    harmed = [token.tags["harm"][0] for token in tokens[first : last + 1] if "harm" in token.tags]
    return bool(harmed) and all(metric in ("trapped", "missing") for metric in harmed)


def _inverted(tokens: list[Token], first: int) -> bool:
    """As in "Had the missile hit the school, .."."""
    start = tokens[first]
    return first == 0 and start.low in ("had", "were", "should") and start.capital and first + 1 < len(tokens)


def _governs(tokens: list[Token], row: int, event: int) -> bool:
    """A cue rules an event a few words on, unless a full clause with its own speaker stands between."""
    return event - row <= 12 and not any(tokens[at].low == ";" for at in range(row, event))


def _answered(tokens: list[Token], row: int, first: int) -> bool:
    """A denial of one thing beside another that did happen ("denied targeting civilians; three were killed")."""
    cue = tokens[row].tags["cue"]
    if cue != "denial":
        return False
    return any(tokens[at].is_("harm") for at in range(first, row))
