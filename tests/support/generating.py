"""How many examples a property is tried on: few in every run, thousands with `make properties`."""

from __future__ import annotations

from hypothesis import settings

THOUSANDS = 2_000
PROFILE = "thousands"


def examples(few: int) -> settings:
    """`few` examples, or `THOUSANDS` under the profile of that name; a slow machine is no failure."""
    thousands = settings.get_current_profile_name() == PROFILE
    return settings(max_examples=THOUSANDS if thousands else few, deadline=None)
