"""The API answers whatever its OpenAPI document allows as it says, and refuses what it does not (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
import viewing
from hypothesis import HealthCheck, settings

from strikewatch.agents.view.stream import Hub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from strikewatch.agents.view.stream import Wanted

EXAMPLES = 20
"""Requests made up for every operation."""
BEARER = {"Authorization": f"Bearer {viewing.TOKEN}"}


class Brief(Hub):
    """A stream that ends after its first event: a test client waits for the end of every answer."""

    __slots__ = ()

    async def events(self, wanted: Wanted, last_id: str | None) -> AsyncIterator[bytes]:
        async for wire in super().events(wanted, last_id):
            yield wire
            return


service = viewing.service(
    clock=viewing.Clock(step=1.0),  # so that nobody is told to wait
    serve_token=viewing.TOKEN,
    serve_articles_per_minute=1_000_000,
)
service.view.hub = Brief("test", 10, service.view.status)
api = schemathesis.openapi.from_asgi("/api/openapi.json", service.app)


@pytest.fixture(scope="module", autouse=True)
def filled() -> None:
    """The sample articles' tables, once a test is to run."""
    for one in viewing.messages(viewing.sample_records()):
        service.view.tables.apply(one)


@api.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_an_operation_keeps_to_its_description(case: schemathesis.Case) -> None:
    case.call_and_validate(headers=BEARER if case.method == "POST" else None)
