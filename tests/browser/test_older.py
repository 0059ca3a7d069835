"""A long conversation, read upwards."""

import asyncio
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, Route, expect

from tests.browser.talking import CONTENTS, at, ids, until_started
from tests.browser.test_inbox import conversations_read
from tests.browser.windows import Windows, joined
from tests.people import Cast

FIRST_IN_VIEW = """(scroll) => {
    const edge = scroll.getBoundingClientRect().top;
    const first = [...scroll.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > edge);
    return [first.id, first.getBoundingClientRect().top];
}"""


STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"


async def fill(cast: Cast, count: int) -> list[str]:
    """That many messages over some days, by both, of several lengths, all of which Camille has read."""
    texts = [f"Message {number}" + " et encore quelques mots" * (number % 7) for number in range(1, count + 1)]
    began = datetime.now(UTC) - timedelta(days=5)
    for start in range(0, count, 10):
        writer = cast.jean if start % 30 else cast.camille
        await cast.fill(writer, *texts[start : start + 10], when=began + timedelta(hours=start))
    await conversations_read(cast)
    return texts


async def scroll_to_oldest(page: Page) -> tuple[str, float]:
    """What the reader then has at the upper edge, and where."""
    await page.locator("#scroll").evaluate("(scroll) => { scroll.scrollTop = -scroll.scrollHeight; }")
    id_, top = await page.locator("#scroll").evaluate(FIRST_IN_VIEW)
    return id_, top


async def test_older_messages_come_as_one_scrolls_and_nothing_moves(windows: Windows, cast: Cast) -> None:
    texts = await fill(cast, 130)
    camille = await at(windows, cast.camille, cast.room)
    contents = camille.locator(CONTENTS)
    await expect(contents).to_have_text(texts[-50:])
    for shown in (100, 130):
        id_, top = await scroll_to_oldest(camille)
        await expect(contents).to_have_count(shown)
        moved = await camille.locator(f"#{id_}").evaluate("(one) => one.getBoundingClientRect().top") - top
        assert abs(moved) <= 1
    await expect(contents).to_have_text(texts)
    await expect(camille.locator("#older")).to_have_count(0)
    assert await ids(camille) == sorted(await ids(camille))
    days = await camille.locator("#messages .day").evaluate_all("all => all.map((day) => day.dataset.day)")
    assert days == sorted(set(days))

    # While one reads above, what comes below is counted and moves nothing.
    id_, top = await camille.locator("#scroll").evaluate(FIRST_IN_VIEW)
    await cast.jean.say(cast.room, "Vous êtes encore là ?")
    latest = camille.get_by_role("button", name="1 nouveau message")
    await expect(latest).to_be_visible()
    assert await camille.locator("#scroll").evaluate(FIRST_IN_VIEW) == [id_, top]
    await latest.click()
    await expect(camille.get_by_text("Vous êtes encore là ?").last).to_be_in_viewport()
    await expect(latest).to_be_hidden()


async def test_who_scrolls_before_the_scripts_come_stays_there(windows: Windows, cast: Cast) -> None:
    await fill(cast, 50)
    camille = await windows.open(cast.camille)
    released = asyncio.Event()

    async def wait(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await camille.route("**/js/escale.js", wait)
    await camille.goto(f"/conversations/{cast.room}", wait_until="commit")
    await expect(camille.locator("#messages article")).to_have_count(50)
    await camille.wait_for_function(STYLED)
    id_, top = await scroll_to_oldest(camille)
    released.set()
    await until_started(camille)
    await joined(camille)
    assert await camille.locator("#scroll").evaluate(FIRST_IN_VIEW) == [id_, top]
