"""What the dashboard shows of the demo's data, before a real browser."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import browsing
import httpx
import pytest
from playwright.async_api import expect

from strikewatch.seeds.map.projection import Lambert

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("browser")]

YEAR = "#window=365d"


async def asked(address: str, path: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=address) as client:
        answer: dict[str, Any] = (await client.get(path)).raise_for_status().json()
    return answer


async def regions(address: str, window: str) -> list[dict[str, Any]]:
    as_of = (await asked(address, "/api/status"))["as_of"]
    rows = (await asked(address, f"/api/regions?window={window}&at={as_of}"))["items"]
    return [row for row in rows if row["region"] != row["country"]]


async def test_regions_with_strikes_are_shaded_and_the_others_are_not(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    expected = {row["region"] for row in await regions(demo, "365d")}
    shaded = await page.eval_on_selector_all(
        "#map .shape.has:not(.shade-0)", "all => all.map(one => one.dataset.code)"
    )
    assert expected
    assert set(shaded) == expected
    label = await page.locator('.shape[data-code="UA-07"]').get_attribute("aria-label")
    assert label == "Volyn region: 1 strike, 2 killed, 30 injured"


async def test_the_shading_follows_the_measure(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.get_by_label("Killed", exact=True).check(force=True)
    await expect(page.locator('.shape[data-code="UA-07"]')).to_have_class("shape shade-3 has")
    await expect(page.locator('.shape[data-code="RU-RYA"]')).to_have_class("shape shade-0 has")
    await expect(page.locator("#legend")).to_contain_text("Killed:")


async def test_a_city_is_a_spot_and_a_region_is_not(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await expect(page.locator('.mark.spot[data-place="Lutsk"]')).to_have_count(1)
    rough = page.locator('.mark.area[data-place="Lviv region"]')
    await expect(rough).to_have_attribute(
        "aria-label", "Lviv region, place known only roughly: 1 strike, none stated killed"
    )
    await expect(page.locator('.mark.spot[data-place="Lviv region"]')).to_have_count(0)


async def test_a_deadlier_place_has_the_larger_mark(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    widths = [
        (await page.locator(f'.mark[data-place="{name}"]').bounding_box() or {}).get("width", 0)
        for name in ("Kyiv", "Lutsk", "Ternopil")
    ]  # 3, 2 and none killed
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == len(widths)


async def test_the_table_holds_every_region_of_the_window(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    shown = await page.eval_on_selector_all(
        "#table tbody tr",
        "rows => rows.map(row => [row.dataset.region, row.children[1].textContent])",
    )
    rows = await regions(demo, "365d")
    assert sorted(shown) == sorted([row["region"], str(row["incidents"])] for row in rows)


async def test_the_table_is_sorted_by_its_headings(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator("#table thead").get_by_role("button", name="Injured").click()
    first = page.locator("#table tbody tr").first
    await expect(first).to_have_attribute("data-region", "UA-07")
    await expect(page.locator("#table th[aria-sort=descending]")).to_have_text("Injured")
    await page.locator("#table thead").get_by_role("button", name="Region").click()
    names = await page.eval_on_selector_all("#table tbody th bdi", "all => all.map(one => one.textContent)")
    assert names == sorted(names)


async def test_the_slider_moves_the_window_back_and_forth(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/#window=24h")
    slider = page.locator("#slider")
    await expect(page.locator("#until")).to_have_text("7 Jun 2025, 10:00 UTC (latest)")
    await slider.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("#until")).to_have_text("6 Jun 2025, 10:00 UTC")
    await expect(slider).to_have_attribute("aria-valuetext", "6 Jun 2025, 10:00 UTC")
    await expect(page.locator('#table tr[data-region="UA-07"]')).to_have_count(1)
    await page.keyboard.press("Home")
    await expect(page.locator("#until")).to_have_text("8 May 2025, 10:00 UTC")
    await expect(page.locator("#table")).to_contain_text("No strikes are known in this window")
    await page.get_by_role("button", name="Back to the latest").click()
    await expect(page.locator("#until")).to_contain_text("(latest)")


async def test_what_is_shown_is_kept_in_the_address(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/#window=30d&measure=killed&country=RU&at=2025-06-06T10:00:00Z")
    await expect(page.locator("#until")).to_have_text("6 Jun 2025, 10:00 UTC")
    await expect(page.locator("#country")).to_have_value("RU")
    codes = await page.eval_on_selector_all("#table tbody tr", "rows => rows.map(row => row.dataset.region)")
    assert sorted(codes) == ["RU-RYA", "RU-SAR"]
    await page.locator("#country").select_option("")
    await expect(page.locator('#table tr[data-region="UA-07"]')).to_have_count(1)
    assert "country" not in page.url


async def test_launched_stands_against_shot_down(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    stated = page.locator("#weapons .told").filter(has_text="whole country")
    drones = stated.locator(".weapon").filter(has_text="Drones").locator(".number")
    assert await drones.all_text_contents() == ["407", "373"]


async def test_it_says_how_fresh_it_is(page: Page, demo: str) -> None:
    await browsing.shown(page, demo)
    await expect(page.locator("#live")).to_have_text("Live")
    await expect(page.locator("#fresh-detail")).to_contain_text("data up to 7 Jun 2025, 10:00 UTC")
    await expect(page.locator("#fresh-detail")).to_contain_text("last record")


async def test_the_page_projects_as_the_maps_were_drawn(page: Page, demo: str) -> None:
    await page.goto(demo)
    spec = {"parallels": [46.0, 60.0], "meridian": 38.0, "units_per_km": 2.0}
    points = [[30.52, 50.45], [61.4, 55.16], [22.3, 48.6], [38.0, 46.0]]
    drawn = await page.evaluate(
        "async ([spec, points]) => { const { projected } = await import('/static/atlas.js');"
        " const at = projected(spec); return points.map(point => at(...point)); }",
        [spec, points],
    )
    lambert = Lambert((46.0, 60.0), 38.0)
    for (east, north), found in zip(points, drawn, strict=True):
        assert found == pytest.approx(lambert(east, north), abs=1e-6)


async def test_another_wars_map_can_be_chosen(page: Page, demo: str) -> None:
    await browsing.shown(page, f"{demo}/{YEAR}")
    await page.locator("#map-choice").select_option("middle-east")
    await expect(page.locator('.shape[data-code="SY-DI"]')).to_be_attached()
    await expect(page.locator("#outside")).to_have_text("6 of 6 not on this map")
    assert await page.locator("#table tbody tr").count() == 6


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_more_is_darker_by_day_and_lighter_by_night(chromium: Browser, demo: str, scheme: str) -> None:
    async with browsing.opened(chromium, color_scheme=scheme) as page:
        await page.goto(demo)
        shades = await page.evaluate("""() => [1, 2, 3, 4, 5].map(level => {
            const hex = getComputedStyle(document.documentElement).getPropertyValue(`--shade-${level}`).trim();
            const [red, green, blue] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
              .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue; })""")
    steps = [after / before for before, after in itertools.pairwise(shades)]
    assert all(step < 0.85 for step in steps) if scheme == "light" else all(step > 1.18 for step in steps)
