"""What must hold for everyone: the focus stays with its person, a log says each thing once, and fingers find what they aim at."""

from typing import Any

from playwright.async_api import expect

from actions import attachments, conversations, messages
from tests.browser.talking import CONTENTS, at, bubble, write
from tests.browser.test_older import fill, scroll_to_oldest
from tests.browser.windows import Windows, connected, photo
from tests.people import Cast
from tests.pictures import picture

# What a screen reader would announce: what is put into the log while it speaks.
LISTEN = """() => {
    window.announced = [];
    const log = document.querySelector("[role=log]");
    new MutationObserver((changes) => {
        if (log.getAttribute("aria-live") === "off") return;
        for (const { addedNodes } of changes)
            for (const one of addedNodes)
                if (one.nodeName === "ARTICLE") window.announced.push(one.querySelector("[data-slot=content]").textContent);
    }).observe(log, { childList: true });
}"""


async def test_the_log_announces_what_is_new_once_and_nothing_else(windows: Windows, cast: Cast) -> None:
    windows.expect("ERR_INTERNET_DISCONNECTED")
    await fill(cast, 60)
    camille = await at(windows, cast.camille, cast.room)
    await expect(camille.locator("#messages")).to_have_attribute("aria-relevant", "additions")
    await camille.evaluate(LISTEN)
    await cast.jean.say(cast.room, "De Jean")
    await write(camille, "De Camille")
    await expect(camille.locator("#messages article[data-state]")).to_have_count(0)
    await scroll_to_oldest(camille)
    await expect(camille.locator(CONTENTS)).to_have_count(62)
    await expect(camille.locator("#messages")).not_to_have_attribute("aria-live", "off")
    await camille.context.set_offline(True)
    await camille.context.set_offline(False)
    await cast.jean.say(cast.room, "Encore Jean")
    await expect(camille.locator(CONTENTS).last).to_have_text("Encore Jean")
    assert await camille.evaluate("() => window.announced") == ["De Jean", "De Camille", "Encore Jean"]


async def test_the_focus_is_never_lost(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 422")
    await fill(cast, 55)
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    await cast.zoe.say(other.id, "Bonjour")
    camille = await at(windows, cast.camille, cast.room)

    # On a conversation that moves in the list.
    await cast.jean.say(cast.room, "Et voilà")
    link = camille.locator("#inbox a", has_text="Zoé")
    await link.focus()
    await cast.zoe.say(other.id, "Vous êtes là ?")
    await expect(camille.locator("#inbox li").first).to_contain_text("Zoé")
    await expect(link).to_be_focused()

    # On what takes itself away: the link to older messages, the button to the latest, that of a failed message.
    await camille.get_by_role("link", name="Messages plus anciens").focus()
    await camille.keyboard.press("Enter")
    await expect(camille.locator("#older")).to_have_count(0)
    await expect(camille.locator("#scroll")).to_be_focused()
    await scroll_to_oldest(camille)
    await camille.locator("#latest").focus()
    await camille.keyboard.press("Enter")
    await expect(camille.locator("#latest")).to_be_hidden()
    await expect(camille.locator("#scroll")).to_be_focused()
    await camille.locator("#attachment").set_input_files(photo(picture("BMP")))
    await write(camille, "Le plan")
    for act in ("Réessayer", "Supprimer"):
        button = bubble(camille, "Le plan").get_by_role("button", name=act)
        await button.focus()
        await camille.keyboard.press("Enter")
        await expect(camille.locator("#content")).to_be_focused()


AIMS = """(least) => {
    const inText = (one) => getComputedStyle(one).display === "inline";
    const label = (one) => one.labels?.[0]?.getBoundingClientRect();
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !inText(one) && !one.closest(".skip"))
        .filter((one) => {
            const [own, its] = [one.getBoundingClientRect(), label(one)];
            const height = Math.max(own.height, one.type === "checkbox" ? (its?.height ?? 0) : 0);
            const width = Math.max(own.width, one.type === "checkbox" ? (its?.width ?? 0) : 0);
            return own.width && (height < least - 0.5 || width < 24);
        })
        .map((one) => `${location.pathname} ${one.outerHTML.slice(0, 90)}`);
}"""


async def test_fingers_find_what_they_aim_at(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour https://exemple.fr/")
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture("PNG", (300, 200))))
    stranger = await windows.open(size=(360, 740), has_touch=True, is_mobile=True)
    camille = await windows.open(cast.camille, size=(360, 740), has_touch=True, is_mobile=True)
    pages = [(stranger, "/login"), (stranger, "/signup")]
    pages += [(camille, address) for address in ("/conversations", f"/conversations/{cast.room}", "/locals?q=Jean", "/account")]
    found: list[Any] = []
    for page, address in pages:
        await page.goto(address)
        found += await page.evaluate(AIMS, 44)
    await camille.goto(f"/conversations/{cast.room}")
    await connected(camille)
    await expect(camille.locator("#camera")).to_be_visible()
    await camille.locator("#camera").set_input_files(photo(picture()))
    await expect(camille.get_by_role("img", name="La photo choisie")).to_be_visible()
    found += await camille.evaluate(AIMS, 44)
    await bubble(camille, "Le port").locator(".bubble__photo").tap()
    await expect(camille.locator("#lightbox")).to_be_visible()
    found += await camille.evaluate(AIMS, 44)
    assert found == []
