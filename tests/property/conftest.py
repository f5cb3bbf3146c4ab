"""Makes the profile known that `--hypothesis-profile=thousands` asks for, before it is asked for."""

from __future__ import annotations

from generating import PROFILE, THOUSANDS
from hypothesis import settings

settings.register_profile(PROFILE, max_examples=THOUSANDS, deadline=None)
