"""`make screenshots`: the dashboard over the invented articles of tests/golden/resolution, as WebP files beside this one."""

from __future__ import annotations

import asyncio
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

import browsing  # noqa: E402  # lies in the path of above
import labelled_stream  # noqa: E402
import viewing  # noqa: E402
from PIL import Image  # noqa: E402

from strikewatch.agents import stages  # noqa: E402
from strikewatch.agents.replay import Replay, in_event_time  # noqa: E402
from strikewatch.agents.settings import Settings  # noqa: E402

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from strikewatch.schemas import Record

STREAM = ROOT / "tests" / "golden" / "resolution" / "stream.txt"
MOST_BYTES = 250_000
QUALITY = 82
SHOWN = "#window=30d&measure=killed"
SHOTS: dict[str, dict[str, Any]] = {
    "dashboard.webp": {"viewport": browsing.DESKTOP, "color_scheme": "light"},
    "dashboard-dark.webp": {"viewport": browsing.DESKTOP, "color_scheme": "dark", "opens": "killed"},
    "phone.webp": {"viewport": browsing.PHONE, "color_scheme": "light", "device_scale_factor": 2},
    "phone-dark.webp": {
        "viewport": browsing.PHONE, "color_scheme": "dark", "device_scale_factor": 2, "opens": "killed",
    },
}  # fmt: skip


def records() -> list[Record]:
    """What the articles come to."""
    written: list[Record] = []
    run = Replay(stages.load(Settings()), "all", written.append)
    for article in in_event_time(labelled_stream.read(STREAM).articles):
        run.publish(article)
    return written


async def taken(launched: Browser, address: str, opens: str | None = None, **options: Any) -> bytes:
    """One picture; `opens` is the column of the table whose first number is opened for it."""
    async with browsing.opened(launched, reduced_motion="reduce", **options) as page:
        await browsing.shown(page, f"{address}/{SHOWN}")
        await page.locator("#map .mark").first.wait_for()
        await page.locator("#live", has_text="Live").wait_for()
        if opens is not None:
            await _open(page, opens)
        return await page.screenshot()


async def _open(page: Page, column: str) -> None:
    await page.locator("#table thead").get_by_role("button", name=column.capitalize()).click()
    await page.locator(f'#table tbody [data-cell$="|{column}"]').first.click()
    first = page.locator("#drill .incidents > li").first
    if not await first.locator("details[open]").count():
        await first.locator("summary").click()
    await first.locator(".figure").first.wait_for()


def written(name: str, picture: bytes) -> int:
    """Its size in bytes once it is written small."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").save(HERE / name, "WEBP", quality=QUALITY, method=6)
    return (HERE / name).stat().st_size


async def main() -> None:
    """All of them."""
    path = browsing.chromium()
    if path is None:
        sys.exit("no chromium: install it with your package manager")
    service = viewing.service(records())
    async with browsing.served(service) as address, browsing.browser(path) as launched:
        for name, options in SHOTS.items():
            size = written(name, await taken(launched, address, **options))
            print(f"docs/images/{name}: {size:,} bytes")
            if size > MOST_BYTES:
                sys.exit(f"{name} is larger than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    asyncio.run(main())
