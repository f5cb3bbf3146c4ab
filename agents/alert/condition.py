"""A rule's condition, compiled once: typed against the fields, and unable to reach anything else.

The language is rule-engine's (https://zerosteiner.github.io/rule-engine/), cut down to what can neither fail
nor run away: fields, numbers, texts, sets and lists of texts, comparison, arithmetic, `in`, `and`, `or`,
`not`, `??`, `a ? b : c`, `.length` and `.is_empty`. No functions, regular expressions, loops, clock, chance.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rule_engine import Context, DataType, Rule, ast  # type: ignore[import-untyped]  # it ships no types
from rule_engine.ast.base import ASTNodeBase  # type: ignore[import-untyped]  # as above
from rule_engine.builtins import Builtins  # type: ignore[import-untyped]  # as above
from rule_engine.errors import EngineError  # type: ignore[import-untyped]  # as above

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strikewatch.agents.alert.fields import Field, Kind, Value

MOST_CHARACTERS = 1000
MOST_ANSWERS = 4096
"""Remembered by a condition, each for one combination of values."""
NODES = frozenset({
    "Statement", "LogicExpression", "ComparisonExpression", "ArithmeticComparisonExpression", "AddExpression",
    "SubtractExpression", "ArithmeticExpression", "BitwiseExpression", "CoalesceExpression", "ContainsExpression",
    "UnaryExpression", "TernaryExpression", "SymbolExpression", "GetAttributeExpression", "StringExpression",
    "FloatExpression", "BooleanExpression", "NullExpression", "ArrayExpression", "SetExpression",
})  # fmt: skip
ATTRIBUTES = frozenset({"length", "is_empty"})
DIVISIONS = frozenset({"tdiv", "fdiv", "mod"})
TYPES: dict[Kind, Any] = {
    "number": DataType.FLOAT,
    "number or null": DataType.NULLABLE(DataType.FLOAT),
    "text": DataType.STRING,
    "flag": DataType.BOOLEAN,
    "set": DataType.SET(DataType.STRING),
}
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_EVALUATED_WHILE_PARSING = re.compile(r"\*\*|<<|>>|\$")


class ConditionError(ValueError):
    """A condition that cannot be used, and why, in one line."""


class Condition:
    """A compiled condition over the fields of one kind of record; `symbols` are the fields it asks about."""

    def __init__(
        self, text: str, fields: Mapping[str, Field[Any]], lists: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """Compile `text`; `lists` are named sets of texts that it may use beside the fields.

        Raises:
            ConditionError: a syntax error, an unknown field, types that do not fit, or what the language leaves out.
        """
        self.text = text
        named = {name: set(words) for name, words in (lists or {}).items()}
        self._rule = _compiled(text, fields, named)
        asked = frozenset(self._rule.context.symbols)
        self._lists = {name: words for name, words in named.items() if name in asked}
        self.symbols: frozenset[str] = asked & fields.keys()
        self._names = tuple(sorted(self.symbols))
        self._answer = lru_cache(MOST_ANSWERS)(self._evaluated)

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether the record with these fields meets it; a set stands for "not empty"."""
        return self._answer(tuple([values[name] for name in self._names]))

    def _evaluated(self, values: tuple[Value, ...]) -> bool:
        """The answer follows from the fields asked about alone, and few combinations of them are common."""
        known: dict[str, Any] = {
            name: set(value) if isinstance(value, frozenset) else value
            for name, value in zip(self._names, values, strict=True)
        }
        return bool(self._rule.matches(known | self._lists))


def _compiled(text: str, fields: Mapping[str, Field[Any]], lists: Mapping[str, set[str]]) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise ConditionError(f"a condition has at most {MOST_CHARACTERS} characters, this has {len(text)}")
    banned = _EVALUATED_WHILE_PARSING.search(_QUOTED.sub("''", text))
    if banned:
        raise ConditionError(f"`{banned[0]}` is not part of the language of conditions")
    types = {name: TYPES[field.kind] for name, field in fields.items()} | dict.fromkeys(lists, TYPES["set"])
    context = Context(type_resolver=types, default_timezone="utc", mapping_attribute_lookup=False)
    context.builtins = Builtins({})
    try:
        rule = Rule(text, context=context)
    except EngineError as error:
        raise ConditionError(_reason(error, types)) from error
    for node in _nodes(rule.statement):
        _check(node, fields)
    kind = rule.statement.expression.result_type
    if kind != DataType.BOOLEAN and not _is_set(kind):
        raise ConditionError(f"a condition is true or false, or a set; this is a {kind.name.lower()}")
    return rule


