"""Nothing sticks out, nothing jumps."""

import asyncio
import re
from typing import Any

from playwright.async_api import Page, Route, expect

from actions import attachments, messages
from models import User
from tests.browser.talking import at, shows
from tests.browser.windows import Windows
from tests.people import Cast
from tests.pictures import picture

WIDTHS = [320, 360, 768, 1440]  # 320 is what 640 pixels are at 200 %
STRAINING = {
    "a word": "Anticonstitutionnellement" * 30,
    "an address": "https://exemple.fr/" + "a/" * 300,
    "all that is allowed": "Une phrase de plus. " * 99,
    "emoji": "👩‍👩‍👧‍👦" * 280,
    "right to left": "مرحبا، أنا سعيدة جدا بزيارتك إلى مدينتنا في الربيع القادم",
    "an override": "\u202eà rebours\u202c et \u2067isolé",
    "marks": "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d" * 40,
    "lines": "\n".join("abcdefghij"),
    "one letter": "a",
}

STICKS_OUT = """() => {
    const scrolls = (one) => one === document.documentElement || getComputedStyle(one).overflowY === "auto";
    const wide = [...document.querySelectorAll("*")].filter((one) => scrolls(one) && one.scrollWidth > one.clientWidth);
    return wide.map((one) => `${one.tagName} ${one.id} ${one.scrollWidth}`);
}"""

LEAVES_ITS_BUBBLE = """() => {
    const inside = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    const view = document.querySelector("#scroll").getBoundingClientRect();
    return [...document.querySelectorAll("#messages article")].filter((article) => {
        const bubble = article.querySelector(".bubble").getBoundingClientRect();
        const words = document.createRange();
        words.selectNodeContents(article.querySelector("[data-slot=content]"));
        const parts = [...words.getClientRects(), article.querySelector("img")?.getBoundingClientRect()].filter(Boolean);
        return !inside(bubble, view) || !parts.every((part) => inside(part, bubble));
    }).map((article) => article.id);
}"""


async def is_within(page: Page, script: str = STICKS_OUT) -> None:
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert (page.url, width, await page.evaluate(script)) == (page.url, width, [])


async def test_no_page_is_wider_than_its_window(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 404")
    await User.filter(id=cast.jean.id).update(name="Barnabé-Théodule " * 4, city="Llanfairpwllgwyngyll" * 4, bio="bio" * 160)
    stranger, camille = await windows.open(script=False), await windows.open(cast.camille, script=False)
    for address in ("/login", "/signup"):
        await stranger.goto(address)
        await is_within(stranger)
    pages = ["/conversations", "/locals", "/locals?q=" + "z" * 100, "/account", "/rien", f"/conversations/{cast.room}"]
    for address in pages:
        await camille.goto(address)
        await is_within(camille)


async def test_every_text_stays_in_its_bubble(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, *STRAINING.values())
    await cast.camille.say(cast.room, *STRAINING.values())
    for size in ((1, 1), (40, 30), (300, 1600), (1600, 200)):
        await messages.send(cast.jean.id, cast.room, "Photo", attachments.Upload(picture("PNG", size)))
    camille = await windows.open(cast.camille, script=False)
    await camille.goto(f"/conversations/{cast.room}")
    for script in (STICKS_OUT, LEAVES_ITS_BUBBLE):
        await is_within(camille, script)


async def boxes(page: Page) -> Any:
    return await page.locator("#messages article, #messages img").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().toJSON())"
    )


async def test_photos_keep_their_place_before_they_come(windows: Windows, cast: Cast) -> None:
    for size in ((1200, 800), (600, 1400)):
        await messages.send(cast.jean.id, cast.room, "Photo", attachments.Upload(picture("JPEG", size)))
    camille = await windows.open(cast.camille)
    let_through = asyncio.Event()

    async def wait(route: Route) -> None:
        await let_through.wait()
        await route.continue_()

    await camille.context.route("**/media/**", wait)
    await camille.goto(f"/conversations/{cast.room}", wait_until="domcontentloaded")
    await shows(camille, "Photo", "Photo")
    before = await boxes(camille)
    let_through.set()
    for image in await camille.locator("#messages img").all():
        await expect(image).to_have_js_property("complete", value=True)
        await expect(image).not_to_have_js_property("naturalWidth", 0)
    assert await boxes(camille) == before


async def test_the_composer_never_covers_the_last_message(windows: Windows, cast: Cast) -> None:
    await cast.camille.say(cast.room, *(f"Message {number}" for number in range(30)))
    camille = await at(windows, cast.camille, cast.room, size=(360, 640))
    last, field = camille.locator("#messages article").last, camille.locator("#content")
    for text in ("", "\n" * 5, "\n" * 40):
        await field.fill(text)
        await expect(last).to_be_in_viewport(ratio=1)
        lowest, top = await asyncio.gather(last.bounding_box(), camille.locator("#composer").bounding_box())
        assert lowest
        assert top
        assert lowest["y"] + lowest["height"] <= top["y"]
        assert top["y"] + top["height"] <= 640


HEAD = """() => {
    const [head, typing] = [document.querySelector(".conversation__head"), document.querySelector("#typing")];
    const verb = document.createRange();
    if (typing.lastChild) verb.selectNodeContents(typing.lastChild);
    const words = verb.getBoundingClientRect();
    const [name, start] = [typing.querySelector("bdi"), typing.getBoundingClientRect().left];
    return {
        height: head.getBoundingClientRect().height,
        verb: words.width > 30 && words.right <= innerWidth && words.height < 24,
        name: (name?.getBoundingClientRect().width ?? 0) > 1,
        first: words.left - start < 1,
    };
}"""


async def test_the_word_that_somebody_writes_never_breaks_the_head(windows: Windows, cast: Cast) -> None:
    """A long name pushed it over three lines; it stands above already, and gives way."""
    await User.filter(id=cast.jean.id).update(name="Barnabé-Théodule Bartholoméi de la Roche-Guyon et d’Aubigné-sur-Nère")
    camille, jean = await at(windows, cast.camille, cast.room, size=(360, 740)), await at(windows, cast.jean, cast.room)
    quiet = {width: await resized(camille, width) for width in WIDTHS}
    await jean.locator("#content").press_sequentially("Avec")
    await expect(camille.locator("#typing")).to_have_text(re.compile("^Barnabé-Théodule .* écrit…$"))
    for width in WIDTHS:
        shown = await resized(camille, width)
        assert (width, shown["height"], shown["verb"]) == (width, quiet[width]["height"], True)
        assert (width, shown["name"], shown["first"]) == (width, width >= 480, width < 480)


async def resized(page: Page, width: int) -> Any:
    await page.set_viewport_size({"width": width, "height": 800})
    return await page.evaluate(HEAD)


async def test_marks_stacked_upon_a_name_stay_with_it(windows: Windows, cast: Cast) -> None:
    """They ran over whoever stood above among the locals."""
    await User.filter(id=cast.jean.id).update(name="Z" + "\u036b\u0343\u036a" * 20, city="Z" + "\u036b\u0343\u036a" * 20)
    camille = await windows.open(cast.camille, script=False)
    for address in ("/locals", f"/conversations/{cast.room}", "/conversations"):
        await camille.goto(address)
        found = camille.locator(NAMES, has_text="Z\u036b")
        assert await found.count() > 0
        assert await found.evaluate_all("all => all.map((one) => getComputedStyle(one).overflowY).includes('visible')") is False


NAMES = ".person__name, .person__city, .conversation__name, .conversation__place, .inbox-item__name, .thread-empty__title"
