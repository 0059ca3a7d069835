"""Photos above the composer: what is none is not taken, and what is, needs no words."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from models import Message
from tests.browser.talking import CONTENTS, at, bubble, is_same_after_reload, shows, write
from tests.browser.test_composer import carried
from tests.browser.windows import Windows, joined, photo
from tests.people import Cast
from tests.pictures import picture

NO_PHOTOS = {
    "another file": photo(b"Une lettre, et pas une image.", "lettre.png"),
    "a cut JPEG": photo(picture("JPEG", (400, 300))[:-400], "coupée.jpg", "image/jpeg"),
    "a cut PNG": photo(picture("PNG", (400, 300))[:-60], "coupée.png"),
    "nothing": photo(b"", "vide.png"),
    "a kind of its own": photo(b"%PDF-1.7", "plan.pdf", "application/pdf"),
}


@pytest.mark.parametrize("what", NO_PHOTOS)
async def test_what_is_no_photo_is_said_by_name_and_the_others_stay(windows: Windows, cast: Cast, what: str) -> None:
    """It was taken with a broken picture, and refused once it was sent."""
    camille, file = await at(windows, cast.camille, cast.room), NO_PHOTOS[what]
    told, rows = camille.locator("#composer-error"), camille.locator("#preview li")
    await camille.locator("#content").fill("Le port")
    await camille.locator("#attachment").set_input_files([photo(picture(), "port.png"), file])
    await expect(told).to_have_text(
        f"«\u202f\u2068{file['name']}\u2069\u202f» n’est pas une image que nous puissions lire. {KINDS}"
    )
    await expect(rows).to_have_count(1)
    await expect(rows.get_by_role("img")).not_to_have_js_property("naturalWidth", 0)
    await expect(camille.locator("#content")).to_have_value("Le port")
    await camille.locator("#content").press_sequentially("!")  # whoever writes on has not read it for that
    await expect(told).not_to_be_empty()
    await write(camille, "Le port")
    await shows(camille, "Le port")
    await expect(told).to_be_empty()
    assert await Message.filter(conversation_id=cast.room).count() == 1


KINDS = "Choisissez une image PNG, JPEG, GIF ou WebP."


async def test_whoever_sends_at_once_is_told_before_anything_goes(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    field, told = camille.locator("#content"), camille.locator("#composer-error")
    await field.fill("Le plan")
    await field.evaluate(DROP_AND_SEND, await carried(camille, "plan.png", "image/png", b"%PDF-1.7"))
    await expect(told).to_contain_text("plan.png")
    await expect(field).to_have_value("Le plan")
    await expect(camille.locator("#preview")).to_be_hidden()
    await expect(camille.locator(CONTENTS)).to_have_count(0)
    await field.evaluate(DROP_AND_SEND, await carried(camille, "port.png", "image/png", picture()))
    await shows(camille, "Le plan")
    await expect(bubble(camille, "Le plan").get_by_role("img")).to_be_visible()
    await expect(told).to_be_empty()


DROP_AND_SEND = """(field, dataTransfer) => {
    field.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    for (let time = 0; time < 2; time++) field.form.requestSubmit();
}"""


async def test_what_comes_while_a_photo_is_looked_at_is_for_the_next_message(windows: Windows, cast: Cast) -> None:
    """Photos and letters that came right after Enter went with what had been sent: a large photo takes a moment to be read."""
    camille = await at(windows, cast.camille, cast.room)
    field, described = camille.locator("#content"), camille.locator("#preview input")
    await field.fill("Le port")
    drops = [await carried(camille, f"{name}.png", "image/png", picture("PNG", (1200, 800))) for name in ("port", "mâts")]
    await field.evaluate(f"(field, drops) => {{ const send = {DROP_AND_SEND}; {SEND_AND_GO_ON} }}", drops)
    await shows(camille, "Le port")
    await expect(described).to_have_count(1)
    await expect(described).to_be_focused()
    await expect(field).to_have_value(" et la suite")
    await described.fill("Des mâts")
    await write(camille, "Le soir")
    await shows(camille, "Le port", "Le soir")
    await expect(bubble(camille, "Le soir").get_by_role("img", name="Des mâts")).to_be_visible()


async def test_a_heavy_photo_that_is_sent_at_once_goes_once_it_is_light_enough(
    windows: Windows, cast: Cast, tmp_path: Path
) -> None:
    """Seen to fail: nothing went, and what was written on was glued to what had been sent."""
    (heavy := tmp_path / "lourde.png").write_bytes(picture("PNG", (1200, 800)) + bytes(11_000_000))
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#content").fill("Le port")
    await camille.locator("#attachment").set_input_files(heavy)
    await camille.locator("#content").press("Enter")
    await shows(camille, "Le port")
    await expect(bubble(camille, "Le port").get_by_role("img")).to_have_attribute("width", "1200")
    await expect(camille.locator("#composer-error")).to_be_empty()


SEND_AND_GO_ON = """
    send(field, drops[0]);
    field.dispatchEvent(new DragEvent("drop", { dataTransfer: drops[1], bubbles: true, cancelable: true }));
    field.value += " et la suite";
    document.querySelectorAll("#preview input")[1].focus();
