import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.talking import at, bubble, shows, write
from tests.browser.test_connection import VISIBILITY
from tests.browser.test_inbox import conversations_read
from tests.browser.test_older import scroll_to_oldest
from tests.browser.windows import Windows, joined
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

    # It is there still when the page is loaded again, or come back to; opened by a link, it has nothing new.
    await conversations_read(cast)  # what is unread has a mark of the server's
    await camille.reload()
    await joined(camille)
    assert await order(camille) == ["Un", "Deux", "Nouveaux messages", "Trois", "Quatre", "Cinq"]
    await camille.goto("/account")
    await camille.go_back()
    await joined(camille)
    assert await order(camille) == ["Un", "Deux", "Nouveaux messages", "Trois", "Quatre", "Cinq"]

    await write(camille, "Merci")
    await expect(camille.locator(".unread-divider")).to_have_count(0)
    await shows(camille, "Un", "Deux", "Trois", "Quatre", "Cinq", "Merci")
    await camille.reload()
    await joined(camille)
    await expect(camille.locator(".unread-divider")).to_have_count(0)


async def test_of_more_than_a_page_holds_the_first_is_found_further_up(windows: Windows, cast: Cast) -> None:
    """It stayed where the page had begun, and went on saying that the first were above it."""
    await cast.fill(cast.jean, "Ancien")
    await conversations_read(cast)
    await cast.fill(cast.jean, *(f"Nouveau {n}" for n in range(210)))
    camille = await at(windows, cast.camille, cast.room)
    await scroll_to_oldest(camille)
    await expect(bubble(camille, "Ancien")).to_be_attached()
    assert (await order(camille))[:3] == ["Ancien", "Nouveaux messages", "Nouveau 0"]
    await expect(camille.locator(".unread-divider")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
async def test_a_conversation_opens_where_what_is_new_begins(windows: Windows, cast: Cast, script: bool) -> None:
    await cast.fill(cast.jean, "Ancien")
    await conversations_read(cast)
    await cast.fill(cast.jean, *(f"Nouveau {n}" for n in range(60)))
    camille = await windows.open(cast.camille, script=script)
    await camille.goto("/conversations")
    await camille.get_by_role("link", name="Jean").click()
    for first in (camille.locator(".unread-divider"), bubble(camille, "Ancien"), bubble(camille, "Nouveau 0")):
        await expect(first).to_be_in_viewport(ratio=1)
    if not script:
        return
    latest = camille.locator("#latest")
    await expect(latest).to_have_text(re.compile("^4[0-9] nouveaux messages$"))  # those that are not in view
    await cast.jean.say(cast.room, "Et un de plus")
    await expect(bubble(camille, "Et un de plus")).to_be_attached()
    assert (await order(camille))[:2] == ["Ancien", "Nouveaux messages"]
    await bubble(camille, "Nouveau 50").scroll_into_view_if_needed()
    await expect(latest).to_have_text(re.compile("^([0-9]|10) nouveaux messages$"))
    await latest.click()
    await expect(bubble(camille, "Et un de plus")).to_be_in_viewport(ratio=1)
    await expect(latest).to_be_hidden()
