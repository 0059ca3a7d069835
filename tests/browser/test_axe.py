"""What axe-core finds: names, roles and order, and contrast in both colour schemes; in both languages."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from actions import attachments, conversations, messages
from models import Session
from tests.browser.talking import until_started
from tests.browser.windows import SCHEMES, Windows, photo
from tests.people import Cast
from tests.pictures import picture

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

OF_COLOUR = ["color-contrast", "link-in-text-block"]  # what a page's other scheme can change

RUN = """async (rules) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
    return violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html.slice(0, 120) + node.failureSummary)]);
}"""


@cache
def axe() -> str:
    return AXE.read_text()


async def violations(page: Page) -> list[Any]:
    found = []
    await page.evaluate(axe())
    for scheme, rules in zip(SCHEMES, (None, OF_COLOUR), strict=True):
        await page.emulate_media(color_scheme=scheme)
        found += [(page.url, scheme, *violation) for violation in await page.evaluate(RUN, rules)]
    return found


@pytest.mark.parametrize(("width", "language", "again"), [(360, "fr-FR", "Réessayer"), (1280, "en-GB", "Try again")])
async def test_no_violation(windows: Windows, cast: Cast, width: int, language: str, again: str) -> None:
    windows.expect("status of 404", "status of 422", "status of 401")
    window: dict[str, Any] = {"size": (width, 800), "locale": language}
    await cast.jean.say(cast.room, "Bonjour", "Voici le port")
    await cast.camille.say(cast.room, "Merci")
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture()))
    found = []
    stranger = await windows.open(**window)
    for address in ("/login", "/signup"):
        await stranger.goto(address)
        assert (await stranger.locator("html").get_attribute("lang") or "")[:2] == language[:2]
        found += await violations(stranger)
    camille, zoe = await windows.open(cast.camille, **window), await windows.open(cast.zoe, **window)
    empty, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    talk = f"/conversations/{cast.room}"
    inbox = ("/conversations", "/conversations?q=Personne", "/conversations?unread=1")
    accounts = ("/account", "/account/email", "/account/delete", "/docs")
    for address in (*inbox, talk, f"/conversations/{empty.id}", "/locals?q=Jean", "/locals?q=Personne", *accounts, "/rien"):
        await camille.goto(address)
        found += await violations(camille)
    await Session.filter(id=cast.zoe.cookie_session.id).update(confirmed_at=datetime.now(UTC) - timedelta(days=1))
    for address in ("/conversations", "/account/confirm"):
        await zoe.goto(address)
        assert zoe.url.endswith(address)
        found += await violations(zoe)

    # What only happens: photos that are about to go, one that is looked at, a message that went wrong.
    await camille.goto(talk)
    await until_started(camille)
    await camille.locator("#attachment").set_input_files([photo(picture()), photo(picture("BMP"), "autre.png")])
    await camille.locator("#content").fill("x" * 1900)
    found += await violations(camille)
    await camille.keyboard.press("Enter")
    await camille.get_by_role("button", name=again).wait_for()
    found += await violations(camille)
    await camille.locator(".bubble__photo").first.click()
    await camille.locator("#lightbox").wait_for()
    found += await violations(camille)
    assert found == []
