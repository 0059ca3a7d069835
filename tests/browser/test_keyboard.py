"""The whole way without a mouse, and always seeing where one is."""

import re

from playwright.async_api import Page, expect

from tests.browser.talking import shows
from tests.browser.windows import Windows
from tests.people import PASSWORD, Cast

FOCUSED = """() => {
    const here = document.activeElement;
    const seen = (one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const box = here.getBoundingClientRect();
    return {
        name: here.labels?.[0]?.innerText || here.getAttribute("aria-label") || here.innerText || here.title || here.tagName,
        seen: seen(here) || (here.type === "file" && seen(here.nextElementSibling)),
        inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


async def tab_to(page: Page, name: str) -> list[str]:
    """Tab until that control has the focus; every stop on the way must be visible. Returns the stops."""
    stops: list[str] = []
    while not stops or name not in stops[-1]:
        assert len(stops) < 40, stops
        await page.keyboard.press("Tab")
        focused = await page.evaluate(FOCUSED)
        assert focused["seen"], focused
        assert focused["inside"], focused
        stops.append(" ".join(focused["name"].split()))
    return stops


async def test_from_the_log_in_to_a_sent_message(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour")
    page = await windows.open()
    await page.goto("/login")
    assert await tab_to(page, "Créer un compte") == [
        "Aller au contenu",
        "Escale",
        "Adresse e-mail",
        "Mot de passe",
        "Se connecter",
        "Créer un compte",
    ]
    await page.reload()
    await tab_to(page, "Adresse e-mail")
    await page.keyboard.type(cast.camille.user.email)
    await tab_to(page, "Mot de passe")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/conversations$"))

    # The skip link passes the navigation over.
    await tab_to(page, "Aller au contenu")
    await page.keyboard.press("Enter")
    stops = await tab_to(page, "Jean")
    assert not {"Locaux", "Compte"} & set(stops)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/conversations/{cast.room}$"))

    await tab_to(page, "Aller au contenu")
    await page.keyboard.press("Enter")
    stops = await tab_to(page, "Écrire à Jean")
    assert "Joindre une photo" in stops
    await page.keyboard.type("Bonjour Jean")
    await tab_to(page, "Envoyer")
    await page.keyboard.press("Enter")
    await shows(page, "Bonjour", "Bonjour Jean")
    await expect(page.locator("#content")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator("#scroll")).to_be_focused()
