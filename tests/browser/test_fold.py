"""A message of very many lines is folded at first, with and without a script."""

import pytest
from playwright.async_api import Page, expect

from routes import folds
from tests.browser.talking import at, bubble, is_same_after_reload, write
from tests.browser.test_inbox import conversations_read
from tests.browser.windows import Windows
from tests.people import Cast

BLANK = "Bonjour" + "\n" * 400 + "à demain"
TALL = ["\n" * 20 + "a", "\n" * 21 + "a", "a\u2028" * 21 + "b", "\v\f\u0085\u2028\u2029" * 5 + "c", "a\n" * 20 + "b", "a" * 2000]


async def height(page: Page, text: str) -> float:
    tall: float = await bubble(page, text).evaluate("one => one.getBoundingClientRect().height")
    return tall


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
async def test_a_message_of_blank_lines_takes_little_room_until_it_is_asked_for(
    windows: Windows, cast: Cast, script: bool
) -> None:
    """It was a wall of ten thousand pixels."""
    await cast.jean.say(cast.room, BLANK, "Pardon")
    camille = await windows.open(cast.camille, script=script, size=(360, 740))
    await camille.goto(f"/conversations/{cast.room}")
    assert await height(camille, "Bonjour") < 450
    assert await bubble(camille, "Bonjour").locator("[data-slot=content]").text_content() == BLANK
    fold = bubble(camille, "Bonjour").get_by_role("checkbox", name="Tout afficher")
    await fold.focus()
    await camille.keyboard.press("Space")
    assert await height(camille, "Bonjour") > 4000
    await bubble(camille, "Bonjour").get_by_role("checkbox", name="Replier").uncheck()
    assert await height(camille, "Bonjour") < 450
    await expect(camille.locator(".fold")).to_have_count(1)


async def test_what_comes_live_is_folded_as_after_a_reload(windows: Windows, cast: Cast) -> None:
    camille, jean = await at(windows, cast.camille, cast.room), await at(windows, cast.jean, cast.room)
    await cast.jean.say(cast.room, *TALL)
    await write(camille, BLANK)
    await expect(jean.locator("#messages article")).to_have_count(len(TALL) + 1)
    shown = await jean.locator("#messages article").evaluate_all("all => all.map((one) => one.querySelector('.fold') !== null)")
    assert shown == [folds.is_tall(text) for text in [*TALL, BLANK]]
    assert shown == [False, True, True, True, False, False, True]
    await is_same_after_reload(camille)


async def test_a_carriage_return_breaks_the_line_live_as_after_a_reload(windows: Windows, cast: Cast) -> None:
    """Stored as it was sent; a page's parser makes a line break of it, and a script did not."""
    camille = await at(windows, cast.camille, cast.room)
    await cast.jean.say(cast.room, "Le port\rle phare\r\r\nla plage")
    content = bubble(camille, "Le port").locator("[data-slot=content]")
    assert await content.text_content() == "Le port\nle phare\nla plage"
    await is_same_after_reload(camille)


async def test_whoever_unfolds_reads_on_where_they_were(windows: Windows, cast: Cast) -> None:
    """At the end of the thread they were taken to the message's end."""
    await cast.jean.say(cast.room, *map(str, range(20)), BLANK)
    await conversations_read(cast)
    camille = await at(windows, cast.camille, cast.room, size=(360, 740))
    message = camille.locator("#messages article").last
    before = await message.bounding_box()
    for name in ("Tout afficher", "Replier"):
        await message.get_by_text(name).evaluate("one => one.click()")
        await camille.wait_for_timeout(100)
        after = await message.bounding_box()
        assert before
        assert after
        assert (name, round(after["y"])) == (name, round(before["y"]))
