"""Whose the figures of a clause are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.narration.story import ground_of
from strikewatch.agents.extract.narration.telling import Telling
from strikewatch.agents.extract.places.phrases import SUCH

if TYPE_CHECKING:
    from strikewatch.agents.extract.casualties import Harm
    from strikewatch.agents.extract.clauses import Clause
    from strikewatch.agents.extract.narration.whereabouts import Where
    from strikewatch.agents.extract.places.spot import Spot
    from strikewatch.agents.extract.tokens import Token
    from strikewatch.schemas.strike_report import Scope


_MANY = ("settlements", "regions", "districts")
_NATION_REACH = 8
_ASIDE = 6
"""Words from a place to the brackets that say what became of it: "Kupiansk with artillery (two dead)"."""


def share(scene: Where, tellings: list[Telling]) -> None:
    """Give the clause's figures to its place; over a list of places it is that of what holds them all, none or so many each is at each."""
    tokens, clause = scene.tokens, scene.clause
    if not tellings:
        return
    if _is_example(tokens, clause, tellings[0].spot, len(tellings)):
        whole = scene.story.common([telling.spot for telling in tellings])
        if whole is not None:
            _exemplify(scene, tellings, whole)
            return
    if len(tellings) > 1 and clause.harms:
        _in_brackets(tokens, clause, tellings)
        _relative(tokens, clause, tellings)
    if clause.salvos and (whole := _of_nation(scene, tellings)) is not None:
        tellings.append(_total(scene, whole, tellings[0]))
        tellings[-1].harms = []
        clause.salvos = []
    together = len({ground_of(telling.spot) for telling in tellings}) == 1  # two districts of one city
    if together or (clause.tokens_near and len(tellings) == 2):
        tellings[0].harms, tellings[0].salvos = list(clause.harms), list(clause.salvos)
        _only_counted(tellings[0])
        return
    if not clause.harms and not clause.salvos:
        return
    whole = _whole(scene, [telling.spot for telling in tellings])
    if whole is None:
        return
    zero = not clause.salvos and all(harm.figure.value == 0 for harm in clause.harms)
    if zero or any(token.low == "each" for token in tokens[clause.first : clause.last + 1]):
        for telling in tellings:
            telling.harms, telling.salvos = list(clause.harms), list(clause.salvos)
        return
    if not any(salvo.rule == "share" for salvo in clause.salvos) and _is_sum(scene, whole):
        tellings.append(_total(scene, whole, tellings[0]))
    for telling in tellings:
        if not telling.harms:  # nobody counts the victims of one place of several
            telling.claims = [claim for claim in telling.claims if claim.figure is None]


def _is_sum(scene: Where, whole: Spot) -> bool:
    """Whether a text that begins so or has just told of the country sums up: later, victims of two towns are no sum over it."""
    if scene.clause.salvos or whole.level != "country":
        return True
    told = (*scene.story.tellings, *scene.made)
    return not told or any(
        not telling.inherited
        and telling.rank >= scene.story.row - 1
        and telling.spot.level == "country"
        and telling.spot.entry == whole.entry
        for telling in told
    )


def _in_brackets(tokens: list[Token], clause: Clause, tellings: list[Telling]) -> None:
    """As in "shelled Nikopol (one dead, four wounded) and Marhanets (two wounded)": of the place before the brackets."""
    left: list[Harm] = []
    for harm in clause.harms:
        marks = [row for row in range(clause.first, harm.row) if tokens[row].low in ("(", ")")]
        opened = marks[-1] if marks and tokens[marks[-1]].low == "(" else None
        before = [t for t in tellings if opened is not None and opened - _ASIDE < t.spot.last < opened]
        if before:
            max(before, key=lambda telling: telling.spot.last).harms.append(harm)
        else:
            left.append(harm)
    if len(left) == len(clause.harms):
        return
    clause.harms = left
    for telling in tellings:
        own = {(f"casualties.{harm.metric}", harm.figure.value) for harm in (*telling.harms, *left)}
        telling.claims = [
            claim
            for claim in telling.claims
            if claim.figure is None or (claim.field, claim.figure.value) in own
        ]


