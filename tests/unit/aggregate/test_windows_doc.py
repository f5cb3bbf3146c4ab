from __future__ import annotations

import json
import re
from pathlib import Path

from strikes import at_least, munitions, strike

from strikewatch.agents.aggregate import Aggregator, recount
from strikewatch.schemas import RegionWindow

DOC = (Path(__file__).parents[3] / "docs" / "windows.md").read_text("utf-8")
INCIDENTS = [
    strike("UA-63", "2024-05-14", "11:30", id="market", killed=at_least(8), injured=20, targets=("commercial",),
           weapons=(munitions("bomb"),), reported="2024-05-14 12:40"),
    strike("UA-63", "2024-05-14", id="substation", part="night", targets=("energy",), sources=("Regional head",),
           weapons=(munitions("drone", 12, 9),), reported="2024-05-14 06:10"),
    strike("UA-63", "2024-05-13", id="village", killed=1, reported="2024-05-14 05:00"),
    strike("UA-63", "2024-05-14", id="coarse", killed=2, scope="unallocated", reported="2024-05-14 10:00"),
]  # fmt: skip


def test_the_row_in_the_guide_is_what_those_incidents_give() -> None:
    (written,) = re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)
    fold = Aggregator(lambda _: "Kharkiv Oblast")
    for incident in INCIDENTS:
        fold.apply(incident)
    (row,) = (row for row in fold.outputs() if row.key == "UA-63|24h")
    assert row.model_dump(mode="json") == json.loads(written)
    assert recount(INCIDENTS, lambda _: "Kharkiv Oblast")["UA-63|24h"] == row


def test_the_guide_names_every_field_of_a_row_of_its_own() -> None:
    for name in set(RegionWindow.model_fields) - {"schema_version"}:
        assert f'"{name}"' in DOC
