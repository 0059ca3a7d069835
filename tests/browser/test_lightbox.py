"""A photo in full: through a reload, on its way, and between two fingers."""

from collections.abc import Iterable

from playwright.async_api import Page, expect

from actions import attachments, messages
from tests.browser.talking import at, bubble, shows, until_started, write
from tests.browser.test_inbox import counts
from tests.browser.test_photos import shown
from tests.browser.windows import Windows, photo
from tests.people import Cast
from tests.pictures import picture


async def test_a_reload_keeps_the_photo_open_and_back_always_leads_away(windows: Windows, cast: Cast) -> None:
    """What was left in the browser's history by the light box swallowed the first step back."""
    for text in ("Le port", "La plage"):
        await messages.send(cast.jean.id, cast.room, text, attachments.Upload(picture("PNG", (1200, 800))))
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations")
    await camille.get_by_role("link", name="Jean").click()
    await until_started(camille)
    address, box = camille.url, camille.locator("#lightbox")
    await bubble(camille, "La plage").locator(".bubble__photo").click()
    await camille.keyboard.press("ArrowLeft")
    await shown(camille, "Le port")
    await camille.reload()
    await shown(camille, "Le port")
    await camille.go_back()
    await expect(box).to_be_hidden()
    assert camille.url == address
    await camille.go_forward()
    await shown(camille, "Le port")
    await camille.keyboard.press("Escape")
    await expect(box).to_be_hidden()

    # A photo that the page has no more: there is nothing to see, and one step less to go back.
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await shown(camille, "Le port")
    await camille.evaluate("() => history.replaceState({ ...history.state, lightbox: 'm-0' }, '')")
    await camille.reload()
    await until_started(camille)
    await camille.wait_for_function("() => !history.state?.lightbox")
    await expect(box).to_be_hidden()
    await camille.go_back()
    await expect(camille.get_by_role("heading", name="Messages", level=1)).to_be_visible()


async def test_a_photo_that_waits_says_whose_it_is_and_that_it_waits(windows: Windows, cast: Cast) -> None:
    windows.expect("ERR_INTERNET_DISCONNECTED")
    camille = await at(windows, cast.camille, cast.room)
    box = camille.locator("#lightbox")
    await camille.context.set_offline(True)
    await camille.locator("#attachment").set_input_files(photo(picture("PNG", (1200, 800))))
    await write(camille, "Le port")
    await expect(bubble(camille, "Le port")).to_be_visible()
    await camille.locator("#attachment").set_input_files(photo(picture("PNG", (1200, 800))))
    await camille.get_by_label("Description").fill("Des mâts")
    await write(camille, "Le soir")
    await bubble(camille, "Le soir").locator(".bubble__photo").click()
    await expect(box.get_by_role("img", name="Des mâts")).to_be_visible()
    await camille.keyboard.press("ArrowLeft")
    await expect(box.get_by_role("img", name="Votre photo")).to_be_visible()
    await expect(box.locator("figcaption")).to_contain_text("Vous\u202f: en attente d’envoi")
    await expect(camille.locator("#messages [data-slot=Sender]")).to_have_text(["Vous"] * 2)

    await camille.context.set_offline(False)
    await expect(box.locator("figcaption")).to_have_text("Le port")
    await expect(box.get_by_role("img", name="Photo envoyée par Camille")).to_have_js_property("naturalWidth", 1200)
    await camille.go_back()
    await expect(box).to_be_hidden()
    await shows(camille, "Le port", "Le soir")


async def test_what_comes_behind_a_photo_is_read_once_it_is_closed(windows: Windows, cast: Cast) -> None:
    """Seen to fail: its writer was told at once that it was read."""
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room)
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    await shown(camille, "Le port")
    await cast.jean.say(cast.room, "Vous aimez ?")
    await counts(camille, 1, "Jean")
    await expect(bubble(camille, "Vous aimez ?")).to_have_attribute("data-read", "false")
    await camille.keyboard.press("Escape")
    await expect(bubble(camille, "Vous aimez ?")).to_have_attribute("data-read", "true")
    await counts(camille, 0, "Jean")


CLOSE = "document.getElementById('lightbox').close();"
OPEN = "document.querySelector('#messages .bubble__photo').click();"
AT_ONCE = {
    "before the box knows that it is closed": CLOSE + OPEN,
    "before the browser has gone back": f"lightbox.addEventListener('close', () => {{ {OPEN} }}, {{ once: true }}); {CLOSE}",
    "while the browser goes back by itself": f"history.back(); {CLOSE} {OPEN}",
}


async def test_who_closes_one_photo_and_opens_another_at_once_sees_it(windows: Windows, cast: Cast) -> None:
    """Seen to fail with the step back from the first one closing the second."""
    for text in ("Le port", "La plage"):
        await messages.send(cast.jean.id, cast.room, text, attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room)
    address, length = camille.url, await camille.evaluate("history.length")
    for how, doing in AT_ONCE.items():
        await bubble(camille, "La plage").locator(".bubble__photo").click()
        await shown(camille, "La plage")
        await camille.evaluate(f"() => {{ {doing} }}")
        await shown(camille, "Le port")
        assert await camille.evaluate("history.length") == length + 1, how
        await camille.go_back()
        await expect(camille.locator("#lightbox")).to_be_hidden()
        assert (camille.url, await camille.evaluate("history.state?.lightbox ?? null")) == (address, None), how


