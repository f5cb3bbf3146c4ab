"""The small closed word lists that the rules of grammar ask for, by module and name."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGE = "en"
"""The one language whose grammar the rules know; the lexicons of others can be added as data, its word order cannot."""


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    path = files("strikewatch.seeds") / "lang" / LANGUAGE / "grammar.toml"
    return tomllib.loads(path.read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The list `module.name` of seeds/lang/<language>/grammar.toml.

    Raises:
        KeyError: there is no such list.
    """
    module, _, key = name.partition(".")
    return frozenset(_lists()[module][key])
