"""Photos made smaller before they are sent, and looked at in full."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from actions import attachments, messages
from models import Attachment
from tests.browser.talking import at, bubble, shows, write
from tests.browser.windows import PATIENCE, Windows, photo
from tests.people import Cast
from tests.pictures import picture

CHOSEN = "() => { const file = document.querySelector('#attachment').files[0]; return file ? [file.type, file.size] : null; }"


def noise(kind: str, size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, quality=95)
    return out.getvalue()


PHOTOS = [
    ("large.jpg", noise("JPEG", (5000, 1100)), 4909),
    ("heavy.png", noise("PNG", (1300, 900)), 1300),
    ("wide.png", picture("PNG", (16000, 60)), 15000),
]


@pytest.mark.parametrize(("name", "data", "longest"), PHOTOS, ids=[name for name, _, _ in PHOTOS])
async def test_what_is_large_or_heavy_is_made_smaller(windows: Windows, cast: Cast, name: str, data: bytes, longest: int) -> None:
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#attachment").set_input_files(photo(data, name, "image/jpeg" if name.endswith("jpg") else "image/png"))
    await expect(camille.get_by_role("img", name="La photo choisie")).to_have_js_property("naturalWidth", longest)
    kind = "image/jpeg" if name.endswith("jpg") else "image/webp"
    async with asyncio.timeout(PATIENCE):
        while (await camille.evaluate(CHOSEN))[0] != kind:
            await asyncio.sleep(0.02)
    if longest < 4096:
        assert (await camille.evaluate(CHOSEN))[1] < len(data)
    await write(camille, "La côte")
    await shows(camille, "La côte")
    stored = await Attachment.get(user_id=cast.camille.id)
    assert max(stored.width, stored.height) == longest


@pytest.mark.parametrize("kind", ["GIF", "PNG", "JPEG"])
async def test_what_is_light_already_is_sent_as_it_is(windows: Windows, cast: Cast, kind: str) -> None:
    camille, data = await at(windows, cast.camille, cast.room), picture(kind, (800, 600))
    await camille.locator("#attachment").set_input_files(photo(data, f"a.{kind.lower()}", f"image/{kind.lower()}"))
    await expect(camille.get_by_role("img", name="La photo choisie")).to_have_js_property("naturalWidth", 800)
    assert await camille.evaluate(CHOSEN) == [f"image/{kind.lower()}", len(data)]


async def test_what_the_contract_has_no_name_for_goes_as_what_it_has(windows: Windows, cast: Cast) -> None:
    """It went so where it was heavy, and was refused where it was light."""
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#attachment").set_input_files(photo(picture("BMP", (60, 40)), "port.bmp", "image/bmp"))
    await expect(camille.get_by_role("img", name="La photo choisie")).to_have_js_property("naturalWidth", 60)
    await write(camille, "Le port")
    await shows(camille, "Le port")
    assert (await Attachment.get(user_id=cast.camille.id)).content_type == "image/webp"


HEAVY = 11 * 2**20
WAITS = """([viewerId, conversationId, size]) => new Promise((resolve) => {
  indexedDB.open("escale-outbox").onsuccess = ({ target: { result } }) => {
    const photo = { blob: new Blob([new Uint8Array(size)], { type: "image/jpeg" }), width: 4, height: 3, alt: "" };
    const item = { clientId: crypto.randomUUID(), viewerId, conversationId, content: "Trop lourde", photo };
    const written = { ...item, createdAt: new Date().toISOString(), position: 1, state: "waiting", reason: "" };
    const transaction = result.transaction("items", "readwrite");
    transaction.objectStore("items").put(written);
    transaction.oncomplete = resolve;
  };
})"""


async def test_a_photo_that_is_too_heavy_keeps_nothing_from_being_sent(windows: Windows, cast: Cast, tmp_path: Path) -> None:
    camille, huge = await at(windows, cast.camille, cast.room), tmp_path / "huge.gif"
    huge.write_bytes(picture("GIF") + bytes(HEAVY))
    await camille.locator("#attachment").set_input_files(huge)
    await expect(camille.locator("#composer-error")).to_contain_text("dépasse 10 Mo")
    await expect(camille.locator("#preview")).to_be_hidden()
    await write(camille, "Sans photo")
    await shows(camille, "Sans photo")

    await camille.evaluate(WAITS, [cast.camille.id, cast.room, HEAVY])
    await camille.reload()
    await expect(camille.locator("article[data-state=failed]")).to_contain_text("dépasse 10 Mo")
    await write(camille, "Après elle")
    stored = camille.locator("#messages article:not([data-message-id='']) [data-slot=content]")
    await expect(stored).to_have_text(["Sans photo", "Après elle"])


async def shown(page: Page, caption: str) -> None:
    await expect(page.locator("#lightbox figcaption")).to_have_text(caption)
    await expect(page.get_by_role("img", name="Photo envoyée par Jean")).to_be_visible()


async def test_the_light_box_by_click_keys_swipe_and_the_way_back(windows: Windows, cast: Cast) -> None:
    for text in ("Le port", "La plage", "Le phare"):
        await messages.send(cast.jean.id, cast.room, text, attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room, has_touch=True)
    address, box = camille.url, camille.locator("#lightbox")
    link = bubble(camille, "La plage").locator(".bubble__photo")
    await link.focus()
    await camille.keyboard.press("Enter")
    await shown(camille, "La plage")
    await expect(box.locator("img")).to_have_js_property("naturalWidth", 1200)
    await camille.keyboard.press("ArrowRight")
    await shown(camille, "Le phare")
    await expect(camille.get_by_role("button", name="Photo suivante")).to_be_hidden()
    await camille.get_by_role("button", name="Photo précédente").click()
    await shown(camille, "La plage")
    for x, y, caption in ((100, 300, "Le port"), (300, 100, "La plage")):
        for kind, at_x in (("pointerdown", x), ("pointerup", y)):
            await box.dispatch_event(kind, {"pointerType": "touch", "clientX": at_x})
        await shown(camille, caption)
    await camille.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(link).to_be_focused()

    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await shown(camille, "Le port")
    await camille.go_back()
    await expect(box).to_be_hidden()
    assert camille.url == address
    await expect(camille.locator("#messages article")).to_have_count(3)
    await camille.locator("#content").fill("Toujours la même page")
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await camille.get_by_role("button", name="Fermer").click()
    await expect(box).to_be_hidden()
    await expect(camille.locator("#content")).to_have_value("Toujours la même page")


async def test_several_at_once_are_a_message_each(windows: Windows, cast: Cast) -> None:
    camille, jean = await at(windows, cast.camille, cast.room), await at(windows, cast.jean, cast.room)
    files = [photo(picture("PNG", (300 + n, 200)), f"{n}.png") for n in range(3)]
    await camille.locator("#attachment").set_input_files(files)
    await expect(camille.locator("#preview li")).to_have_count(3)
    await write(camille, "Trois vues du port")
    await expect(camille.locator("#preview")).to_be_hidden()
    for page in (camille, jean):
        await shows(page, "Trois vues du port", "Photo", "Photo")
        assert await page.locator("#messages img").evaluate_all(
            "all => all.map((one) => one.width && one.getAttribute('width'))"
        ) == [
            "300",
            "301",
            "302",
        ]
    for one in files[:2]:  # one after the other, as a camera brings them
        await camille.locator("#attachment").set_input_files(one)
    await expect(camille.locator("#preview li")).to_have_count(2)
    for name in ("Retirer la photo 1", "Retirer la photo"):
        await camille.get_by_role("button", name=name, exact=True).click()
    await expect(camille.locator("#preview")).to_be_hidden()
    await write(camille, "Sans photo")
    await shows(camille, "Trois vues du port", "Photo", "Photo", "Sans photo")


async def test_three_previews_leave_the_conversation_its_room(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room, size=(360, 740))
    await camille.locator("#attachment").set_input_files([photo(picture(), f"{n}.png") for n in range(3)])
    await expect(camille.locator("#preview li")).to_have_count(3)
    for row in await camille.locator("#preview li").all():
        await expect(row).to_be_in_viewport(ratio=1)
    room = await camille.locator("#scroll").bounding_box()
    assert room
    assert room["height"] > 0.6 * 740


async def test_on_a_phone_the_way_that_leads_nowhere_keeps_its_place(windows: Windows, cast: Cast) -> None:
    """One arrow alone stood in the middle of nothing; but a photo that is alone needs none."""
    for text in ("Le port", "La plage"):
        await messages.send(cast.jean.id, cast.room, text, attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room, size=(360, 740))
    box = camille.locator("#lightbox")
    before, after = (box.get_by_role("button", name=f"Photo {which}") for which in ("précédente", "suivante"))
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await expect(before).to_be_disabled()
    await expect(before).to_be_visible()
    await after.focus()
    await camille.keyboard.press("Enter")
    await shown(camille, "La plage")
    await expect(after).to_be_disabled()
    await expect(box.get_by_role("button", name="Fermer")).to_be_focused()
    await camille.keyboard.press("Escape")
    await bubble(camille, "Le port").evaluate("one => one.remove()")
    await camille.locator(".bubble__photo").click()
    await expect(before).to_be_hidden()
    await expect(after).to_be_hidden()


async def test_a_tiny_picture_is_shown_no_larger_than_it_is(windows: Windows, cast: Cast) -> None:
    await messages.send(cast.jean.id, cast.room, "Toute petite, et ce qu’on en dit", attachments.Upload(picture("PNG", (8, 8))))
    camille = await at(windows, cast.camille, cast.room)
    image = camille.locator("#messages img")
    assert await image.evaluate("(image) => [image.width, image.height]") == [8, 8]
    link = await camille.locator(".bubble__photo").bounding_box()
    assert link
    assert link["height"] == 44  # a finger finds it
    await image.click()
    large = camille.locator("#lightbox img")
    await expect(large).to_have_js_property("naturalWidth", 8)
    await expect(large).to_have_css("object-fit", "scale-down")


SIZES = [(360, 740), (390, 844), (599, 800), (600, 800), (844, 390), (1440, 900)]


async def test_no_button_of_the_light_box_lies_on_the_photo(windows: Windows, cast: Cast) -> None:
    """The way back lay on its edge at 390 px."""
    for pixels in ((1200, 800), (800, 1200), (1000, 1000)):
        await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture("PNG", pixels)))
    camille = await at(windows, cast.camille, cast.room)
    box = camille.locator("#lightbox")
    for width, height in SIZES:
        await camille.set_viewport_size({"width": width, "height": height})
        await camille.locator(".bubble__photo").first.click()
        for shown in range(3):
            await expect(box.locator("img")).not_to_have_js_property("naturalWidth", 0)
            assert (width, await box.evaluate(LIES_ON_THE_PHOTO)) == (width, [])
            if shown < 2:
                await box.get_by_role("button", name="Photo suivante").click()
        await camille.keyboard.press("Escape")
        await expect(box).to_be_hidden()


LIES_ON_THE_PHOTO = """(box) => {
    const image = box.querySelector("img");
    const [place, style] = [image.getBoundingClientRect(), getComputedStyle(image)];
    const [left, top] = [place.left + parseFloat(style.paddingLeft), place.top + parseFloat(style.paddingTop)];
    const [width, height] = [place.right - parseFloat(style.paddingRight) - left, place.bottom - top];
    const scale = Math.min(width / image.naturalWidth, height / image.naturalHeight);
    const [half, tall] = [image.naturalWidth * scale / 2, image.naturalHeight * scale / 2];
    const [x, y] = [left + width / 2, top + height / 2];
    return [...box.querySelectorAll("button:not([hidden])")].filter((button) => {
        const one = button.getBoundingClientRect();
        return one.right > x - half && one.left < x + half && one.bottom > y - tall && one.top < y + tall;
    }).map((button) => button.dataset.act);
}"""
