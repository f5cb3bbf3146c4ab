"""The figure a number makes with the words around it: "at least 12", "20 to 30", "twenty-one", "30 of 35"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strikewatch.schemas.figure import Figure

if TYPE_CHECKING:
    from strikewatch.agents.extract.tokens import Token


def value_at(tokens: list[Token], row: int) -> tuple[int, int, bool] | None:
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


def upper_end(tokens: list[Token], row: int, last: int, value: int) -> tuple[int, int] | None:
    """The upper end of "20 to 30", "three or four", "10-12", "between 5 and 7"."""
    if last + 2 >= len(tokens) or tokens[last + 2].number is None:
        return None
    joint = tokens[last + 1].low
    if joint == "to" and row > 0 and tokens[row - 1].low == "from":
        return None
    between = row > 0 and tokens[row - 1].low == "between"
    if joint in ("to", "or", "-", "–") or (joint == "and" and between):
        read = value_at(tokens, last + 2)
        if read and value < read[0] <= value * 10 + 10:
            return read[0], read[1]
    return None


def total_after(tokens: list[Token], last: int, text: str) -> tuple[Figure | None, int]:
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
    read = value_at(tokens, row)
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


def summed(figures: list[Figure], text: str) -> Figure:
    """Victims listed one by one are added up."""
    if len(figures) == 1:
        return figures[0]
    return Figure(
        op="exact" if all(figure.op == "exact" for figure in figures) else "at_least",
        low=sum(figure.low or 0 for figure in figures),
        best=sum(figure.best or 0 for figure in figures),
        high=None if any(figure.high is None for figure in figures) else sum(f.high or 0 for f in figures),
        text=text and " + ".join(figure.text for figure in figures),
    )
