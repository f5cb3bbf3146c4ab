"""The part a place plays in its clause: hit, launched from, spoken in, passed, only beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words
from strikewatch.agents.extract.places.phrases import (
    acts,
    attacked,
    cared_for,
    flown_to,
    inside,
    lead_of,
    of_attack,
    office_or_officer_hit,
    opens_for_speaker,
    reached,
    scene_follows,
    suffers,
    victims,
)
from strikewatch.agents.extract.places.spot import Spot

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

_BY_REACH = 6
_BACKGROUND = words("roles.background")
_VERB_FORMS = words("roles.verb_forms")
_CORE = words("verbs.core")
_REACHING = frozenset({"approach", "approaches", "blow", "damage", "destruction"})
_STATE_VOICES = frozenset({"ministry", "head_of_state", "military", "air_force"})
_LOCAL_VOICES = frozenset({"governor", "mayor", "other", "military_administration"})
_VOICES_ANYWHERE = frozenset({"rescue", "witness", "police", "operator"})


@dataclass(slots=True, eq=False)
class _Site:
    """A name with its neighbours: `governing` is the word before it, `before` the one before that."""

    spot: Spot
    tokens: list[Token]
    lead: int
    governing: Token | None
    before: Token | None
    after: Token | None
    after_row: int
    possessive: bool

    @property
    def state(self) -> bool:
        """Whether the name may stand for a government."""
        return self.spot.is_country or "metonym" in self.tokens[self.spot.first].tags


def role_of(spot: Spot, tokens: list[Token]) -> str:
    """The first rule that knows decides; a name that none knows is `bare`, and `at` where it suffers an attack."""
    site = _site(spot, tokens)
    for rule in (_defended, _voice, _of_compound, _inverted, _governed, _object_of_verb, _subject):
        role = rule(site)
        if role in ("actor", "of") and scene_follows(tokens, spot):
            return "at"
        if role is not None:
            return role
    spot.struck = suffers(tokens, spot)
    return "at" if spot.struck else "bare"


def _site(spot: Spot, tokens: list[Token]) -> _Site:
    lead = lead_of(spot, tokens)
    row = spot.last + 1
    while row < len(tokens) and tokens[row].low in ("'", "\u2019", "s"):
        row += 1
    return _Site(
        spot,
        tokens,
        lead,
        tokens[lead] if lead >= 0 else None,
        tokens[lead - 1] if lead > 0 else None,
        tokens[row] if row < len(tokens) else None,
        row,
        row > spot.last + 1 or "'" in tokens[spot.last].low,
    )


def _voice(site: _Site) -> str | None:
    """As in "Kharkiv's governor", "Sumy police": the place of who speaks."""
    after = site.after
    if after is not None and site.possessive and "speaker" in after.tags:
        following = site.tokens[site.after_row + 1] if site.after_row + 1 < len(site.tokens) else None
        if following is not None and following.low == "of":
            return "owner"
        if "metonym" in site.tokens[site.spot.first].tags and after.tags["speaker"] in _STATE_VOICES:
            return "owner"
    if after is not None and after.is_("after_speaker", "speaker") and not _hit_object(site.governing, after):
        return "speaker"
    if (
        after is not None
        and "say" in after.tags
        and site.governing is not None
        and site.governing.low == "in"
    ):
        return "speaker"
    return "speaker" if opens_for_speaker(site.spot, site.tokens) else None


def _of_compound(site: _Site) -> str | None:
    """As in "the Nizhnekamsk drone attack", "after Sunday's Sumy shelling": the name says where the attack was."""
    after = site.after
    if after is None or site.possessive or site.state or site.spot.feature is not None:
        return None
    row = site.after_row
    if ("weapon" in after.tags or after.low.endswith("camp")) and row + 1 < len(site.tokens):
        after = site.tokens[row + 1]
    noun = after.tags.get("attack", ("",))[0] == "noun"
    return (
        "at" if noun and after.start - site.spot.end < 24 and site.after_row == site.spot.last + 1 else None
    )


def _defended(site: _Site) -> str | None:
    """As in "Kyiv region's air defence was at work", "Sumy's air defences": what is over it is fired at."""
    after = site.after
    if after is None or site.spot.is_country or not site.possessive or "defence" not in after.tags:
        return None
    return "at"


def _inverted(site: _Site) -> str | None:
    """As in "Also hit was Odesa", "Among those targeted were Qatar and Kuwait"."""
    governing = site.governing
    if governing is None or governing.low not in ("was", "were") or site.lead == 0:
        return None
    near = site.tokens[max(site.lead - 5, 0) : site.lead]
    first = next(
        (token for token in near if token.low in ("among", "also", "hardest", "targeted", "hit", "struck")),
        None,
    )
    if first is None or not any(token.low.split()[-1] in _CORE for token in near):
        return None
    site.spot.struck = True
    return "at"


def _governed(site: _Site) -> str | None:
    """The role that a preposition gives, corrected by what the preposition belongs to."""
    governing = site.governing
    role = governing.tags.get("before") if governing is not None else None
    if governing is None or role is None:
        return None
    if role == "bearing" and inside(site.tokens, site.lead):
        return "at"
    if role in ("bearing", "care"):
        return str(role)
    hospital = site.before is not None and site.before.low in ("hospital", "hospitals", "clinic")
    if hospital and cared_for(site.tokens, site.lead):
        return "care"
    if role == "from":
        return "at" if victims(site.tokens, site.lead) else "from"
    if governing.low in ("in", "at") and _stationed(site):
        return "from"
    if governing.low == "between":
        return "actor" if site.state else "at"
    return _belonging(site, governing) or _preposition(site, governing)


def _stationed(site: _Site) -> bool:
    """As in "Russian forces in Crimea fired ..": where those are who strike, not what they hit."""
    before, after = site.before, site.after
    if before is None or not before.is_("attacker", "actor"):
        return False
    if before.is_("weapon", "attack"):
        return False
    ahead = site.tokens[max(site.lead - _BY_REACH, 0) : site.lead]
    if any(one.is_("launch") and two.low == "by" for one, two in pairwise(ahead)):
        return True
    if after is None:
        return False
    acts_next = after.is_("launch", "intercept") or after.tags.get("attack", ("noun",))[0] == "verb"
    opens = not any(token.is_("attack", "launch", "harm") for token in site.tokens[: site.lead - 1])
    return acts_next and opens and after.low.split()[0] not in ("was", "were", "came", "is", "are")


def _belonging(site: _Site, governing: Token) -> str | None:
    """As in "the governor of Sumy", "the war in Ukraine", "Ukraine's cities": whose, not where."""
    before = site.before
    voice = before.tags.get("speaker") if before is not None else None
    if voice is not None and office_or_officer_hit(site.tokens, site.lead):
        return "at"
    if voice is not None and voice not in _VOICES_ANYWHERE and governing.low in ("of", "in", "for", "of the"):
        seat = voice in _STATE_VOICES
        return "owner" if seat and "metonym" in site.tokens[site.spot.first].tags else "speaker"
    if site.possessive and site.state:
        return "owner"
    if (
        before is not None
        and before.low in _BACKGROUND
        and governing.low in ("in", "of", "on", "to", "for", "with", "against")
    ):
        return "of"
    return None


def _preposition(site: _Site, governing: Token) -> str:
    low, before = governing.low, site.before
    if low == "to" and flown_to(site.tokens, site.lead):
        return "at"
    if low in ("to", "for", "with"):
        return "at" if before is not None and before.low in _REACHING else "of"
    if low in ("near", "close to", "outside", "around") and not site.spot.is_country:
        return "near"
    if low in ("near", "close to", "outside"):
        return "bearing"
    if low == "of" and site.spot.feature is not None and victims(site.tokens, site.lead):
        return "at"
    if low == "of":
        return "at" if of_attack(site.tokens, site.lead, country=site.spot.is_country) else "of"
    against = low in ("on", "against", "at", "towards", "toward", "into")
    if site.state and against and not attacked(site.tokens, site.lead):
        return "actor"
    return "at"


def _object_of_verb(site: _Site) -> str | None:
    """As in "shelling Nikopol", "hit Kharkiv", "tried to strike Moscow"."""
    governing = site.governing
    if governing is None:
        return None
    if governing.tags.get("speaker") in _LOCAL_VOICES:
        return "speaker"
    if reached(site.tokens, site.lead):
        return "at"
    beside = site.lead == site.spot.first - 1
    if beside and governing.is_("attack") and governing.low.endswith("ing") and not site.possessive:
        return "at"
    if (
        governing.is_("attack", "launch", "explosion")
        and governing.tags.get("attack", ("verb",))[0] == "verb"
    ):
        return "owner" if site.possessive else "at"
    if beside and governing.low in ("to hit", "to strike", "to attack", "to target"):
        return "at"
    return None


def _subject(site: _Site) -> str | None:
    """What a state suffers or does."""
    spot, tokens, governing = site.spot, site.tokens, site.governing
    if site.state and not site.possessive and suffers(tokens, spot, reach=3):
        spot.struck = True
        return "at"
    if acts(spot, tokens, site.after, site.after_row):
        return "actor"
    if (
        governing is not None
        and site.lead == spot.first - 1
        and governing.low in _VERB_FORMS
        and site.before is not None
        and site.before.is_("weapon", "actor", "attacker", "demonym")
    ):
        return "at"
    if "metonym" in tokens[spot.first].tags and spot.unit is None and not suffers(tokens, spot, reach=4):
        return "actor"
    return None


def is_governor(spot: Spot, tokens: list[Token]) -> bool:
    """A governor speaks for the region whose name the city shares."""
    near = (*tokens[max(spot.first - 3, 0) : spot.first], *tokens[spot.last + 1 : spot.last + 4])
    return spot.unit is None and any(
        token.tags.get("speaker") == "governor" or token.low in ("governor", "gov") for token in near
    )


def _hit_object(governing: Token | None, after: Token) -> bool:
    return (
        governing is not None
        and "attack" in governing.tags
        and after.low in ("residents", "resident", "police")
    )
