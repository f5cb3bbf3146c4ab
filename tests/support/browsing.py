"""The dashboard in a real browser: a view service over records in memory, on a socket, and Chromium before it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from strikewatch.agents.view.server import configuration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page, ViewportSize
    from viewing import Service

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP: ViewportSize = {"width": 1600, "height": 1000}
PHONE: ViewportSize = {"width": 380, "height": 800}
REPORT_VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Quiet(uvicorn.Server):
    """Leaves signals to pytest."""

    def install_signal_handlers(self) -> None:
        """Install none."""


@asynccontextmanager
async def served(service: Service) -> AsyncIterator[str]:
    """The service on a free port of this machine; its address without a slash."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Quiet(configuration(service.app, service.view.settings))
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            service.view.hub.close()
            server.should_exit = True
            await serving


@asynccontextmanager
async def browser(path: str) -> AsyncIterator[Browser]:
    """A headless Chromium; without its sandbox, which a container does not let it have."""
    from playwright.async_api import async_playwright  # noqa: PLC0415  # whoever asks has looked for it

    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield launched
        finally:
            await launched.close()


@asynccontextmanager
async def opened(launched: Browser, tolerated: str = "nothing", **options: Any) -> AsyncIterator[Page]:
    """A page of its own; on leaving it, whatever went wrong in it, but for what is `tolerated`, is an AssertionError."""
    options.setdefault("viewport", DESKTOP)
    context = await launched.new_context(locale="en-GB", timezone_id="Europe/Berlin", **options)
    context.set_default_timeout(10_000)
    await context.add_init_script(REPORT_VIOLATIONS)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    try:
        yield page
        wrong += await page.evaluate("window.violations ?? []")
        assert [one for one in wrong if tolerated not in one] == []
    finally:
        await context.close()


async def shown(page: Page, address: str) -> None:
    """Open the dashboard and wait until the map and the tables are drawn."""
    await page.goto(address)
    await page.locator("body[data-drawn]").wait_for()
    await page.locator("#map .shape").first.wait_for(state="attached")
