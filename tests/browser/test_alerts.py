"""What a page tells while it is hidden: asked for by a click, remembered, and closed when the message is read elsewhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from actions import conversations, messages
from tests.browser.conftest import found
from tests.browser.kept import Kept
from tests.browser.test_connection import VISIBILITY
from tests.browser.windows import Windows, chromium, connected, executable
from tests.people import Cast, Person

# The browser's own, which write down what they were used for.
WRITING_DOWN = """() => {
    window.told = [];
    window.notes = 0;
    window.asked = 0;
    window.Notification = class extends Notification {
        constructor(title, options) {
            super(title, options);
            window.told.push(title + ": " + options.body);
        }
        static requestPermission() {
            window.asked++;
            return super.requestPermission();
        }
        close() {
            window.told.push("closed");
            super.close();
        }
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
        window.notes++;
        start.call(this, when);
    };
}"""


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One with windows, which may notify."""
    async with chromium(found(executable(windowed=True))) as running:
        yield running


@pytest.fixture
def kept_browsers() -> Kept:
    """Nobody gets a browser again whose pages write down what is told."""
    return Kept()


async def opened(windows: Windows, person: Person, address: str, *, permitted: bool = True) -> Page:
    page = await windows.open(person)
    await page.context.grant_permissions(["notifications"] if permitted else [], origin=windows.live.url)
    await page.context.add_init_script(f"({WRITING_DOWN})()")
    await page.goto(address)
    await connected(page)
    return page


async def told(page: Page, *expected: str, notes: int = 0) -> None:
    await page.wait_for_function("(count) => window.told.length >= count", arg=len(expected))
    seen: Any = await page.evaluate("() => [window.told, window.notes]")
    assert seen == [list(expected), notes]


async def choose(page: Page, *names: str) -> None:
    for name in names:
        await page.get_by_role("checkbox", name=name).check()


async def test_it_is_told_once_while_no_page_is_looked_at_and_closed_when_it_is_read(windows: Windows, cast: Cast) -> None:
    account = await opened(windows, cast.camille, "/account")
    assert await account.evaluate("() => window.asked") == 0
    await choose(account, "Une notification", "Un son")
    await told(account, "Escale: Voici comment un message vous sera annoncé.", notes=2)
    assert await account.evaluate("() => window.asked") == 1
    await account.reload()
    await connected(account)
    for name in ("Une notification", "Un son"):
        await expect(account.get_by_role("checkbox", name=name)).to_be_checked()

    inbox = await account.context.new_page()
    await inbox.goto("/conversations")
    await connected(inbox)
    counted = inbox.locator("#inbox [data-slot=unread]")
    await inbox.locator("#find").click()  # browsers let no page be heard that nobody touched
    await account.evaluate(VISIBILITY, "hidden")
    await cast.jean.say(cast.room, "Vu dans la boîte")
    await expect(counted).to_have_text("1")
    await inbox.evaluate(VISIBILITY, "hidden")
    await cast.camille.say(cast.room, "De moi-même")
    await cast.jean.say(cast.room, "Vous\nvenez ?")
    await expect(counted).to_have_text("2")
    pages = (account, inbox)
    await inbox.wait_for_function("() => localStorage.length >= 1")
    seen = [line for page in pages for line in await page.evaluate("() => window.told")]
    assert seen == ["Jean: Vous venez ?"]  # by one of the two, and nothing while the other was looked at

    await messages.mark_in(await conversations.opened(cast.camille.id, cast.room), cast.camille.id, 2**62, up_to=True)
    await expect(counted).to_be_hidden()
    seen = [line for page in pages for line in await page.evaluate("() => window.told")]
    assert seen == ["Jean: Vous venez ?", "closed"]


async def test_nothing_is_asked_or_told_to_who_did_not_wish_it(windows: Windows, cast: Cast) -> None:
    camille = await opened(windows, cast.camille, f"/conversations/{cast.room}")
    await camille.evaluate(VISIBILITY, "hidden")
    await cast.jean.say(cast.room, "Bonjour")
    await expect(camille.locator("#messages article")).to_have_count(1)
    assert await camille.evaluate("() => [window.asked, window.told.length, window.notes]") == [0, 0, 0]


async def test_a_browser_that_refuses_is_believed_in_words(windows: Windows, cast: Cast) -> None:
    account = await opened(windows, cast.camille, "/account", permitted=False)
    await account.get_by_role("checkbox", name="Une notification").click()
    await expect(account.locator("#alert-words")).to_contain_text("refuse les notifications")
    await expect(account.get_by_role("checkbox", name="Une notification")).not_to_be_checked()
