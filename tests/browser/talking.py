"""What people do in a conversation's window, and what they see there."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.windows import Windows, joined
from tests.people import Cast, Person

CONTENTS = "#messages [data-slot=content]"


async def at(windows: Windows, person: Person, room: int, **how: Any) -> Page:
    """A window of that person's, live in that conversation."""
    page = await windows.open(person, **how)
    await page.goto(f"/conversations/{room}")
    await joined(page)
    return page


async def both(windows: Windows, cast: Cast) -> tuple[Page, Page]:
    """Camille's and Jean's windows, live in their conversation."""
    return await at(windows, cast.camille, cast.room), await at(windows, cast.jean, cast.room)


async def write(page: Page, text: str) -> None:
    field = page.locator("#content")
    await field.fill(text)
    await field.press("Enter")


async def kept(page: Page) -> None:
    """Wait until all that was written and sent there is in that browser's outbox: then the draft of it ends."""
    await page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('escale-draft'))")


async def shows(page: Page, *texts: str) -> None:
    """Wait until the list has exactly these messages, in this order and each once, all of them stored."""
    await expect(page.locator(CONTENTS)).to_have_text(list(texts))
    await expect(page.locator("#messages article[data-state]")).to_have_count(0)


async def ids(page: Page) -> list[int]:
    found = await page.locator("#messages article").evaluate_all("all => all.map((article) => article.dataset.messageId)")
    return [int(id_) for id_ in found]


async def agree(*pages: Page) -> None:
    """All of them show the same messages in the same order, none of them twice."""
    lists = [(await ids(page), await page.locator(CONTENTS).all_text_contents()) for page in pages]
    assert lists.count(lists[0]) == len(lists)
    assert lists[0][0] == sorted(set(lists[0][0]))


async def markup(page: Page) -> list[str]:
    """The messages and days as the browser has them, pictures settled."""
    await expect(page.locator("#messages img[src^='blob:']")).to_have_count(0)
    html: list[str] = await page.locator("#messages > :is(article, .day)").evaluate_all("all => all.map((one) => one.outerHTML)")
    return html


async def is_same_after_reload(page: Page) -> None:
    """What came live, and was read by now, is to the letter what the server renders."""
    await expect(page.locator("#messages article[data-read=false]")).to_have_count(0)
    live = await markup(page)
    await page.reload()
    await until_started(page)
    assert await markup(page) == live


async def until_started(page: Page) -> None:
    """Wait until the scripts have taken the page over."""
    await expect(page.locator("#composer")).to_have_js_property("noValidate", True)


def bubble(page: Page, text: str) -> Any:
    """The message that says that."""
    return page.locator("#messages article").filter(has_text=text)
