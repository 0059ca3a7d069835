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


WINDOWS = [(360, "fr-FR"), (1280, "en-GB")]
AGAIN = {"fr-FR": "Réessayer", "en-GB": "Try again"}


def window(width: int, language: str) -> dict[str, Any]:
    return {"size": (width, 800), "locale": language}


@pytest.mark.parametrize(("width", "language"), WINDOWS)
async def test_no_violation_before_the_door(windows: Windows, cast: Cast, width: int, language: str) -> None:
    found = []
    stranger = await windows.open(**window(width, language))
    for address in ("/login", "/signup"):
        await stranger.goto(address)
        assert (await stranger.locator("html").get_attribute("lang") or "")[:2] == language[:2]
        found += await violations(stranger)
    await conversations.start(cast.camille.id, cast.zoe.id)
    zoe = await windows.open(cast.zoe, **window(width, language))
    await Session.filter(id=cast.zoe.cookie_session.id).update(confirmed_at=datetime.now(UTC) - timedelta(days=1))
    for address in ("/conversations", "/account/confirm"):
        await zoe.goto(address)
        assert zoe.url.endswith(address)
        found += await violations(zoe)
    assert found == []


@pytest.mark.parametrize(("width", "language"), WINDOWS)
async def test_no_violation(windows: Windows, cast: Cast, width: int, language: str) -> None:
    windows.expect("status of 404")
    talk = await talked(cast)
    empty, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    camille = await windows.open(cast.camille, **window(width, language))
    found = []
    inbox = ("/conversations", "/conversations?q=Personne", "/conversations?unread=1")
    accounts = ("/account", "/account/email", "/account/delete", "/docs")
    for address in (*inbox, talk, f"/conversations/{empty.id}", "/locals?q=Jean", "/locals?q=Personne", *accounts, "/rien"):
        await camille.goto(address)
        found += await violations(camille)
    assert found == []


@pytest.mark.parametrize(("width", "language"), WINDOWS)
async def test_no_violation_in_what_only_happens(windows: Windows, cast: Cast, width: int, language: str) -> None:
    """Photos that are about to go, one that is looked at, a message that went wrong."""
    windows.expect("status of 422")
    talk = await talked(cast)
    camille = await windows.open(cast.camille, **window(width, language))
    found = []
    await camille.goto(talk)
    await until_started(camille)
    await camille.locator("#attachment").set_input_files([photo(picture()), photo(picture("BMP"), "autre.png")])
    await camille.locator("#content").fill("x" * 1900)
    found += await violations(camille)
    await camille.keyboard.press("Enter")
    await camille.get_by_role("button", name=AGAIN[language]).wait_for()
    found += await violations(camille)
    await camille.locator(".bubble__photo").first.click()
    await camille.locator("#lightbox").wait_for()
    found += await violations(camille)
    assert found == []


async def talked(cast: Cast) -> str:
    """Where they have, with a photo among the words."""
    await cast.jean.say(cast.room, "Bonjour", "Voici le port")
    await cast.camille.say(cast.room, "Merci")
    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture()))
    return f"/conversations/{cast.room}"
