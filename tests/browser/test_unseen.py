"""Who reads above while something is said below: it counts as unread, and waits where it begins, until they see it."""

import asyncio

from playwright.async_api import Page, expect

from models import Conversation
from tests.browser.talking import at, bubble, kept, write
from tests.browser.test_connection import VISIBILITY
from tests.browser.test_divider import order
from tests.browser.test_inbox import conversations_read, counts
from tests.browser.test_older import scroll_to_oldest
from tests.browser.windows import PATIENCE, Windows, disconnected
from tests.people import Cast

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def reading_above(windows: Windows, cast: Cast) -> Page:
    """Camille has read all, and has scrolled up."""
    await cast.fill(cast.jean, *(f"Message {n}" for n in range(40)))
    await conversations_read(cast)
    camille = await at(windows, cast.camille, cast.room)
    await counts(camille, 0, "Jean")
    await scroll_to_oldest(camille)
    return camille


async def waits(page: Page, cast: Cast, count: int) -> None:
    """So many are unread: in the title, in the navigation, in the inbox and for the server."""
    await counts(page, count, "Jean")
    unread = page.locator("#inbox [data-slot=unread]")
    await (expect(unread).to_have_text(str(count)) if count else expect(unread).to_be_hidden())
    await page.evaluate(PAINTED)  # read.js tells the server in the frame after
    async with asyncio.timeout(PATIENCE):
        while await Conversation.unread_total(cast.camille.id) != count:
            await asyncio.sleep(0.02)


async def test_what_is_said_below_counts_until_it_is_seen(windows: Windows, cast: Cast) -> None:
    camille = await reading_above(windows, cast)
    await cast.jean.say(cast.room, "Un", "Deux")
    await expect(bubble(camille, "Deux")).to_be_attached()
    await waits(camille, cast, 2)
    assert (await order(camille))[-3:] == ["Nouveaux messages", "Un", "Deux"]
    await cast.jean.say(cast.room, "Trois")
    await expect(bubble(camille, "Trois")).to_be_attached()
    await waits(camille, cast, 3)
    assert (await order(camille))[-4:] == ["Nouveaux messages", "Un", "Deux", "Trois"]

    await camille.get_by_role("button", name="3 nouveaux messages").click()
    await expect(bubble(camille, "Trois")).to_have_attribute("data-read", "true")
    await waits(camille, cast, 0)
    assert (await order(camille))[-4:] == ["Nouveaux messages", "Un", "Deux", "Trois"]

    # At the end again, what comes is read as it comes; and above once more, it is new anew.
    await cast.jean.say(cast.room, "Quatre")
    await expect(bubble(camille, "Quatre")).to_have_attribute("data-read", "true")
    await waits(camille, cast, 0)
    await scroll_to_oldest(camille)
    await cast.jean.say(cast.room, "Cinq")
    await expect(bubble(camille, "Cinq")).to_be_attached()
    await waits(camille, cast, 1)
    assert (await order(camille))[-2:] == ["Nouveaux messages", "Cinq"]
    address = await camille.evaluate("[location.href, history.length]")
    await camille.locator("#inbox a").click()
    await expect(bubble(camille, "Cinq")).to_be_in_viewport(ratio=1)
    await waits(camille, cast, 0)
    assert await camille.evaluate("[location.href, history.length]") == address
    await write(camille, "Je vous lis")
    await expect(camille.locator(".unread-divider")).to_have_count(0)
    await waits(camille, cast, 0)


async def test_who_looks_away_above_finds_the_first_they_have_not_seen(windows: Windows, cast: Cast) -> None:
    camille = await reading_above(windows, cast)
    await cast.jean.say(cast.room, "Un")
    await expect(bubble(camille, "Un")).to_be_attached()
    await camille.evaluate(VISIBILITY, "hidden")
    await cast.jean.say(cast.room, "Deux")
    await expect(bubble(camille, "Deux")).to_be_attached()
    await camille.evaluate(VISIBILITY, "visible")
    await waits(camille, cast, 2)
    assert (await order(camille))[-3:] == ["Nouveaux messages", "Un", "Deux"]


async def test_what_comes_above_what_one_wrote_meanwhile_waits_to_be_seen(windows: Windows, cast: Cast) -> None:
    """Seen to fail: nothing pointed to it, and once all was sent, it counted as read for everybody but its writer."""
    windows.expect("ERR_INTERNET_DISCONNECTED")
    camille = await at(windows, cast.camille, cast.room, size=(1280, 600))
    above = camille.get_by_role("button", name="1 nouveau message plus haut")
    await camille.context.set_offline(True)
    await disconnected(camille)
    for n in range(15):
        await write(camille, f"Hors ligne {n}")
    await kept(camille)
    await cast.jean.say(cast.room, "Important")
    await camille.context.set_offline(False)
    await expect(camille.locator("#messages article[data-state]")).to_have_count(0)
    await expect(above).to_be_visible()
    await write(camille, "Et encore")
    await expect(camille.locator("#messages article[data-state]")).to_have_count(0)
    await waits(camille, cast, 1)
    assert (await order(camille))[:3] == ["Nouveaux messages", "Important", "Hors ligne 0"]
    await above.click()
    await expect(bubble(camille, "Important")).to_be_in_viewport(ratio=1)
    await waits(camille, cast, 0)
    await expect(camille.get_by_role("button", name="Derniers messages")).to_be_visible()
    await expect(bubble(camille, "Important")).to_have_attribute("data-read", "true")


async def test_whoever_is_at_the_end_of_all_that_came_meanwhile_is_led_nowhere(windows: Windows, cast: Cast) -> None:
    """Seen to fail: its first ones are out of sight, and the button to them stayed."""
    windows.expect("ERR_INTERNET_DISCONNECTED")
    camille = await at(windows, cast.camille, cast.room, size=(1280, 600))
    await camille.context.set_offline(True)
    await disconnected(camille)
    await cast.jean.say(cast.room, *(f"Message {n}" for n in range(30)))
    await camille.context.set_offline(False)
    await expect(bubble(camille, "Message 29")).to_have_attribute("data-read", "true")
    await waits(camille, cast, 0)
    await expect(camille.locator("#latest")).to_be_hidden()


async def test_a_page_of_old_messages_counts_what_it_does_not_show(windows: Windows, cast: Cast) -> None:
    ids = await cast.fill(cast.jean, *(f"Message {n}" for n in range(60)))
    await conversations_read(cast)
    camille = await windows.open(cast.camille)
    await camille.goto(f"/conversations/{cast.room}?before={ids[5]}")
    await expect(camille.locator("html[data-joined]")).to_be_attached()
    await cast.jean.say(cast.room, "Tout en bas")
    await waits(camille, cast, 1)
