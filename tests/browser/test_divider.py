from playwright.async_api import Page, expect

from tests.browser.talking import at, shows, write
from tests.browser.test_connection import VISIBILITY
from tests.browser.windows import Windows
from tests.people import Cast


async def order(page: Page) -> list[str]:
    """Bubbles and dividers, as they stand."""
    found: list[str] = await page.locator("#messages > :is(article, .unread-divider)").evaluate_all(
        "all => all.map((one) => one.querySelector('[data-slot=content]')?.textContent ?? one.textContent)"
    )
    return found


async def test_who_looks_away_finds_where_what_is_new_begins(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, "Un")
    camille = await at(windows, cast.camille, cast.room)
    assert await order(camille) == ["Nouveaux messages", "Un"]  # as the server wrote it
    await cast.jean.say(cast.room, "Deux")
    await shows(camille, "Un", "Deux")
    assert await order(camille) == ["Nouveaux messages", "Un", "Deux"]

    await camille.evaluate(VISIBILITY, "hidden")
    await cast.jean.say(cast.room, "Trois", "Quatre")
    await shows(camille, "Un", "Deux", "Trois", "Quatre")
    assert await order(camille) == ["Un", "Deux", "Nouveaux messages", "Trois", "Quatre"]
    await camille.evaluate(VISIBILITY, "visible")
    await cast.jean.say(cast.room, "Cinq")
    await shows(camille, "Un", "Deux", "Trois", "Quatre", "Cinq")
    assert await order(camille) == ["Un", "Deux", "Nouveaux messages", "Trois", "Quatre", "Cinq"]

    await write(camille, "Merci")
    await expect(camille.locator(".unread-divider")).to_have_count(0)
    await shows(camille, "Un", "Deux", "Trois", "Quatre", "Cinq", "Merci")
