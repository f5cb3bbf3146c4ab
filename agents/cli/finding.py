"""What somebody means by a few characters: an incident by the beginning of its id, a region by code or name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from strikewatch.agents.cli.group import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from strikewatch.schemas import Incident, RegionWindow

MOST_NAMED = 4
ALIKE = 0.5
"""difflib's measure of likeness, from which a name is worth offering."""


def region_names(windows: Iterable[RegionWindow]) -> dict[str, str]:
    """Code -> name of the regions and countries that have tables."""
    return {one.region: one.region_name for one in windows}


def region(what: str, names: Mapping[str, str]) -> str | None:
    """The code of the region whose code or name this is, in any case; None where none is."""
    wanted = what.casefold()
    return next((code for code, name in names.items() if wanted in {code.casefold(), name.casefold()}), None)


def incident(what: str, incidents: Iterable[Incident], others: Iterable[str] = ()) -> Incident:
    """The one incident whose id begins with `what`; `others` are further names that may have been meant.

    Raises:
        Refused: none does, or several; names those that come near.
    """
    by_id = {one.incident_id: one for one in incidents}
    begin = [name for name in by_id if name.casefold().startswith(what.casefold())]
    if what in by_id or len(begin) == 1:
        return by_id[what if what in by_id else begin[0]]
    if begin:
        raise Refused(f"{len(begin)} incidents begin with {what}; give more of one of {_some(sorted(begin))}")
    raise unknown("incident or region" if others else "incident", what, [*by_id, *others])


def unknown(kind: str, what: str, names: Iterable[str]) -> Refused:
    """`no region is X; did you mean Y?`, for the caller to raise."""
    spelt = {name.casefold(): name for name in names}
    near = [spelt[name] for name in get_close_matches(what.casefold(), spelt, n=MOST_NAMED, cutoff=ALIKE)]
    if not spelt:
        return Refused(f"no {kind} is {what}; there are none at all: publish articles, or give --input")
    if near:
        return Refused(f"no {kind} is {what}; near it: {', '.join(near)}")
    return Refused(f"no {kind} is {what}; see those there are: strikewatch {_listing(kind)}")


def _listing(kind: str) -> str:
    return "regions" if kind == "region" else "incidents"


def _some(names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
