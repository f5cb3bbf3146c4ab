"""General words for an object that was named before: "an oil depot .. the depot", "a refinery .. the plant"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_DEFINITE = words("objects.definite")
_GENERAL = words("objects.general")
_WORKS = words("objects.works")
_BANDS = words("objects.bands")
_ANY_WORKS = ""


class Named:
    """What the objects of an article were called so far, by the last word of their names."""

    __slots__ = ("_known", "_sides")

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}
        self._sides: dict[str, str] = {}

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
