"""With what, where a telling does not say it: the weapons of the attack it goes on about, those of the whole wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.evidence import LAUNCHERS
from strikewatch.agents.extract.narration.grouping import country_of
from strikewatch.agents.extract.narration.story import ground_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strikewatch.agents.extract.narration.telling import Telling

_NEAR = 3
"""Sentences within which "the attack", or debris, is of what was told before."""
_VOLLEY = 40
"""Rockets that one launcher of the commonest kind, a BM-21, fires at once."""
_FLYING = frozenset({"drone", "missile"})
_SEVERAL = 3
_ROCKETS = frozenset({"projectile", "projectiles", "rocket", "rockets"})


def arm(tellings: list[Telling], text: str) -> None:
    """Give every telling of today's strikes the weapons that the text gives it elsewhere."""
    current = [telling for telling in tellings if telling.modality == "current"]
    _of_launchers(current, text)
    _of_volleys(current)
    _of_wave(current)
    _of_loose(current)
    _of_same(current)
    _of_campaign(current)


def _of_launchers(tellings: list[Telling], text: str) -> None:
    """Missiles at a place where the text has a launcher of artillery fire are artillery; so are its side's "rockets" later on."""
    launched: set[int | str] = set()
    sides: set[str | None] = set()
    for telling in tellings:
        if any(model in LAUNCHERS for _, model in telling.weapons):
            launched.add(ground_of(telling.spot))
            sides.add(telling.attacker)
    for telling in tellings if launched else ():
        span = telling.weapons.get(("missile", None))
        if span is None:
            continue
        own = telling.attacker is None or telling.attacker in sides
        rocket = own and text[span[0] : span[1]].lower() in _ROCKETS
        if ground_of(telling.spot) in launched or rocket:
            del telling.weapons["missile", None]
            telling.weapons.setdefault(("artillery", None), span)
            for salvo in telling.salvos:
                if salvo.weapon_class == "missile" and salvo.model is None:
                    salvo.weapon_class = "artillery"


def _of_volleys(tellings: list[Telling]) -> None:
    """As in "shelling killed three .. fired 120 rockets at Nikopol": so many at one town are of a side's artillery."""
    shelling = {
        telling.attacker for telling in tellings if any(key[0] == "artillery" for key in telling.weapons)
    }
    for telling in tellings:
        shells = telling.attacker in shelling or (telling.attacker is None and shelling)
        if telling.spot.level != "settlement" or not shells:
            continue
        for salvo in telling.salvos:
            volley = salvo.fate == "launched" and salvo.figure.value >= _VOLLEY and salvo.rockets
            if volley and salvo.weapon_class == "missile":
                salvo.weapon_class = "artillery"
                telling.weapons.pop(("missile", None), None)


def _of_same(tellings: list[Telling]) -> None:
    """As in "the attack": the one just told of, with its weapons; debris is of what was shot down before."""
    for row, telling in enumerate(tellings):
        if telling.weapons or not (telling.again or telling.outcome == "debris_impact"):
            continue
        for other in reversed(tellings[:row]):
            if telling.rank - other.rank > _NEAR or other.attacker not in (telling.attacker, None):
                break
            known = {key: span for key, span in other.weapons.items() if telling.again or key[0] in _FLYING}
            if known:
                telling.weapons = known
                break


def _of_loose(tellings: list[Telling]) -> None:
    """As in "the shelling": in a text that otherwise has one kind of weapon, it means that kind."""
    firm = {
        (telling.attacker, key[0])
        for telling in tellings
        for key in telling.weapons
        if key[0] not in telling.loose
    }
    for telling in tellings:
        if (
            not telling.again
            or not telling.weapons
            or any(key[0] not in telling.loose for key in telling.weapons)
        ):
            continue
        classes = {weapon for attacker, weapon in firm if attacker in (telling.attacker, None)}
        if len(classes) == 1:
            span = next(iter(telling.weapons.values()))
            telling.weapons = {(classes.pop(), None): span}


def _of_wave(tellings: list[Telling]) -> None:
    """A telling that names no weapon has that of the wave it belongs to, where the wave had one kind."""
    for attacker in sorted({telling.attacker for telling in tellings}, key=str):
        side = list(_side(tellings, attacker))
        wave = _wave(side)
        if wave is None:
            continue
        for telling in side:
            if telling.loose and wave not in telling.loose:
                telling.weapons = {
                    key: span for key, span in telling.weapons.items() if key[0] not in telling.loose
                }
            if not telling.weapons:
                span = next(span for other in side for span in other.weapons.values())
                telling.weapons = {(wave, None): span}


def _side(tellings: list[Telling], attacker: str | None) -> Iterator[Telling]:
    """The attacker's tellings, and those of no stated attacker on ground that is not its own."""
    for telling in tellings:
        if telling.attacker == attacker or (
            telling.attacker is None and country_of(telling.spot) != attacker
        ):
            yield telling


def _wave(side: list[Telling]) -> str | None:
    """The one weapon that an article gives first for a country, or for a list of places in its first sentence."""
    if not side:
        return None
    lead = [telling for telling in side if telling.rank == side[0].rank]
    armed = sum(bool(telling.weapons) for telling in lead)
    if side[0].spot.level != "country" and (side[0].rank > 0 or armed < 2):
        return None
    mixed = {key[0] for telling in side if telling.spot.level == "country" for key in telling.weapons}
    if len(mixed) > 1:
        return None
    if (
        side[0].spot.level == "country"
        and not side[0].weapons
        and side[1:]
        and side[1].spot.level != "country"
    ):
        return None
    classes = {key[0] for telling in side[:2] for key in telling.weapons if key[0] not in telling.loose}
    return classes.pop() if len(classes) == 1 else None


def _of_campaign(tellings: list[Telling]) -> None:
    """A side that an article has use one kind of what flies, at several places and nothing else, used it at the others."""
    for attacker in sorted({telling.attacker for telling in tellings if telling.attacker}):
        side = list(_side(tellings, attacker))
        armed = [telling for telling in side if telling.weapons]
        kinds = {key[0] for telling in armed for key in telling.weapons}
        kinds |= {salvo.weapon_class for telling in side for salvo in telling.salvos}
        places = {ground_of(telling.spot) for telling in armed}
        if len(kinds) != 1 or not kinds <= _FLYING or len(places) < _SEVERAL:
            continue
        span = next(iter(armed[0].weapons.values()))
        for telling in side:
            if not telling.weapons:
                telling.weapons = {(next(iter(kinds)), None): span}
