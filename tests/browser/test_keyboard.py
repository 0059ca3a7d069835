"""The whole way without a mouse, and always seeing where one is."""

import re

from playwright.async_api import Page, expect

from tests.browser.talking import shows
from tests.browser.windows import Windows, photo
from tests.people import PASSWORD, Cast
from tests.pictures import picture

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


async def skip(page: Page) -> None:
    """By the skip link, whose address is there before the focus has gone: the next Tab would be taken back."""
    await tab_to(page, "Aller au contenu")
    await page.keyboard.press("Enter")
    await page.wait_for_function("document.activeElement === document.body")


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
    await skip(page)
    stops = await tab_to(page, "Jean")
    assert not {"Locaux", "Compte"} & set(stops)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/conversations/{cast.room}$"))

    await skip(page)
    await tab_to(page, "Écrire à Jean")
    await page.keyboard.type("Bonjour Jean")
    assert await tab_to(page, "Envoyer") == ["Joindre une photo", "Envoyer"]
    await page.keyboard.press("Enter")
    await shows(page, "Bonjour", "Bonjour Jean")
    await expect(page.locator("#content")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.locator("#scroll")).to_be_focused()

    # A photo: described, sent, looked at in full, and back to where one was.
    await page.locator("#attachment").set_input_files(photo(picture()))
    await page.locator("#content").focus()
    await page.keyboard.press("Shift+Tab")
    assert (await page.evaluate(FOCUSED))["name"].startswith("Retirer la photo")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.type("Le port")
    stops = await tab_to(page, "Écrire à Jean")
    assert stops == ["Retirer la photo", "Écrire à Jean"]
    await page.keyboard.type("Une vue")
    await page.keyboard.press("Enter")
    await shows(page, "Bonjour", "Bonjour Jean", "Une vue")
    await page.locator("#scroll").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#lightbox").get_by_role("img", name="Le port")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".bubble__photo")).to_be_focused()
    await page.wait_for_function("() => !history.state?.lightbox")  # gone back, which ends a navigation that begins meanwhile

    # What is chosen for this browser.
    await page.goto("/account")
    await tab_to(page, "Sombre")
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await tab_to(page, "Un son discret")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("checkbox", name="Un son discret")).to_be_checked()
