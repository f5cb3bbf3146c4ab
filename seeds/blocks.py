"""Regions whose strikes texts tell of by each other's names: their reports are held, and compared, together."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _blocks() -> dict[str, str]:
    content = tomllib.loads(files("strikewatch.seeds").joinpath("blocks.toml").read_text("utf-8"))
    return {area: block for block, areas in content["block"].items() for area in areas}


def block_of(area: str) -> str:
    """What the reports of a region (ISO 3166-2) or country (alpha-2) are partitioned and compared by; most are their own."""
    return _blocks().get(area, area)
