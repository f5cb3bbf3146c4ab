"""Numbers with what they count: "at least 12 people", "30 of 35 drones", "a man and his daughter"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from strikewatch.agents.extract.grammar import words
from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token

Kind = Literal["person", "munition", "bare", "other"]
_REACH = 5
_UNITS = words("quantities.units")
_CLOSED = words("quantities.closed")
_HALF_NAMES = words("quantities.half_names")
_MONEY = frozenset("$£€₴₽")
_ARTICLES = words("quantities.articles")
_POSSESSIVE = words("quantities.possessive")
_STARTERS = _ARTICLES | _POSSESSIVE


@dataclass(slots=True, eq=False)
class Quantity:
    """`first` and `last` are token rows of the number itself, `noun` the row of what it counts (or `last`)."""

    first: int
    last: int
    noun: int
    figure: Figure
    kind: Kind
    fighters: bool = False
    subset: bool = False
    total: Figure | None = None
    weapon: tuple[str, str | None] | None = None
    article: bool = False
    used: bool = False


def quantities(tokens: list[Token], text: str) -> list[Quantity]:
    """Every countable number of a sentence, left to right; ages, money, dates and measures are left out."""
    found: list[Quantity] = []
    row = 0
    while row < len(tokens):
        token = tokens[row]
        if token.number is None and token.low not in _STARTERS and not token.is_("vague", "operator"):
            row += 1
            continue
        quantity = _number_at(tokens, row, text) or _article_at(tokens, row, text)
        if quantity is None:
            row += 1
            continue
        found.append(quantity)
        row = max(quantity.last, quantity.noun if quantity.article else quantity.last) + 1
    for quantity in found:
        quantity.subset = _is_subset(tokens, quantity)
    return found


def _number_at(tokens: list[Token], row: int, text: str) -> Quantity | None:
    start = row
    operator = None
    while row < len(tokens) and "operator" in tokens[row].tags and row - start < 3:
        operator = tokens[row].tags["operator"] if operator in (None, "about") else operator
        row += 1
    read = _value(tokens, row)
    if read is None:
        return None
    value, last, vague = read
    if _is_measure(tokens, row, last, value):
        return None
    low_high = _range(tokens, row, last, value)
    if low_high is not None:
        high, last = low_high
        span = text[tokens[start].start : tokens[last].end]
        figure = Figure(
            op="between", low=min(value, high), best=min(value, high), high=max(value, high), text=span
        )
    else:
        if last + 1 < len(tokens) and tokens[last + 1].low == "or more":
            operator, last = "at_least", last + 1
        figure = make_figure(value, operator, vague=vague, text=text[tokens[start].start : tokens[last].end])
    total, last = _total(tokens, last, text)
    noun, kind, fighters, weapon = _counted(tokens, last + 1)
    return Quantity(start, last, noun, figure, kind, fighters=fighters, total=total, weapon=weapon)


def _value(tokens: list[Token], row: int) -> tuple[int, int, bool] | None:
    """(value, last row, vague) of the number that starts here."""
    if row >= len(tokens):
        return None
    token = tokens[row]
    if "vague" in token.tags:
        return token.tags["vague"], row, True
    if token.number is None:
        return None
    value, last = token.number, row
    tens = range(20, 100)
    while last + 1 < len(tokens):
        following = tokens[last + 1]
        if "scale" in following.tags:
            value, last = value * following.tags["scale"], last + 1
        elif (
            following.low == "-"
            and value in tens
            and value % 10 == 0
            and last + 2 < len(tokens)
            and tokens[last].low[0].isalpha()
            and tokens[last + 2].number in range(1, 10)
        ):
            value, last = value + (tokens[last + 2].number or 0), last + 2
        elif (
            tokens[last].low[0].isalpha()
            and value in tens
            and value % 10 == 0
            and following.low.isalpha()
            and following.number in range(1, 10)
        ):
            value, last = value + (following.number or 0), last + 1
        else:
            break
    return value, last, False


def _range(tokens: list[Token], row: int, last: int, value: int) -> tuple[int, int] | None:
    """The upper end of "20 to 30", "three or four", "10-12", "between 5 and 7"."""
    if last + 2 >= len(tokens) or tokens[last + 2].number is None:
        return None
    joint = tokens[last + 1].low
    if joint == "to" and row > 0 and tokens[row - 1].low == "from":
        return None
    between = row > 0 and tokens[row - 1].low == "between"
    if joint in ("to", "or", "-", "–") or (joint == "and" and between):
        read = _value(tokens, last + 2)
        if read and value < read[0] <= value * 10 + 10:
            return read[0], read[1]
    return None


def _total(tokens: list[Token], last: int, text: str) -> tuple[Figure | None, int]:
    """The second figure of "30 of 35", "104 out of 120", "41 of the 58"."""
    row = last + 1
    if row < len(tokens) and tokens[row].low == "out":
        row += 1
    if row >= len(tokens) or tokens[row].low not in ("of", "of the", "out of", "out of the"):
        return None, last
    row += 1
    while row < len(tokens) and tokens[row].low in ("the", "a", "some", "total", "of"):
        row += 1
    start, operator = row, None
    while row < len(tokens) and "operator" in tokens[row].tags:
        operator = tokens[row].tags["operator"]
        row += 1
    read = _value(tokens, row)
    if read is None:
        return None, last
    value, end, vague = read
    return make_figure(value, operator, vague=vague, text=text[tokens[start].start : tokens[end].end]), end


def make_figure(value: int, operator: str | None, *, vague: bool = False, text: str = "") -> Figure:
    """A stated number as rules 13 of docs/rules.md reads it."""
    if vague and operator != "about":
        return Figure(op="vague", low=value, best=value, text=text)
    if vague:
        return Figure(op="vague", low=value, best=value, text=text)
    if operator == "at_least":
        return Figure(op="at_least", low=value, best=value, text=text)
    if operator == "more_than":
        return Figure(op="at_least", low=value + 1, best=value + 1, text=text)
    if operator == "at_most":
        return Figure(op="at_most", best=value, high=value, text=text)
    if operator == "fewer_than":
        return Figure(op="at_most", best=max(value - 1, 0), high=max(value - 1, 0), text=text)
    if operator == "about":
        return Figure(op="about", best=value, text=text)
    return Figure(op="exact", low=value, best=value, high=value, text=text)


def _is_measure(tokens: list[Token], row: int, last: int, value: int) -> bool:
    """Ages, money, dates, clock times, distances, model numbers: figures that count nobody."""
    before = tokens[row - 1] if row else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    second = tokens[last + 2] if last + 2 < len(tokens) else None
    if before is not None and (
        before.low in _MONEY
        or ("month" in before.tags and before.capital and value <= 31)
        or (before.low == "of" and row > 1 and tokens[row - 2].tags.get("person") == "one")
        or before.low in ("aged", "no", "number", "article", "unit", "age", ":", "#", "channel", "day")
        or (before.low == "." and row > 1 and tokens[row - 2].number is not None)
        or (before.low == "-" and before.start == tokens[row - 2].end and before.end == tokens[row].start)
    ):
        return True
    if (
        before is not None
        and before.low in ("and", ",")
        and row > 2
        and tokens[row - 2].number is not None
        and tokens[row - 3].low == "aged"
    ):
        return True
    if after is None:
        return False
    if after.low in _UNITS or after.low in ("%", "°", "£", "€") or ("month" in after.tags and after.capital):
        return True
    if (
        after.low == "-"
        and second is not None
        and (
            second.low in _UNITS
            or second.low
            in (
                "story",
                "year",
                "strong",
                "mile",
                "person",
                "point",
                "member",
                "hour",
                "minute",
                "day",
                "ton",
            )
        )
    ):
        return True
    if after.low == "o'clock" or (
        after.low == ":"
        and second is not None
        and second.number is not None
        and after.start == tokens[last].end
    ):
        return True
    if "relative" in tokens[row].tags:
        return True
    if tokens[row].low.isdigit() and 1900 <= value <= 2100 and "," not in tokens[row].low:
        return after.low not in ("people", "drones", "missiles", "soldiers", "civilians")
    return False


def _counted(tokens: list[Token], row: int) -> tuple[int, Kind, bool, tuple[str, str | None] | None]:
    """What follows a number: (row of the noun, kind, fighters, weapon)."""
    joined: tuple[str, str | None] | None = None
    fighters = False
    skipped = 0
    for at in range(row, min(row + _REACH, len(tokens))):
        token = tokens[at]
        tags = token.tags
        if token.low in (
            "'",
            "‘",
            "’",
            '"',
            "“",
            "”",
            "-",
            "of",
            "of the",
            "the",
            "of them",
            "of whom",
            "of those",
        ):
            skipped += 1
            continue
        if (
            at == row + skipped
            and (token.is_("lost", "intercept", "launch") or token.tags.get("attack", ("",))[0] == "verb")
            and "weapon" not in tags
        ):
            return row - 1, "bare", False, None
        if at == row and "delta" in tags and "person" not in tags:
            continue
        if "fighter" in tags:
            fighters = True
        if "person" in tags:
            if at + 1 < len(tokens) and "person" in tokens[at + 1].tags and tokens[at + 1].low != "dead":
                fighters = fighters or "fighter" in tokens[at + 1].tags
                return at + 1, "person", fighters, None
            return at, "person", fighters, None
        if "weapon" in tags:
            joined = tags["weapon"]
            nxt = tokens[at + 1] if at + 1 < len(tokens) else None
            if nxt is not None and ("weapon" in nxt.tags):
                joined = (nxt.tags["weapon"][0], joined[1] or nxt.tags["weapon"][1])
                return at + 1, "munition", False, joined
            if (
                nxt is not None
                and nxt.low in ("and", "or")
                and at + 2 < len(tokens)
                and "weapon" in tokens[at + 2].tags
            ):
                other = tokens[at + 2].tags["weapon"][0]
                joined = (joined[0], joined[1]) if other == joined[0] else ("all", None)
                return at + 2, "munition", False, joined
            if "attack" in tags and nxt is not None and nxt.low in ("attack", "attacks", "strike", "strikes"):
                return at, "other", False, None
            return at, "munition", False, joined
        if "attack" in tags and tags["attack"][0] == "noun" and "weapon" not in tags and at > row - 1:
            nxt = tokens[at + 1] if at + 1 < len(tokens) else None
            if (
                token.low in ("attack", "strike", "barrage")
                and nxt is not None
                and ("weapon" in nxt.tags or nxt.low == "and")
            ):
                continue
            return at, "other", False, None
        if "harm" in tags:
            return row - 1, "bare", False, None
        if token.low == "and" and at > row and tokens[at - 1].low in _HALF_NAMES:
            continue
        if (
            token.low in _CLOSED
            or "relative" in tags
            or "before" in tags
            or "part" in tags
            or "weekday" in tags
        ):
            if at == row + skipped or all(tokens[k].tags.get("delta") for k in range(row, at)):
                return row - 1, "bare", False, None
            return at, "other", False, None
        if token.is_(
            "target", "kind", "speaker", "number", "operator", "vague", "say", "refer"
        ) and not token.is_("person", "demonym"):
            if token.is_("speaker", "target") and at + 1 < len(tokens) and tokens[at + 1].is_("person"):
                continue
            return at, "other", False, None
    return row - 1, "other" if row < len(tokens) else "bare", False, None


def _article_at(tokens: list[Token], row: int, text: str) -> Quantity | None:
    """One person: "a 65-year-old woman", "another", "his daughter"."""
    token = tokens[row]
    if token.low not in _ARTICLES and token.low not in _POSSESSIVE:
        return None
    figure = Figure(op="exact", low=1, best=1, high=1, text="")
    possessive = token.low in _POSSESSIVE
    for at in range(row + 1, min(row + 9, len(tokens))):
        nxt = tokens[at]
        if "person" in nxt.tags and (nxt.tags["person"] == "one" or nxt.low == "family"):
            if at + 1 < len(tokens) and tokens[at + 1].tags.get("person") == "one":
                continue
            if nxt.low == "couple":
                figure = figure.model_copy(update={"low": 2, "best": 2, "high": 2})
            span = text[token.start : nxt.end]
            return Quantity(
                row,
                row,
                at,
                figure.model_copy(update={"text": span}),
                "person",
                "fighter" in nxt.tags,
                article=True,
            )
        if token.low == "another" and at == row + 1 and nxt.low in ("in", "at", "near", ".", ",", ";", "and"):
            return Quantity(
                row, row, row, figure.model_copy(update={"text": token.low}), "bare", article=True
            )
        if token.low == "another" and nxt.low == "one" and at == row + 1:
            continue
        if "harm" in nxt.tags and not possessive and token.low == "another" and at <= row + 2:
            return Quantity(
                row, row, row, figure.model_copy(update={"text": token.low}), "bare", article=True
            )
        if nxt.low in (
            ".",
            ";",
            ":",
            "(",
            ")",
            "was",
            "were",
            "in",
            "on",
            "at",
            "that",
            "who",
            "by",
            "and",
            "with",
        ) or nxt.is_("harm", "target", "attack", "weapon", "kind"):
            return None
        if nxt.low == "," and not (at + 1 < len(tokens) and tokens[at + 1].low.isalpha() and at < row + 3):
            return None
    return None


def _is_subset(tokens: list[Token], quantity: Quantity) -> bool:
    """Whether the number is a part of one already given: "including two children", "three of them"."""
    if quantity.total is not None and quantity.weapon is None and quantity.kind in ("bare", "person"):
        return True
    if quantity.last + 1 < len(tokens) and tokens[quantity.last + 1].low in (
        "of them",
        "of whom",
        "of those",
    ):
        return True
    for row in range(quantity.first - 1, max(quantity.first - 5, -1), -1):
        token = tokens[row]
        if "subset" in token.tags:
            return True
        if (
            token.low not in ("and", ",", "were", "was", "are", "is", "a", "at")
            and "person" not in token.tags
            and token.number is None
        ):
            break
    after = quantity.noun + 1
    return after < len(tokens) and tokens[after].low in ("of them", "of whom", "of those")
