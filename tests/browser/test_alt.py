"""What a photo shows, for whoever does not see it: asked for beside it, and said to everybody."""

import pytest
from playwright.async_api import expect

from tests.browser.talking import at, bubble, is_same_after_reload, shows, write
from tests.browser.windows import Windows, photo
from tests.people import Cast
from tests.pictures import picture

SAID = "Le port, le soir : «\u202fl’heure bleue\u202f» + #1 & 100 % ⚓"


async def test_each_photo_has_its_words_and_everybody_hears_them(windows: Windows, cast: Cast) -> None:
    camille, jean = await at(windows, cast.camille, cast.room), await at(windows, cast.jean, cast.room)
    await camille.locator("#attachment").set_input_files([photo(picture(size=(60 + n, 40)), f"{n}.png") for n in range(3)])
    descriptions = camille.get_by_label("Description")
    await expect(descriptions).to_have_count(3)
    await descriptions.nth(0).fill(f" {SAID} ")
    await descriptions.nth(2).fill("Le phare")
    await camille.get_by_role("button", name="Retirer la photo 2").click()
    await expect(camille.get_by_role("button", name="Retirer la photo 2")).to_be_focused()
    await descriptions.nth(0).press("Enter")  # goes on to the words, and sends nothing yet
    await expect(camille.locator("#content")).to_be_focused()
    await write(camille, "Deux vues")
    for page in (camille, jean):
        await shows(page, "Deux vues", "Photo")
        await expect(bubble(page, "Deux vues").get_by_role("img", name=SAID, exact=True)).to_be_visible()
        await expect(bubble(page, "Photo").get_by_role("img", name="Le phare", exact=True)).to_have_attribute("width", "62")
    await is_same_after_reload(camille)
    await bubble(jean, "Deux vues").get_by_role("link", name=SAID).click()
    await expect(jean.locator("#lightbox").get_by_role("img", name=SAID)).to_be_visible()
    await expect(jean.locator("#lightbox [data-slot=alt]")).to_have_text(SAID)
    await jean.keyboard.press("ArrowRight")
    await expect(jean.locator("#lightbox [data-slot=alt]")).to_have_text("Le phare")


@pytest.mark.parametrize("said", [SAID, ""], ids=["described", "not described"])
async def test_without_a_script(windows: Windows, cast: Cast, said: str) -> None:
    camille = await windows.open(cast.camille, script=False)
    await camille.goto(f"/conversations/{cast.room}")
    await camille.locator("#attachment").set_input_files(photo(picture()))
    await camille.locator("summary").click()
    await camille.get_by_label("Description de la photo").fill(said)
    await camille.locator("#content").fill("Une vue")
    await camille.get_by_role("button", name="Envoyer").click()
    await expect(bubble(camille, "Une vue").get_by_role("img", name=said or "Photo jointe, sans description")).to_be_visible()
    jean = await at(windows, cast.jean, cast.room)
    await expect(bubble(jean, "Une vue").get_by_role("img", name=said or "Photo jointe, sans description")).to_be_visible()
