"""The view service in memory: the app asked without a socket, over what the sample articles come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import viewing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx
    from viewing import Service

    from strikewatch.schemas import Record


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return viewing.sample_records()


@pytest.fixture
def service(records: list[Record]) -> Service:
    return viewing.service(records)


@pytest.fixture
async def ask(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with service.client() as client:
        yield client


async def items(ask: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    answer = await ask.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize("window", ["24h", "7d", "30d", "365d"])
async def test_a_rows_number_opens_the_very_strikes_that_it_counts(
    ask: httpx.AsyncClient, window: str
) -> None:
    rows = await items(ask, f"/api/regions?window={window}&empty=true")
    assert rows
    for row in rows:
        kind = "country" if row["region"] == row["country"] else "region"
        behind = await items(ask, f"/api/incidents?{kind}={row['region']}&window={window}")
        assert len(behind) == row["incidents"], row["region"]
        killed = sum((one["casualties"]["killed"] or {}).get("best") or 0 for one in behind)
        assert killed == row["killed"]["best"]


async def test_every_page_has_a_policy_that_lets_nothing_inline_run(ask: httpx.AsyncClient) -> None:
    for address in (
        "/",
        "/api/status",
        "/api/incidents",
        "/feeds/alerts.atom",
        "/nowhere",
        "/api/regions?x=1",
    ):
        policy = (await ask.get(address)).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
