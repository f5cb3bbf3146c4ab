"""What comes in while the dashboard is open, and what articles may hold."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import browsing
import pytest
import viewing
from playwright.async_api import expect

from strikewatch.schemas import Alert, Incident, RegionWindow, StrikeReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import Browser, Page
    from viewing import Service

    from strikewatch.schemas import Record

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

R = TypeVar("R", Alert, Incident)
HOSTILE = (
    "</style></script><script>window.reached=1</script><img src=x onerror='window.reached=2'>"
    " \u202egnihton\u202c \u2066{{7*7}}\u2069"
)
VISIBLE = HOSTILE.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩").replace("\u2066", "⟨U+2066⟩")
VISIBLE = VISIBLE.replace("\u2069", "⟨U+2069⟩")


def last(records: Sequence[Record], kind: type[R], region: str) -> R:
    """The newest record of a kind about a region."""
    found = [one for one in records if isinstance(one, kind) and region in one.model_dump_json()]
    return found[-1]


async def test_an_alert_is_shown_within_two_seconds(
    page: Page, address: str, service: Service, samples: Sequence[Record]
) -> None:
    await browsing.shown(page, address)
    await expect(page.locator("#live")).to_have_text("Live")
    known = last(samples, Alert, "UA-07")
    raised = known.model_copy(
        update={
            "fingerprint": "test|UA-63",
            "identifier": "f" * 32,
            "headline": "Kharkiv: killed 41",
            "severity": "extreme",
            "msg_type": "Alert",
        }
    )
    before = time.perf_counter()
    service.take(raised)
    entry = page.locator('#alerts li[data-fingerprint="test|UA-63"]')
    await expect(entry).to_contain_text("Kharkiv: killed 41", timeout=2000)
    assert time.perf_counter() - before < 2
    await expect(entry).to_contain_text("extreme")
    await expect(page.locator("#spoken")).to_have_text("Alert, extreme: Kharkiv: killed 41")
    service.take(raised.model_copy(update={"msg_type": "Cancel", "identifier": "e" * 32, "sequence": 9}))
    await expect(entry).to_contain_text("cancelled", timeout=2000)


async def test_new_figures_reach_the_table_and_the_map(
    page: Page, address: str, service: Service, samples: Sequence[Record]
) -> None:
    await browsing.shown(page, f"{address}/#window=365d")
    await expect(page.locator("#live")).to_have_text("Live")
    incident = last(samples, Incident, "UA-07")
    killed = incident.casualties.killed
    assert killed is not None
    more = killed.model_copy(update={"low": 17, "best": 17, "high": 17})
    casualties = incident.casualties.model_copy(update={"killed": more})
    service.take(incident.model_copy(update={"casualties": casualties, "revision": incident.revision + 1}))
    await expect(page.locator('[data-cell="UA-07|killed"]')).to_have_text("17", timeout=5000)
    await expect(page.locator('.mark[data-place="Lutsk"]')).to_have_attribute(
        "aria-label", "Lutsk: 1 strike, 17 killed"
    )


async def test_the_latest_time_moves_with_the_data(
    page: Page, address: str, service: Service, samples: Sequence[Record]
) -> None:
    await browsing.shown(page, f"{address}/#window=24h")
    await expect(page.locator("#live")).to_have_text("Live")
    row = next(one for one in reversed(samples) if isinstance(one, RegionWindow) and one.key == "UA|24h")
    later = row.window_end.replace(day=9)
    service.take(row.model_copy(update={"window_end": later, "as_of": later}))
    await expect(page.locator("#until")).to_contain_text("9 Jun 2025", timeout=5000)


async def test_what_articles_hold_is_shown_as_text(
    page: Page, address: str, service: Service, samples: Sequence[Record]
) -> None:
    incident = last(samples, Incident, "UA-07")
    ledger = tuple(
        entry.model_copy(update={"quote": HOSTILE, "source": HOSTILE, "speaker": HOSTILE})
        for entry in incident.ledger
    )
    place = incident.place.model_copy(update={"feature": HOSTILE, "name": f"Lutsk {HOSTILE}"})
    service.take(incident.model_copy(update={"ledger": ledger, "place": place, "change_reason": HOSTILE}))
    for report in samples:
        if isinstance(report, StrikeReport) and report.report_id in incident.reports:
            service.take(report.model_copy(update={"title": HOSTILE, "url": "javascript:window.reached=3"}))
    service.take(
        last(samples, Alert, "UA-07").model_copy(update={"headline": HOSTILE, "identifier": "d" * 32})
    )
    await browsing.shown(page, f"{address}/#window=365d")
    await expect(page.locator("#alerts .headline bdi").filter(has_text="{{7*7}}")).to_have_text(VISIBLE)
    await page.locator('[data-cell="UA-07|killed"]').click()
    await expect(page.locator("#drill blockquote bdi").first).to_have_text(VISIBLE)
    await expect(page.locator("#drill summary strong").first).to_have_text(f"Lutsk {VISIBLE}: {VISIBLE}")
    reports = page.locator("#drill details.more").filter(has_text="Reports:")
    await reports.locator("summary").click()
    await expect(reports.locator("li").first).to_contain_text("⟨U+202E⟩")
    assert await reports.locator("a[href]").count() == 0
    assert await page.evaluate("window.reached") is None
    own = await page.eval_on_selector_all("script", "all => all.every(one => one.src.includes('/static/'))")
    assert own
    assert await page.locator("img, main style, main script").count() == 0


async def test_a_lost_connection_is_told(chromium: Browser, service: Service) -> None:
    async with browsing.opened(chromium, tolerated="net::ERR") as page:
        async with browsing.served(service) as address:
            await browsing.shown(page, address)
            await expect(page.locator("#live")).to_have_text("Live")
        await expect(page.locator("#live")).to_have_text("Connection lost, trying again")


async def test_a_silent_broker_is_told(page: Page, address: str, service: Service) -> None:
    service.view.freshness.answered -= 3600
    await browsing.shown(page, address)
    await expect(page.locator("#live")).to_have_text("Broker silent: this may be old")


async def test_before_the_first_record_it_says_that_nothing_is_known(page: Page) -> None:
    async with browsing.served(viewing.service()) as address:
        await browsing.shown(page, address)
        await expect(page.locator("#until")).to_have_text("no data yet")
        await expect(page.locator("#table")).to_contain_text("No strikes are known")
        await expect(page.locator("#alerts")).to_contain_text("No alerts")