"""


async def test_of_several_each_that_is_not_taken_is_named(windows: Windows, cast: Cast, tmp_path: Path) -> None:
    camille = await at(windows, cast.camille, cast.room)
    files = {
        "grande.gif": picture("GIF") + bytes(10 * 2**20),
        "port.png": picture(),
        f"{'très ' * 40}long.gif": picture("GIF")[:8],
        "lettre.png": b"Non.",
        "immense.gif": picture("GIF") + bytes(11 * 2**20),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    await camille.locator("#attachment").set_input_files([tmp_path / name for name in files])
    told = camille.locator("#composer-error")
    await expect(told).to_contain_text("grande.gif\u2069\u202f» et «\u202f\u2068immense.gif\u2069\u202f» dépassent 10 Mo.")
    await expect(told).to_contain_text("lettre.png\u2069\u202f» ne sont pas des images que nous puissions lire.")
    await expect(told).to_contain_text("très très très très très trè…rès long.gif")
    await expect(camille.locator("#preview li")).to_have_count(1)
    await camille.get_by_role("button", name="Envoyer").click()
    await shows(camille, "Photo")
    await expect(told).to_be_empty()


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


@pytest.mark.parametrize(("width", "height"), [(360, 740), (360, 480), (768, 1024), (844, 390), (1440, 900)])
async def test_of_many_photos_one_sees_all_or_that_there_are_more(windows: Windows, cast: Cast, width: int, height: int) -> None:
    """The fourth was cut off but for its upper edge, as if there were three."""
    camille = await at(windows, cast.camille, cast.room, size=(width, height))
    for count in (4, 5, 10):
        await camille.locator("#attachment").set_input_files([photo(picture(), f"{n}.png") for n in range(count)])
        await expect(camille.locator("#preview li")).to_have_count(count)
        seen = await camille.locator("#preview").evaluate(SEEN)
        cut = [part for part in seen if 0 < part < 1]
        assert (count, seen.count(1) == count or (len(cut) > 0 and all(0.3 < part < 0.7 for part in cut))) == (count, True)
        assert await camille.locator("#preview").evaluate("one => one.scrollWidth <= one.clientWidth")
        room = await camille.locator("#scroll").bounding_box()
        assert room
        assert room["height"] > 0.4 * height
        for _ in range(count):
            await camille.get_by_role("button", name="Retirer la photo").first.click()


@pytest.mark.parametrize("script", [True, False])
async def test_what_is_written_leaves_the_conversation_room(windows: Windows, cast: Cast, script: bool) -> None:
    """Three photos and six lines left it 29 pixels of a window of 640 by 360, and none of a smaller one."""
    await cast.jean.say(cast.room, "Le port est tout près.")
    camille = await windows.open(cast.camille, script=script)
    await camille.goto(f"/conversations/{cast.room}")
    if script:
        await joined(camille)
    await camille.locator("#attachment").set_input_files([photo(picture(), f"{n}.png") for n in range(3)])
    await camille.locator("#content").fill("Une ligne\n" * 6)
    if script:
        await expect(camille.locator("#preview li")).to_have_count(3)
    for width, height, least in ((1280, 640, 0.3), (640, 360, 0.3), (360, 480, 0.3), (320, 256, 0.2)):
        await camille.set_viewport_size({"width": width, "height": height})
        room, foot = [await camille.locator(part).bounding_box() for part in ("#scroll", ".conversation__foot")]
        assert room
        assert foot
        assert (width, room["height"] >= least * height, foot["y"] + foot["height"] <= height) == (width, True, True)
        await camille.get_by_role("button", name="Envoyer").scroll_into_view_if_needed()
        for part in (camille.locator("html"), camille.locator("#composer")):
            assert await part.evaluate("one => one.scrollWidth <= one.clientWidth")


# How much of each row shows, from 0 to 1.
SEEN = """(list) => {
    const { top, bottom } = list.getBoundingClientRect();
    return [...list.children].map((row) => {
        const one = row.getBoundingClientRect();
        const part = (Math.min(one.bottom, bottom) - Math.max(one.top, top)) / one.height;
        return Math.round(100 * Math.max(0, part)) / 100;
    });
}"""