async def test_a_closing_that_is_told_late_leads_no_further_back(windows: Windows, cast: Cast) -> None:
    """Two steps back left the conversation: seen once, on a busy machine."""
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture("PNG", (1200, 800))))
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations")
    await camille.get_by_role("link", name="Jean").click()
    await until_started(camille)
    address = camille.url
    await bubble(camille, "Le port").locator(".bubble__photo").click()
    told = "new Promise((told) => lightbox.addEventListener('close', () => setTimeout(told, 50), { once: true }))"
    await camille.evaluate(f"() => {{ const told = {told}; lightbox.close(); lightbox.showModal(); return told; }}")
    await shown(camille, "Le port")
    twice = "lightbox.addEventListener('close', () => { lightbox.showModal(); lightbox.close(); }, { once: true })"
    await camille.evaluate(f"() => {{ {twice}; lightbox.close(); }}")
    await camille.wait_for_function("() => !history.state?.lightbox")
    await expect(camille.locator("#lightbox")).to_be_hidden()
    assert camille.url == address


async def test_a_step_back_that_leads_nowhere_keeps_no_photo_closed(windows: Windows, cast: Cast) -> None:
    """A tab that was made of another one may have nothing before the photo; here in a browser that knows no keys of places.
    Seen to fail with a wait for what never comes."""
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room)
    await camille.evaluate("() => { delete window.navigation; history.back = () => {}; }")
    assert await camille.evaluate("typeof navigation") == "undefined"
    for _ in range(2):
        await bubble(camille, "Le port").locator(".bubble__photo").click()
        await shown(camille, "Le port")
        await camille.keyboard.press("Escape")
        await expect(camille.locator("#lightbox")).to_be_hidden()


async def test_two_fingers_make_a_photo_larger_and_one_moves_it(windows: Windows, cast: Cast) -> None:
    """Which the browser does, where touch-action lets it; and one that moves it turns to no other photo."""
    for text in ("Le port", "La plage", "Le phare"):
        await messages.send(cast.jean.id, cast.room, text, attachments.Upload(picture("PNG", (1200, 800))))
    camille = await at(windows, cast.camille, cast.room, size=(360, 740), has_touch=True, is_mobile=True)
    await bubble(camille, "La plage").locator(".bubble__photo").click()
    await shown(camille, "La plage")
    apart, together = [(60, 300), (300, 300)], [(170, 300), (190, 300)]
    await fingers(camille, together, apart)
    await camille.wait_for_function("() => visualViewport.scale > 2")
    left = await camille.evaluate("() => visualViewport.offsetLeft")
    await fingers(camille, [(300, 300)], [(180, 300)])
    await camille.wait_for_function("(left) => visualViewport.offsetLeft > left", arg=left)
    await shown(camille, "La plage")
    await fingers(camille, apart, together)
    await camille.wait_for_function("() => visualViewport.scale < 1.01")
    await shown(camille, "La plage")
    await fingers(camille, [(300, 300)], [(180, 300)])
    await shown(camille, "Le phare")


async def test_the_picture_of_a_long_page_can_be_read(windows: Windows, cast: Cast) -> None:
    """It was shown whole, forty pixels wide."""
    await messages.send(cast.jean.id, cast.room, "Le plan", attachments.Upload(picture("PNG", (600, 6000))))
    camille = await at(windows, cast.camille, cast.room, size=(360, 740))
    await bubble(camille, "Le plan").locator(".bubble__photo").click()
    await shown(camille, "Le plan")
    image, full = camille.locator("#lightbox img"), camille.locator("#lightbox a")
    assert await image.evaluate("(one) => [one.naturalWidth, one.clientWidth]") == [600, 360]
    await camille.locator(".lightbox__figure").focus()
    await camille.keyboard.press("End")
    await expect(full).to_be_in_viewport(ratio=1)
    assert await full.evaluate("(one) => one.href") == await image.evaluate("(one) => one.src")
    assert await full.get_attribute("target") == "_blank"


async def fingers(page: Page, start: list[tuple[int, int]], end: list[tuple[int, int]], steps: int = 10) -> None:
    """Set that many fingers down, move each to where it ends, and lift them."""
    client = await page.context.new_cdp_session(page)

    async def touch(kind: str, places: Iterable[tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        await client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for down in range(1, len(start) + 1):
        await touch("touchStart", start[:down])
    for part in range(1, steps + 1):
        moved = [(x + (to - x) * part / steps, y) for (x, y), (to, _) in zip(start, end, strict=True)]
        await touch("touchMove", moved)
    await touch("touchEnd", [])
    await client.detach()