def _reason(error: Any, types: Mapping[str, Any]) -> str:
    """The library's message; where a field may be null, what to write instead."""
    message = str(getattr(error, "message", error)).splitlines()[0]
    unknown = getattr(error, "symbol_name", None)
    if unknown is not None:
        near = getattr(error, "suggestion", None)
        return f"unknown field `{unknown}`" + (f": did you mean `{near}`?" if near in types else "")
    if "nullable" in message:
        return "a field that may be null is compared: write `(field ?? 0)`"
    return message


def _parts(node: Any) -> Iterator[Any]:
    names = [
        *getattr(node, "__dict__", {}),
        *(slot for kind in type(node).__mro__ for slot in getattr(kind, "__slots__", ())),
    ]
    for name in names:
        value = getattr(node, name, None)
        for part in value if isinstance(value, (list, tuple, set, frozenset)) else (value,):
            if isinstance(part, ASTNodeBase):
                yield part


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for part in _parts(node):
        yield from _nodes(part)


def _is_set(kind: Any) -> bool:
    return bool(kind.name == "SET")


def _check(node: Any, fields: Mapping[str, Field[Any]]) -> None:
    name = type(node).__name__
    if name not in NODES:
        raise ConditionError(f"{_named(name)} is not part of the language of conditions")
    if isinstance(node, ast.GetAttributeExpression) and node.name not in ATTRIBUTES:
        raise ConditionError(f"`.{node.name}` is not part of the language of conditions")
    if isinstance(node, ast.ArithmeticExpression) and node.type in DIVISIONS:
        _check_divisor(node.right)
    if isinstance(node, ast.BitwiseExpression) and not (
        _is_set(node.left.result_type) and _is_set(node.right.result_type)
    ):
        raise ConditionError("`&`, `|` and `^` are for sets; write `and`, `or`")
    if isinstance(node, ast.UnaryExpression) and node.type == "uminus":
        _check_minus(node.right.result_type)
    if type(node) is ast.ComparisonExpression:
        _check_equality(node)
    _check_words(node, fields)


def _named(node: str) -> str:
    named = {
        "FuzzyComparisonExpression": "a regular expression", "FunctionCallExpression": "a function call",
        "ComprehensionExpression": "a loop", "GetItemExpression": "an index", "GetSliceExpression": "a slice",
        "DatetimeExpression": "a date", "TimedeltaExpression": "a duration", "MappingExpression": "a mapping",
    }  # fmt: skip
    return named.get(node, f"a {node.removesuffix('Expression').lower()}")


def _check_divisor(divisor: Any) -> None:
    if not isinstance(divisor, ast.FloatExpression) or not divisor.value:
        raise ConditionError(
            "only division by a number other than 0 is allowed: multiply the other side instead"
        )


def _check_minus(kind: Any) -> None:
    """The library looks at what a minus stands before only when it evaluates."""
    if kind != DataType.FLOAT:
        raise ConditionError(f"a minus stands before a number, not before a {kind.name.lower()}")


def _check_equality(node: Any) -> None:
    """The library finds a number and a text merely unequal; here that is a mistake in the rule."""
    left, right = (DataType.NULLABLE.unwrap(side.result_type) for side in (node.left, node.right))
    if DataType.NULL not in {left, right} and left.name != right.name:
        raise ConditionError(f"a {left.name.lower()} is compared with a {right.name.lower()}")


def _texts(node: Any) -> frozenset[str]:
    if isinstance(node, ast.StringExpression):
        return frozenset({node.value})
    if isinstance(node, (ast.ArrayExpression, ast.SetExpression)):
        return frozenset(part.value for part in _parts(node) if isinstance(part, ast.StringExpression))
    return frozenset()


def _check_words(node: Any, fields: Mapping[str, Field[Any]]) -> None:
    """A field with a closed list of words is compared with words of that list only."""
    pair = (
        getattr(node, "left", None) or getattr(node, "container", None),
        getattr(node, "right", None) or getattr(node, "member", None),
    )
    for field, other in (pair, pair[::-1]):
        if isinstance(field, ast.SymbolExpression) and field.name in fields and fields[field.name].words:
            wrong = sorted(_texts(other) - fields[field.name].words)
            if wrong:
                known = ", ".join(sorted(fields[field.name].words))
                raise ConditionError(f"`{field.name}` is never `{wrong[0]}`; it is one of: {known}")
