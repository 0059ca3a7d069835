"""A photo on its way: how far it has come, taken back, and through a reload."""

import pytest
from playwright.async_api import CDPSession, Page, expect

from models import Attachment, Message
from routes import too_large, uploads
from stack.upload import LARGE_AT_ONCE
from tests.browser.talking import at, bubble, is_same_after_reload, shows, write
from tests.browser.test_photos import noise
from tests.browser.windows import Windows, photo
from tests.live import Live
from tests.people import Cast

HEAVY = photo(noise("PNG", (520, 520)), "bruit.png")
SLOW = 120_000  # bytes a second


AT_ONCE = """(button) => {
    const { abort } = XMLHttpRequest.prototype;
    let stopped = false;
    XMLHttpRequest.prototype.abort = function () { stopped = true; abort.call(this); };
    button.addEventListener("click", () => { window.stoppedAtOnce = stopped; });
}"""


async def slow_uplink(page: Page) -> CDPSession:
    client = await page.context.new_cdp_session(page)
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    await client.send("Network.emulateNetworkConditions", conditions)
    return client


async def on_its_way(page: Page) -> None:
    """Wait until some of the photo has left, and not all of it."""
    bar = page.get_by_role("progressbar", name="Envoi de la photo")
    await expect(bar).to_be_visible()
    await page.wait_for_function(
        "() => { const { value } = document.querySelector('progress'); return value > 0.02 && value < 0.9; }"
    )


async def test_one_sees_how_far_it_has_come_and_may_take_it_back(windows: Windows, cast: Cast) -> None:
    """Seen sent twice while it was stopped only once out of the outbox: its last bytes had left by then."""
    camille = await at(windows, cast.camille, cast.room)
    uplink = await slow_uplink(camille)
    await camille.locator("#attachment").set_input_files(HEAVY)
    await camille.get_by_label("Description").fill("Du bruit")
    await write(camille, "Le port")
    await on_its_way(camille)
    stop = bubble(camille, "Le port").get_by_role("button", name="Annuler")
    await stop.evaluate(AT_ONCE)
    await stop.focus()
    await camille.keyboard.press("Enter")
    assert await camille.evaluate("stoppedAtOnce")
    await expect(camille.locator("#messages article")).to_have_count(0)
    await expect(camille.locator("#content")).to_be_focused()
    await expect(camille.locator("#content")).to_have_value("Le port")
    await expect(camille.get_by_label("Description")).to_have_value("Du bruit")
    await uplink.detach()
    await camille.keyboard.press("Enter")
    await shows(camille, "Le port")
    await expect(camille.get_by_role("img", name="Du bruit")).to_be_visible()
    await is_same_after_reload(await read_by_jean(windows, cast, camille))
    assert await Message.filter(conversation_id=cast.room).count() == 1
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1


async def test_what_is_stopped_while_the_next_is_written_waits_to_be_told(windows: Windows, cast: Cast) -> None:
    """Seen to fail with its words and its photo gone."""
    camille = await at(windows, cast.camille, cast.room)
    uplink = await slow_uplink(camille)
    await camille.locator("#attachment").set_input_files(HEAVY)
    await write(camille, "Le port")
    await on_its_way(camille)
    await camille.locator("#content").fill("Et la suite")
    await bubble(camille, "Le port").get_by_role("button", name="Annuler").click()
    await expect(bubble(camille, "Le port")).to_contain_text("Non envoyé")
    await expect(camille.locator("#content")).to_be_focused()
    await expect(camille.locator("#content")).to_have_value("Et la suite")
    await uplink.detach()
    await camille.keyboard.press("Enter")
    await expect(camille.locator("#messages article:not([data-state]) [data-slot=content]")).to_have_text(["Et la suite"])
    await camille.reload()
    await bubble(camille, "Le port").get_by_role("button", name="Réessayer").click()
    await shows(camille, "Et la suite", "Le port")
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1


async def read_by_jean(windows: Windows, cast: Cast, camille: Page) -> Page:
    await at(windows, cast.jean, cast.room)
    return camille


async def test_what_a_reload_interrupts_goes_again_and_is_one_message(windows: Windows, cast: Cast) -> None:
    camille, jean = await at(windows, cast.camille, cast.room), await at(windows, cast.jean, cast.room)
    uplink = await slow_uplink(camille)
    await camille.locator("#attachment").set_input_files(HEAVY)
    await write(camille, "Le port")
    await expect(bubble(camille, "Le port")).to_be_visible()
    await write(camille, "Et la suite")
    await on_its_way(camille)
    await camille.reload()
    await expect(camille.locator("#messages article[data-state=waiting]")).to_have_count(2)
    await uplink.detach()
    for page in (camille, jean):
        await shows(page, "Le port", "Et la suite")
    assert await Message.filter(conversation_id=cast.room).count() == 2


@pytest.mark.one_process
async def test_too_many_at_once_is_said_beside_the_composer_and_goes_later(
    windows: Windows, cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was said, and the photo took the socket's way past the limit."""
    windows.expect("status of 429")
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(too_large, "AGAIN", 2)
    camille = await at(windows, cast.camille, cast.room)
    uploads._here[cast.camille.id] = LARGE_AT_ONCE
    try:
        await camille.locator("#attachment").set_input_files(HEAVY)
        await write(camille, "Le port")
        await expect(camille.locator("#composer-error")).to_contain_text("Vous allez plus vite que nous")
        await expect(camille.locator("#messages article[data-state=waiting]")).to_have_count(1)
    finally:
        del uploads._here[cast.camille.id]
    await shows(camille, "Le port")
    await expect(camille.locator("#composer-error")).to_be_empty()


async def test_where_the_form_is_refused_the_socket_says_it(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 403")
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("input[name=csrf_token]").evaluate_all("all => all.forEach((one) => one.setAttribute('value', 'old'))")
    await camille.locator("#attachment").set_input_files(HEAVY)
    await write(camille, "Le port")
    await shows(camille, "Le port")
    assert await Attachment.filter(user_id=cast.camille.id).count() == 1
