"""Light or dark by choice, from the first thing that is painted on."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.windows import Windows, connected
from tests.people import Cast

PAPER = {"light": "rgb(250, 246, 238)", "dark": "rgb(18, 23, 29)"}


async def looks(page: Page, theme: str) -> None:
    await expect(page.locator("html")).to_have_css("background-color", PAPER[theme])


@pytest.mark.parametrize("script", [True, False])
async def test_the_choice_holds_on_every_page(windows: Windows, cast: Cast, script: bool) -> None:
    stranger = await windows.open(scheme="dark", script=script)
    await stranger.goto("/login")
    await looks(stranger, "dark")
    await stranger.get_by_role("button", name="Clair").click()
    await looks(stranger, "light")
    await expect(stranger).to_have_url(windows.live.url + "/login#theme")

    camille = await windows.open(cast.camille, script=script)
    other = await camille.context.new_page()
    for page, address in ((camille, "/account"), (other, f"/conversations/{cast.room}")):
        await page.goto(address)
        await looks(page, "light")
    if script:
        await connected(camille)
        await connected(other)
    await camille.get_by_role("button", name="Sombre").click()
    await looks(camille, "dark")
    await expect(camille.get_by_role("button", name="Sombre")).to_have_attribute("aria-pressed", "true")
    if script:
        await looks(other, "dark")  # at once, without being loaded again
        await expect(camille.get_by_role("button", name="Sombre")).to_be_focused()
    await other.reload()
    await looks(other, "dark")
    assert await other.evaluate("() => document.documentElement.dataset.theme") == "dark"
    if not script:
        await looks_in_frame(other)
    await camille.get_by_role("button", name="Comme l’appareil").click()
    await looks(camille, "light")


async def looks_in_frame(page: Page) -> None:
    frame = page.frame(name="live")
    assert frame
    await expect(frame.locator("html")).to_have_css("background-color", PAPER["dark"])
