"""From a number to its sources, their words and the values that no longer count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import browsing
import httpx
import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

YEAR = "#window=365d"


async def account_of_lutsk(address: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=address) as client:
        listed = (await client.get("/api/incidents?region=UA-07&since=2025-06-01")).json()["items"]
        (item,) = listed
        found: dict[str, Any] = (await client.get(f"/api/incidents/{item['incident_id']}")).json()
    return found


async def test_a_number_opens_its_sources_quotes_and_superseded_values(page: Page, demo: str) -> None:
    account = await account_of_lutsk(demo)
    injured = next(one for one in account["figures"] if one["field"] == "casualties.injured")
    assert injured["live"]
    assert injured["superseded"]
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator('[data-cell="UA-07|injured"]').click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("heading", level=2)).to_have_text("Volyn region: injured, 365 days")
    shown = dialog.locator('.figure[data-field="casualties.injured"]')
    await expect(shown.locator(".value")).to_have_text("30")
    live = shown.locator(".claims.live blockquote bdi")
    assert await live.all_text_contents() == [claim["quote"] for claim in injured["live"]]
    for claim in injured["live"]:
        await expect(shown.locator(".claims.live")).to_contain_text(claim["source"])
    for one in injured["superseded"]:
        entry = shown.locator(".claims.superseded li").filter(has_text=one["claim"]["quote"])
        await expect(entry.first.locator(".because")).to_have_text(
            f"Rule {one['claim']['rule']}: {one['because']}"
        )
    await expect(dialog.locator(".figure").first).to_have_attribute("data-field", "casualties.injured")


async def test_it_shows_what_was_known_when_and_links_the_reports(page: Page, demo: str) -> None:
    account = await account_of_lutsk(demo)
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator('[data-cell="UA-07|incidents"]').click()
    reports = page.locator("details.more").filter(has_text="Reports:")
    await reports.locator("summary").click()
    titles = await reports.locator("li > :first-child").all_text_contents()
    assert sorted(titles) == sorted(report["title"] for report in account["reports"])
    await expect(page.locator(".history li")).to_have_count(len(account["history"]))


async def test_keys_alone_go_from_the_map_to_the_sources_and_back(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator("#zoom-out").focus()
    await page.keyboard.press("Tab")
    focused = page.locator(":focus")
    await expect(focused).to_have_attribute("data-code", "RU-RYA")  # the first region that has anything
    await page.keyboard.press("Tab")
    assert await focused.get_attribute("data-place") == "Kyiv"  # the deadliest place
    await page.keyboard.press("ArrowRight")
    await expect(focused).to_have_attribute("data-place", "Lutsk")
    await expect(page.locator("#tip")).to_have_text("Lutsk: 1 strike, 2 killed")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(page.locator(".account blockquote").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(focused).to_have_attribute("data-place", "Lutsk")


async def test_an_area_on_the_map_opens_its_strikes(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator('.shape[data-code="RU-RYA"]').click()
    await expect(page.locator("#drill .incidents > * > details > summary")).to_contain_text(
        "Ryazan: Dyagilevo airfield"
    )


async def test_stated_sums_open_the_reports_that_state_them(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await (
        page.locator("#weapons .told")
        .filter(has_text="whole country")
        .get_by_role("button", name="407")
        .click()
    )
    await expect(page.locator("#drill .figure").first).to_have_attribute(
        "data-field", "weapons.drone.launched"
    )
    await expect(page.locator("#drill .figure").first.locator("blockquote").first).to_contain_text("407")


async def test_an_alert_opens_its_quotes_and_its_strike(page: Page, demo: str) -> None:
    await browsing.shown(page, demo)
    await page.locator("#alerts").get_by_role("button", name="Lutsk: killed 2, injured 30").click()
    await expect(page.locator("#drill blockquote").first).to_be_visible()
    await page.locator("#drill .incidents button").click()
    await expect(page.locator("#drill .account .figure").first).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await expect(page.locator("#drill h3").first).to_have_text("The values that it rests on")


async def test_every_number_of_the_page_opens_something(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    numbers = page.locator("main .number")
    count = await numbers.count()
    assert count > 20
    for index in range(count):
        await numbers.nth(index).click()
        await expect(page.locator("#drill .incidents > li").first).to_be_visible()
        await page.keyboard.press("Escape")
