"""The dashboard before a real headless Chromium, filled with what the sample articles come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import browsing
import pytest
import pytest_asyncio
import viewing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from playwright.async_api import Browser, Page

    from strikewatch.schemas import Record


@pytest.fixture(scope="session")
def samples() -> Sequence[Record]:
    return viewing.sample_records()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    pytest.importorskip("playwright", reason="drives the browser: pip install --group test")
    path = browsing.chromium()
    if path is None:
        pytest.skip("needs chromium: apt-get install chromium")
    async with browsing.browser(path) as launched:
        yield launched


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(samples: Sequence[Record]) -> AsyncIterator[str]:
    """The address of a service that stays as it is: for tests that only look."""
    async with browsing.served(viewing.service(samples)) as where:
        yield where


@pytest_asyncio.fixture(loop_scope="module")
async def service(samples: Sequence[Record]) -> viewing.Service:
    return viewing.service(samples)


@pytest_asyncio.fixture(loop_scope="module")
async def address(service: viewing.Service) -> AsyncIterator[str]:
    async with browsing.served(service) as where:
        yield where


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    async with browsing.opened(chromium) as one:
        yield one
