"""A language that is read from the right, and is longer than French: nothing sticks out, and all stands on its other side."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

import texts
from actions import attachments, messages
from models import User
from tests.browser.talking import shows, write
from tests.browser.test_layout import STICKS_OUT
from tests.browser.windows import Windows, joined
from tests.people import Cast
from tests.pictures import picture
from tests.pseudo import PSEUDO

SIZES = [(360, 740), (1440, 900)]
LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
NAMES = {"Escale", "Français", "English"}

# The middle of each, from the window's left edge.
STANDS = """() => Object.fromEntries(Object.entries({
    field: "#content", send: ".composer__send", attach: ".composer__attach .button",
    mine: ".message--mine .bubble", theirs: ".message:not(.message--mine) .bubble", thread: ".thread",
    name: ".conversation__name", face: ".conversation__head .avatar",
}).map(([name, selector]) => {
    const { left, right } = document.querySelector(selector).getBoundingClientRect();
    return [name, (left + right) / 2];
}))"""


async def is_translated(page: Page) -> None:
    """Nothing that one sees is in letters of ours, but for what people wrote, which is Greek here."""
    words = LATIN.findall(await page.locator("body").inner_text())
    assert (page.url, [word for word in words if word not in NAMES]) == (page.url, [])


async def stands(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(STANDS)
    return found


@pytest.mark.one_process
async def test_nothing_breaks_from_right_to_left(windows: Windows, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(texts.LANGUAGES, PSEUDO.code, PSEUDO)
    windows.expect("status of 404")
    for person, name in ((cast.camille, "Καμίλα"), (cast.jean, "Ιωάννης"), (cast.zoe, "Ζωή")):
        await User.filter(id=person.id).update(name=name, city="Αθήνα", bio="Γειά σου", search_text="αθηνα", language=PSEUDO.code)
    await messages.send(cast.jean.id, cast.room, "Ο φάρος", attachments.Upload(picture()))
    camille = await windows.open(cast.camille)
    stranger = await windows.open()
    await stranger.context.add_cookies([{"name": "escale_language", "value": PSEUDO.code, "url": cast.camille.live.url}])
    room = f"/conversations/{cast.room}"
    for width, height in SIZES:
        for page, addresses in (
            (stranger, ("/login", "/signup", "/rien")),
            (camille, ("/conversations", "/locals?q=αθηνα", "/account", room)),
        ):
            await page.set_viewport_size({"width": width, "height": height})
            for address in addresses:
                await page.goto(address)
                await expect(page.locator("html")).to_have_attribute("dir", "rtl")
                assert (address, width, await page.evaluate(STICKS_OUT)) == (address, width, [])
                if address != "/account":  # which shows an address, a device and the names of time zones
                    await is_translated(page)
        await joined(camille)
        await write(camille, f"Καλημέρα {width}")
        await expect(camille.locator("#messages article[data-state]")).to_have_count(0)
        there = await stands(camille)
        assert there["mine"] < there["thread"] < there["theirs"]
        assert there["send"] < there["field"] < there["attach"]
        assert there["name"] < there["face"]
        await camille.locator("#content").fill("x" * 2001)
        await camille.keyboard.press("Enter")
        await camille.locator("#content").fill("")
        await is_translated(camille)
        assert await camille.evaluate(STICKS_OUT) == []
    await shows(camille, "Ο φάρος", "Καλημέρα 360", "Καλημέρα 1440")
