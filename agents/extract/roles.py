"""The part a place plays in its clause: hit, launched from, spoken in, passed, only beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.agents.extract.grammar import words

if TYPE_CHECKING:
    from strikewatch.agents.extract.spot import Spot
    from strikewatch.agents.extract.tokens import Token

ADJECTIVES = words("roles.adjectives")
_BACKGROUND = words("roles.background")
_SUCH = words("roles.such")
_VERB_FORMS = words("roles.verb_forms")


def lead_of(spot: Spot, tokens: list[Token]) -> int:
    """The row of the word that governs the name, past articles, adjectives and "city of"; -1 at the start."""
    row = spot.first - 1
    while row >= 0 and spot.first - row < 9:
        token = tokens[row]
        if (
            token.low in ADJECTIVES
            or "kind" in token.tags
            or token.tags.get("refer") == "capital"
            or "demonym" in token.tags
            or (token.low == "'s")
        ):
            row -= 1
            continue
        if (token.number is not None or token.is_("vague")) and "kind" in tokens[row + 1].tags:
            row -= 1
            continue
        if token.low in _SUCH or (
            token.low == "," and row + 1 < len(tokens) and tokens[row + 1].low in _SUCH
        ):
            row -= 1
            continue
        if (
            not token.tags
            and not token.capital
            and token.low.isalpha()
            and row + 1 < spot.first
            and (tokens[row + 1].is_("demonym") or "kind" in tokens[row + 1].tags)
        ):
            row -= 1
            continue
        if token.low == "of" and row and tokens[row - 1].is_("kind", "refer"):
            row -= 2
            continue
        if token.low == "," and row and tokens[row - 1].tags.get("demonym"):
            row -= 1
            continue
        return row
    return -1


def role_of(spot: Spot, tokens: list[Token]) -> str:
    lead = lead_of(spot, tokens)
    governing = tokens[lead] if lead >= 0 else None
    after_row = spot.last + 1
    while after_row < len(tokens) and tokens[after_row].low in ("'", "\u2019", "s"):
        after_row += 1
    after = tokens[after_row] if after_row < len(tokens) else None
    possessive = after_row > spot.last + 1 or "'" in tokens[spot.last].low
    if (
        possessive
        and after is not None
        and "speaker" in after.tags
        and after_row + 1 < len(tokens)
        and tokens[after_row + 1].low == "of"
    ):
        return "owner"
    if (
        possessive
        and "metonym" in tokens[spot.first].tags
        and after is not None
        and after.tags.get("speaker") in ("ministry", "head_of_state", "military", "air_force")
    ):
        return "owner"
    if (
        after is not None
        and ("after_speaker" in after.tags or "speaker" in after.tags)
        and not _hit_object(governing, after)
    ):
        return "speaker"
    if _opens_for_speaker(spot, tokens):
        return "speaker"
    role = governing.tags.get("before") if governing is not None else None
    if governing is not None and role is not None:
        before = tokens[lead - 1] if lead else None
        if role in ("bearing", "care"):
            return str(role)
        if (
            before is not None
            and before.low in ("hospital", "hospitals", "clinic")
            and _cared_for(tokens, lead)
        ):
            return "care"
        if role == "from":
            return "at" if _victims(tokens, lead) else "from"
        if governing.low == "between":
            return "actor" if spot.is_country or "metonym" in tokens[spot.first].tags else "at"
        if (
            before is not None
            and "speaker" in before.tags
            and before.tags["speaker"] not in ("rescue", "witness", "police", "operator")
            and governing.low in ("of", "in", "for", "of the")
        ):
            seat = before.tags["speaker"] in ("ministry", "military", "air_force", "head_of_state")
            return "owner" if seat and "metonym" in tokens[spot.first].tags else "speaker"
        if possessive and (spot.is_country or "metonym" in tokens[spot.first].tags):
            return "owner"
        if (
            before is not None
            and before.low in _BACKGROUND
            and governing.low in ("in", "of", "on", "to", "for", "with", "against")
        ):
            return "of"
        if governing.low in ("to", "for", "with"):
            return "at" if before is not None and before.low in ("damage", "blow", "destruction") else "of"
        if governing.low in ("near", "close to", "outside", "around") and not spot.is_country:
            return "near"
        if governing.low == "of":
            return "at" if _of_attack(tokens, lead, country=spot.is_country) else "of"
        state = spot.is_country or "metonym" in tokens[spot.first].tags
        if (
            state
            and governing.low in ("on", "against", "at", "towards", "toward", "into")
            and not _attacked(tokens, lead)
        ):
            return "actor"
        if possessive and spot.is_country:
            return "owner"
        return "at"
    if (
        governing is not None
        and "speaker" in governing.tags
        and governing.tags["speaker"] in ("governor", "mayor", "other", "military_administration")
    ):
        return "speaker"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.is_("attack")
        and governing.low.endswith("ing")
        and not possessive
    ):
        return "at"
    if (
        governing is not None
        and governing.is_("attack", "launch", "explosion")
        and governing.tags.get("attack", ("verb",))[0] == "verb"
    ):
        return "at" if not possessive else "owner"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.low in ("to hit", "to strike", "to attack", "to target")
    ):
        return "at"
    state = spot.is_country or "metonym" in tokens[spot.first].tags
    if state and not possessive and _suffers(tokens, spot, reach=3):
        spot.struck = True
        return "at"
    if _acts(spot, tokens, after):
        return "actor"
    if (
        governing is not None
        and lead == spot.first - 1
        and governing.low in _VERB_FORMS
        and lead > 0
        and tokens[lead - 1].is_("weapon", "actor", "attacker", "demonym")
    ):
        return "at"
    if "metonym" in tokens[spot.first].tags and spot.unit is None and not _suffers(tokens, spot, reach=4):
        return "actor"
    spot.struck = _suffers(tokens, spot)
    return "at" if spot.struck else "bare"


def is_governor(spot: Spot, tokens: list[Token]) -> bool:
    """A governor speaks for the region whose name the city shares."""
    near = (*tokens[max(spot.first - 3, 0) : spot.first], *tokens[spot.last + 1 : spot.last + 4])
    return spot.unit is None and any(
        token.tags.get("speaker") == "governor" or token.low in ("governor", "gov") for token in near
    )


def _opens_for_speaker(spot: Spot, tokens: list[Token]) -> bool:
    """As in "In Lviv, the mayor said ..": where he speaks; what he says names its own places."""
    row = spot.last + 1
    if spot.first > 1 or row + 2 >= len(tokens) or tokens[row].low != ",":
        return False
    for token in tokens[row + 1 : row + 7]:
        if token.is_("harm", "attack", "explosion", "launch", "intercept", "number"):
            return False
        if "speaker" in token.tags and "person" not in token.tags:
            return True
    return False


def _hit_object(governing: Token | None, after: Token) -> bool:
    return (
        governing is not None
        and "attack" in governing.tags
        and after.low in ("residents", "resident", "police")
    )


def _cared_for(tokens: list[Token], lead: int) -> bool:
    """As in "were taken to a hospital in Dnipro": where the wounded are, not where it hit."""
    near = {token.low.split()[0] for token in tokens[max(lead - 8, 0) : lead]}
    return bool(
        near
        & {
            "taken",
            "treated",
            "admitted",
            "brought",
            "transferred",
            "recovering",
            "hospitalised",
            "died",
            "remain",
            "treatment",
            "transported",
            "rushed",
            "evacuated",
        }
    )


def _of_attack(tokens: list[Token], lead: int, *, country: bool) -> bool:
    """As in "the shelling of Nikopol", "explosions on the outskirts of Kyiv", "parts of Kyiv": `of` that still says where."""
    for row in range(lead - 1, max(lead - 5, -1), -1):
        token = tokens[row]
        if (
            token.is_("attack", "explosion")
            or (token.is_("target", "kind") and not country)
            or token.low
            in (
                "parts",
                "outskirts",
                "centre",
                "center",
                "part",
                "suburbs",
                "area",
                "areas",
                "bay",
                "port",
                "suburb",
                "streets",
                "vicinity",
                "sky",
                "skies",
                "edge",
                "direction",
                "heart",
                "most",
                "residents",
                "people",
                "swathes",
                "much",
                "all",
            )
        ):
            return True
        if token.low in (",", ";", "said") or token.is_("say", "speaker"):
            return False
    return False


def _attacked(tokens: list[Token], lead: int) -> bool:
    """Whether "on Moscow" is what an attack was on, not sanctions or pressure."""
    return any(
        token.is_("attack", "launch", "weapon", "explosion", "aside")
        for token in tokens[max(lead - 8, 0) : lead]
    )


def _suffers(tokens: list[Token], spot: Spot, reach: int = 11) -> bool:
    """A place as subject of what was done to it: "Kharkiv was hit", "Odesa came under attack"."""
    start = _past_apposition(tokens, spot.last + 1)
    reach = reach if start == spot.last + 1 else min(reach, 4)
    for row in range(start, min(start + reach, len(tokens))):
        token = tokens[row]
        low = token.low.split()[0]
        if low.endswith("ing") and low != "coming":
            continue
        if token.tags.get("attack", ("",))[0] == "noun" and tokens[row - 1].low not in (
            "under",
            "suffered",
            "faced",
        ):
            continue
        if token.is_("attack") and (
            low
            in (
                "was",
                "were",
                "came",
                "come",
                "is",
                "are",
                "under",
                "been",
                "faced",
                "coming",
                "endured",
                "suffered",
            )
            or _passive_near(tokens, row)
        ):
            return True
        if token.low in (";", ".") or token.is_("say"):
            return False
    return False


def _past_apposition(tokens: list[Token], row: int) -> int:
    """The row after "- in Ukrainian-held territory -" or ", a port city,", where one follows a name."""
    if row >= len(tokens) or tokens[row].low not in (",", "-", "–", "—", "("):
        return row
    mark = ")" if tokens[row].low == "(" else tokens[row].low
    stop = next((at for at in range(row + 1, min(row + 40, len(tokens))) if tokens[at].low == mark), row)
    return stop + 1 if stop > row else row


def _passive_near(tokens: list[Token], row: int) -> bool:
    return any(
        token.low in ("was", "were", "been", "is", "being", "also", "came", "under", "are")
        for token in tokens[max(row - 3, 0) : row]
    )


def _victims(tokens: list[Token], row: int) -> bool:
    return row > 0 and tokens[row - 1].is_("harm", "person")


def _acts(spot: Spot, tokens: list[Token], after: Token | None) -> bool:
    """Whether a country or a capital stands for its government here."""
    token = tokens[spot.first]
    state = spot.is_country or "metonym" in token.tags
    if not state or after is None:
        return spot.is_country
    if spot.is_country:
        return True
    if "after_actor" in after.tags:
        following = tokens[tokens.index(after) + 1] if tokens.index(after) + 1 < len(tokens) else None
        passive = (
            after.low in ("was", "were", "is", "has", "had")
            and following is not None
            and following.is_("attack", "intercept")
        )
        return not passive
    return (
        after.is_("attack", "launch")
        and after.tags.get("attack", ("",))[0] != "noun"
        and after.low.split()[0] not in ("was", "were", "came", "is")
    )


def inherit_roles(found: list[Spot], tokens: list[Token]) -> None:
    for spot in found:
        if spot.listed is not None and spot.listed in found and spot.role in ("bare", "actor", "of"):
            spot.role = spot.listed.role
    del tokens


def _dashed(tokens: list[Token]) -> bool:
    """Whether a sentence opens with names, a spaced dash and a new start: "Kryvyi Rih, Ukraine - Missiles hit .."."""
    stop = next((row for row, token in enumerate(tokens[:8]) if token.low in ("-", "–", "—")), None)
    if not stop or stop + 1 >= len(tokens) or tokens[stop].start == tokens[stop - 1].end:
        return False
    return tokens[stop + 1].capital and all(
        token.capital or token.low in (",", "(", ")", "-") or token.number is not None
        for token in tokens[:stop]
    )


def mark_dateline(found: list[Spot], tokens: list[Token]) -> None:
    """As in "KYIV, Ukraine (AP) —": where it was written, not where it hit."""
    first = found[0] if found else None
    if (
        first is not None
        and first.first == 0
        and ((first.text.isupper() and len(first.text) > 3) or _dashed(tokens))
    ):
        stop = next((row for row, token in enumerate(tokens[:12]) if token.low in ("-", "–", "—", ")")), 0)
        for spot in found:
            if spot.last < max(stop, 1):
                spot.role = "dateline"
    for row, token in enumerate(tokens[:16]):
        if (
            token.low in ("-", "–", "—")
            and row
            and tokens[row - 1].low == ")"
            and token.start > tokens[row - 1].end
        ):
            for spot in found:
                if spot.last < row:
                    spot.role = "dateline"
            return
