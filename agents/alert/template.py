"""Headlines: text with `{field}` in it, and nothing else in braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strikewatch.agents.alert.fields import Value, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_FIELD = re.compile(r"\{([^{}]*)\}")


class TemplateError(ValueError):
    """A headline that names what is not a field."""


class Template:
    """A parsed headline; `symbols` are the fields in it."""

    def __init__(self, text: str, fields: Collection[str]) -> None:
        """Parse `text`.

        Raises:
            TemplateError: braces around something that is not a field, or a single brace.
        """
        self.text = text
        self.symbols = tuple(dict.fromkeys(_FIELD.findall(text)))
        for name in self.symbols:
            if name not in fields:
                raise TemplateError(f"`{{{name}}}` is not a field")
        if re.search(r"[{}]", _FIELD.sub("", text)):
            raise TemplateError("a brace without its pair")

    def fill(self, values: Mapping[str, Value]) -> str:
        """The text with fields in the place of their names, on one line."""
        return " ".join(_FIELD.sub(lambda found: _written(values[found[1]]), self.text).split())


def _written(value: Value) -> str:
    found = plain(value)
    if isinstance(found, float):
        return f"{found:.1f}".removesuffix(".0")
    return (
        "" if found is None else str(found).replace(",", ", ") if isinstance(value, frozenset) else str(found)
    )
