"""Photos above the composer: what is none is not taken, and what is, needs no words."""

import pytest
from playwright.async_api import expect

from tests.browser.talking import CONTENTS, at, bubble, is_same_after_reload, shows
from tests.browser.windows import Windows, photo
from tests.people import Cast
from tests.pictures import picture


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
async def test_photos_without_words_are_shown_alone(windows: Windows, cast: Cast, script: bool) -> None:
    """A photo alone was refused, and the further ones of several bore "2 / 3"."""
    if script:
        camille = await at(windows, cast.camille, cast.room)
    else:
        camille = await windows.open(cast.camille, script=False)
        await camille.goto(f"/conversations/{cast.room}")
    jean = await at(windows, cast.jean, cast.room)
    await camille.locator("#attachment").set_input_files([photo(picture("PNG", (300 + n, 200)), f"{n}.png") for n in range(3)])
    await camille.get_by_role("button", name="Envoyer").click()
    for page in (camille, jean):
        await shows(page, "Photo", "Photo", "Photo")
        for one in await page.locator(CONTENTS).all():
            await expect(one).to_be_hidden()
        last = page.locator("#messages article").last
        await expect(last.locator("time")).to_be_in_viewport()
        heights = await page.locator(".bubble").evaluate_all(
            "all => all.map((one) => one.offsetHeight - one.querySelector('.bubble__photo').offsetHeight)"
        )
        assert heights[:2] == [0, 0]
        assert heights[2] > 0
    await expect(jean.locator("#inbox [data-slot=preview]").first).to_have_text("Photo")
    await is_same_after_reload(jean)
    await bubble(jean, "Photo").first.locator(".bubble__photo").click()
    await expect(jean.locator("#lightbox [data-slot=caption]")).to_be_empty()


async def test_what_comes_back_to_the_composer_has_no_words_that_nobody_wrote(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 422")
    camille = await at(windows, cast.camille, cast.room)
    field = camille.locator("#content")
    usual = await field.get_attribute("placeholder") or ""
    await camille.locator("#attachment").set_input_files(photo(picture("BMP"), "plan.png"))
    await expect(field).to_have_attribute("placeholder", "Un mot, ou «\u202fPhoto\u202f»")
    await field.press("Enter")
    await expect(field).to_have_attribute("placeholder", usual)
    await camille.get_by_role("button", name="Modifier").click()
    await expect(camille.locator("#preview li")).to_have_count(1)
    await expect(field).to_have_value("")