def _exemplify(scene: Where, tellings: list[Telling], whole: Spot) -> None:
    """As in "strike cities across Ukraine, including Kyiv, causing damage to plants": what follows the examples is of all."""
    for telling in tellings:
        telling.example = True
    clause = scene.clause
    if not (clause.harms or clause.salvos or any(spot.is_country for spot in clause.spots)):
        return
    total = _total(scene, whole, tellings[0])
    last = max(telling.spot.end for telling in tellings)
    for telling in tellings:
        total.targets.update(telling.targets)
        telling.targets = {kind: span for kind, span in telling.targets.items() if span[0] < last}
    tellings.append(total)


def _relative(tokens: list[Token], clause: Clause, tellings: list[Telling]) -> None:
    """As in "strikes on Dnipro, Odesa and Sumy, where two people were killed": of the last place named before it."""
    first = min((harm.row for harm in clause.harms), default=0)
    where = next((row for row in range(first - 1, clause.first, -1) if tokens[row].low == "where"), None)
    if where is None or any(telling.spot.first > where for telling in tellings):
        return
    max(tellings, key=lambda telling: telling.spot.first).harms = list(clause.harms)
    clause.harms = []


def _of_nation(scene: Where, tellings: list[Telling]) -> Spot | None:
    """As in "launches 25 drones at Russian cities, hitting a refinery in Ryazan": so many at all of them."""
    tokens, row = scene.tokens, scene.clause.salvos[-1].row
    stop = min(telling.spot.first for telling in tellings)
    for at in range(row + 2, min(row + _NATION_REACH, stop, len(tokens))):
        if tokens[at].tags.get("kind") in _MANY and (code := tokens[at - 1].tags.get("demonym")):
            return scene.story.country(code)
    return None


def _only_counted(telling: Telling) -> None:
    """A place given a share of what was shot down had munitions of that kind over it, not all that its sentence names."""
    counted = {salvo.weapon_class for salvo in telling.salvos if salvo.rule == "share"}
    if counted and "all" not in counted:
        telling.weapons = {key: span for key, span in telling.weapons.items() if key[0] in counted}


def _total(scene: Where, whole: Spot, first: Telling) -> Telling:
    clause = scene.clause
    scope: Scope = "summary" if whole.level == "country" else "place"
    total = Telling(whole, first.rank, scope=scope, attacker=first.attacker, when=first.when)
    total.modality, total.weapons = first.modality, dict(first.weapons)
    total.harms, total.salvos = list(clause.harms), list(clause.salvos)
    total.claims = list(first.claims)
    return total


def _is_example(tokens: list[Token], clause: Clause, spot: Spot, named: int) -> bool:
    """As in "fired 19 missiles at Ukrainian cities, including Kyiv": it is told of more places than are named."""
    rules = [salvo.rule for salvo in clause.salvos] + [harm.rule for harm in clause.harms]
    if "share" in rules:
        return False
    if spot.first >= len(tokens):
        return False
    such = next((row for row in range(max(spot.first - 4, 1), spot.first) if tokens[row].low in SUCH), None)
    if such is None:
        return False
    near = tokens[max(such - 4, 0) : such]
    if any(token.number == named for token in near):
        return False
    return any(
        token.tags.get("kind") in ("settlements", "regions") or token.tags.get("refer") == "country"
        for token in near
    )


def _whole(scene: Where, spots: list[Spot]) -> Spot | None:
    """As in "In Kharkiv Oblast, nine were hurt in Kharkiv, Chuhuiv and Izium": the region named around a list, else the country."""
    for outer in scene.outer:
        if all(scene.story.within(spot, outer) for spot in spots):
            return outer
    return scene.story.common(spots)
