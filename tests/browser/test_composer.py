"""Writing: keys, limits, drafts, photos by hand, by paste and by drop."""

from playwright.async_api import JSHandle, Page, expect

from models import Message
from tests.browser.talking import at, both, bubble, is_same_after_reload, shows, until_started, write
from tests.browser.windows import Windows
from tests.people import Cast
from tests.pictures import picture


async def test_enter_sends_and_shift_enter_breaks_the_line(windows: Windows, cast: Cast) -> None:
    camille, jean = await both(windows, cast)
    field = camille.locator("#content")
    await field.press_sequentially("Une ligne,")
    await field.press("Shift+Enter")
    await field.press_sequentially("une autre.")
    await expect(field).to_have_value("Une ligne,\nune autre.")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()
    await shows(jean, "Une ligne,\nune autre.")
    assert await bubble(jean, "Une ligne").locator("[data-slot=content]").inner_text() == "Une ligne,\nune autre."
    await is_same_after_reload(jean)


async def test_what_is_too_long_or_empty_is_refused_in_words_and_kept(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    field, told = camille.locator("#content"), camille.locator("#composer-error")
    await field.fill("🌅" * 2001)
    await expect(camille.locator("#count")).to_have_text("2 001 caractères sur 2 000")
    await field.press("Enter")
    await expect(told).to_contain_text("compte un caractère de trop")
    await expect(field).to_have_value("🌅" * 2001)
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill("🌅" * 2000)
    await expect(told).to_be_empty()
    await field.press("Enter")
    await shows(camille, "🌅" * 2000)
    await write(camille, " \n ")
    await expect(told).to_contain_text("Ce message est vide")
    await shows(camille, "🌅" * 2000)


async def test_a_draft_survives_a_reload_and_ends_with_its_message(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    field = camille.locator("#content")
    await field.fill("Pas encore fini")
    await camille.reload()
    await expect(field).to_have_value("Pas encore fini")
    await field.press("Enter")
    await shows(camille, "Pas encore fini")
    await camille.reload()
    await until_started(camille)
    await expect(field).to_have_value("")


async def test_two_tabs_keep_a_draft_each(windows: Windows, cast: Cast) -> None:
    """Seen to fail: what one sent took the other's draft along."""
    one = await at(windows, cast.camille, cast.room)
    other = await one.context.new_page()
    await other.goto(one.url)
    await until_started(other)
    await one.locator("#content").fill("Le port")
    await other.locator("#content").fill("À moitié écrit")
    await write(one, "Bonjour")
    await shows(one, "Bonjour")
    for tab, draft in ((one, ""), (other, "À moitié écrit")):
        await tab.reload()
        await until_started(tab)
        await expect(tab.locator("#content")).to_have_value(draft)


async def test_what_the_form_takes_along_is_a_draft_until_it_is_stored(windows: Windows, cast: Cast) -> None:
    """Seen to fail: the message stood in the field once more, and the next Enter sent it again."""
    windows.expect("ERR_FAILED")
    said = await cast.fill(cast.jean, *(f"Message {n}" for n in range(60)))
    camille = await windows.open(cast.camille)
    field, old = camille.locator("#content"), f"/conversations/{cast.room}?before={said[5]}"
    await camille.goto(old)
    await until_started(camille)
    await camille.route("**/messages", lambda route: route.abort())
    await field.fill("Le port,\nce soir  ")
    await field.press("Enter")
    await expect(camille).to_have_url("chrome-error://chromewebdata/")
    await camille.unroute("**/messages")
    await camille.goto(old)
    await expect(field).to_have_value("Le port,\nce soir  ")
    await field.press("Enter")
    await expect(bubble(camille, "ce soir")).to_be_visible()
    await until_started(camille)
    await expect(field).to_have_value("")
    assert await camille.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert await Message.filter(user_id=cast.camille.id).count() == 1


async def carried(page: Page, name: str, kind: str, content: bytes) -> JSHandle:
    """A file on its way, as the clipboard and the mouse carry it."""
    return await page.evaluate_handle(
        """([name, type, bytes]) => {
            const carrier = new DataTransfer();
            carrier.items.add(new File([new Uint8Array(bytes)], name, { type }));
            return carrier;
        }""",
        [name, kind, list(content)],
    )


async def paste(page: Page, what: JSHandle) -> None:
    await page.locator("#content").evaluate(
        "(field, clipboardData) => field.dispatchEvent(new ClipboardEvent('paste', "
        "{ clipboardData, bubbles: true, cancelable: true }))",
        what,
    )


async def drop(page: Page, what: JSHandle) -> None:
    await page.locator("#scroll").dispatch_event("drop", {"dataTransfer": what})


async def test_a_photo_comes_by_paste_and_by_drop(windows: Windows, cast: Cast) -> None:
    camille, jean = await both(windows, cast)
    for page, bring, width in ((camille, paste, 90), (jean, drop, 120)):
        preview = page.locator("#preview")
        await bring(page, await carried(page, "autre.png", "image/png", picture("PNG", (60, 40))))
        await expect(preview.get_by_role("img")).to_have_js_property("naturalWidth", 60)
        await preview.get_by_role("button", name="Retirer la photo").click()
        await expect(preview).to_be_hidden()
        await bring(page, await carried(page, "phare.jpg", "image/jpeg", picture("JPEG", (width, 60))))
        await expect(preview.get_by_role("img")).to_have_js_property("naturalWidth", width)
        await write(page, f"Le phare, {width}")
        for shown in (camille, jean):
            await expect(bubble(shown, f"Le phare, {width}").get_by_role("img")).to_have_js_property("naturalWidth", width)
    await is_same_after_reload(camille)


async def test_what_only_the_server_refuses_comes_back_with_its_words(windows: Windows, cast: Cast) -> None:
    """To be changed or thrown away."""
    windows.expect("status of 422")
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#content").fill("Voici le plan")
    await drop(camille, await carried(camille, "plan.png", "image/png", picture("BMP")))  # browsers take it for what it is
    await camille.locator("#content").press("Enter")
    failed = camille.locator("#messages article[data-state=failed]")
    await expect(failed).to_contain_text("Non envoyé\u202f: image invalide")
    await failed.get_by_role("button", name="Modifier").click()
    await expect(failed).to_have_count(0)
    await expect(camille.locator("#content")).to_have_value("Voici le plan")
    await camille.get_by_role("button", name="Retirer la photo").click()
    await camille.get_by_role("button", name="Envoyer").click()
    await shows(camille, "Voici le plan")
