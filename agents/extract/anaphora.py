"""General words for an object that was named before: "an oil depot .. the depot", "a refinery .. the plant"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.governing import Hit
    from strikewatch.agents.extract.tokens import Sentence, Token

_DEFINITE = words("objects.definite")
_GENERAL = words("objects.general")
_WORKS = words("objects.works")
_BANDS = words("objects.bands")
_ANY_WORKS = ""
_BUILDINGS = words("objects.buildings")
_SITES = words("objects.sites")
_BUILT = ("residential", "commercial", "government", "education", "health", "cultural", "telecom")
_WORKED = ("energy", "oil", "industrial", "military", "port", "nuclear", "water", "agriculture")
_RECALL = 4
"""Sentences in which "the building", "the facility" is still the one that was hit."""


class Named:
    """What the objects of an article were called so far, by the last word of their names."""

    __slots__ = ("_hit", "_known", "_row", "_sides")

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}
        self._sides: dict[str, str] = {}
        self._hit: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._row = 0

    def read(self, tokens: list[Token]) -> None:
        """Give "the depot" the kind of the depot named before it, in place, and remember what else is named."""
        for row, token in enumerate(tokens):
            self._side(token, tokens[row - 1] if row else None)
            kinds = token.tags.get("target")
            if kinds is None:
                continue
            head = token.low.rsplit(" ", 1)[-1].removesuffix("s")
            if token.low in _GENERAL and row > 0:
                self._point(token, tokens[row - 1], head)
            elif " " in token.low or head in _WORKS:
                self._known[head] = kinds
                if head in _WORKS:
                    self._known[_ANY_WORKS] = kinds

    def recall(self, sentence: Sentence) -> None:
        """Give "the building", "its facility" the kind of the last one that was hit, in place; "the Kupol works" is a plant."""
        self._row += 1
        tokens = sentence.tokens
        for row in range(2, len(tokens)):
            if tokens[row].low == "works" and tokens[row - 1].capital and tokens[row - 2].low in _DEFINITE:
                tokens[row].read_as({**tokens[row].tags, "target": ("industrial",)})
                sentence.bits |= tokens[row].bits
        if not self._hit:
            return
        for row in range(1, len(tokens)):
            token = tokens[row]
            group = "built" if token.low in _BUILDINGS else "worked" if token.low in _SITES else None
            if group is None or "target" in token.tags or tokens[row - 1].low not in _DEFINITE:
                continue
            since, kinds = self._hit.get(group, (-_RECALL, ()))
            if kinds and self._row - since < _RECALL:
                token.read_as({**token.tags, "target": kinds})
                sentence.bits |= token.bits

    def strike(self, hit: Hit) -> None:
        """Remember what a sentence says was hit."""
        for kinds in hit.values():
            if kinds[0] in _BUILT:
                self._hit["built"] = (self._row, kinds)
            elif kinds[0] in _WORKED:
                self._hit["worked"] = (self._row, kinds)

    def _side(self, token: Token, before: Token | None) -> None:
        """As in "the US-led coalition .. the coalition", "Houthi rebels .. the rebels"."""
        head = token.low.rsplit(" ", 1)[-1]
        if head not in _BANDS:
            return
        if "attacker" in token.tags:
            self._sides[head] = token.tags["attacker"]
        elif head == token.low and before is not None and before.low == "the" and head in self._sides:
            token.read_as({**token.tags, "attacker": self._sides[head], "again": True})

    def _point(self, token: Token, before: Token, head: str) -> None:
        if before.low not in _DEFINITE:
            return
        meant = self._known.get(head) or (self._known.get(_ANY_WORKS) if head in _WORKS else None)
        if meant is not None:
            token.read_as({**token.tags, "target": meant})
