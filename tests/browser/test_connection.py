"""The connection is lost, and comes back: nothing is missing, nothing comes twice, nothing that was written is gone."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Route, expect

from actions import messages, sessions
from actions.errors import Unavailable
from tests.browser.talking import CONTENTS, agree, at, both, bubble, is_same_after_reload, kept, shows, write
from tests.browser.windows import Windows, connected, cut, disconnected, joined
from tests.people import Cast
from wire import draining

LOST = "Connexion perdue. Vos messages partiront à son retour."


async def test_offline_and_back(windows: Windows, cast: Cast) -> None:
    windows.expect("ERR_INTERNET_DISCONNECTED")
    camille, jean = await both(windows, cast)
    banner = camille.locator("#connection")
    await write(camille, "Avant")
    await shows(jean, "Avant")
    await camille.context.set_offline(True)
    await expect(banner).to_have_text(LOST)
    await write(camille, "De Camille, hors ligne")
    await write(camille, "Et encore")
    await expect(bubble(camille, "Et encore")).to_contain_text("En attente")
    await disconnected(camille)
    await write(jean, "De Jean, pendant ce temps")
    await shows(jean, "Avant", "De Jean, pendant ce temps")
    await camille.context.set_offline(False)
    await expect(banner).to_be_hidden()
    for page in (camille, jean):
        await shows(page, "Avant", "De Jean, pendant ce temps", "De Camille, hors ligne", "Et encore")
    await agree(camille, jean)
    await is_same_after_reload(camille)


@pytest.mark.one_process
async def test_cut_again_and_again_while_both_write(windows: Windows, cast: Cast) -> None:
    camille, jean = await both(windows, cast)
    said = []
    for turn in range(4):
        for page, name in ((camille, "Camille"), (jean, "Jean")):
            said.append(f"{name} {turn}")
            await asyncio.gather(write(page, said[-1]), cut(cast.camille.id))
    for page in (camille, jean):
        await expect(page.locator(CONTENTS)).to_have_count(len(said))
        await expect(page.locator("#messages article[data-state]")).to_have_count(0)
    await agree(camille, jean)
    assert sorted(await camille.locator(CONTENTS).all_text_contents()) == sorted(said)


@pytest.mark.one_process
async def test_what_was_written_without_a_connection_survives_a_reload(
    windows: Windows, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows.expect("503")
    camille, jean = await both(windows, cast)
    monkeypatch.setattr(draining, "_going_down", True)  # pages are served, and no new socket is let in
    await cut(cast.camille.id)
    await expect(camille.locator("#connection")).to_have_text(LOST)
    await write(camille, "Écrit dans un tunnel")
    await write(camille, "Le train avance")
    await expect(camille.locator("#messages")).to_contain_text("En attente")
    await kept(camille)
    await camille.reload()
    await expect(camille.locator("#messages article[data-state=waiting]")).to_have_count(2)
    await expect(camille.locator(CONTENTS)).to_have_text(["Écrit dans un tunnel", "Le train avance"])
    await expect(jean.locator(CONTENTS)).to_have_count(0)
    monkeypatch.setattr(draining, "_going_down", False)
    for page in (camille, jean):
        await shows(page, "Écrit dans un tunnel", "Le train avance")
    await agree(camille, jean)


async def test_all_that_was_read_meanwhile_shows_as_read(windows: Windows, cast: Cast) -> None:
    """Seen to fail with the marks of more than the last fifty of one's own left as they were."""
    windows.expect("ERR_INTERNET_DISCONNECTED")
    said = await cast.fill(cast.camille, *(f"Message {n}" for n in range(110)))
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#scroll").evaluate("one => one.scrollTo(0, -one.scrollHeight)")
    unread = camille.locator("#messages article[data-read=false]")
    await expect(unread).to_have_count(100)
    await camille.context.set_offline(True)
    await disconnected(camille)
    await messages.mark(cast.jean.id, said[-1], cast.room, up_to=True)
    await camille.context.set_offline(False)
    await expect(unread).to_have_count(0)


@pytest.mark.parametrize("address", ["/conversations", "/locals", "/account"])
async def test_every_page_says_that_it_is_cut_off(windows: Windows, cast: Cast, address: str) -> None:
    """Also of what lists messages, and counts them: it looked alive."""
    windows.expect("ERR_INTERNET_DISCONNECTED")
    camille = await windows.open(cast.camille, size=(360, 740))
    banner = camille.locator("#connection")
    await camille.goto(address)
    await connected(camille)
    await expect(banner).to_be_hidden()
    await camille.context.set_offline(True)
    await expect(banner).to_have_text("Connexion perdue. Les nouveaux messages s’afficheront à son retour.")
    await camille.mouse.wheel(0, 2000)
    await expect(banner).to_be_in_viewport(ratio=1)
    await camille.context.set_offline(False)
    await expect(banner).to_be_hidden()
    await sessions.end_all(cast.camille.id)
    await expect(banner).to_contain_text("Vous avez été déconnecté\u202f; reconnectez-vous pour continuer.")
    await banner.get_by_role("link", name="Se reconnecter").click()
    await expect(camille.get_by_role("heading", name="Se connecter")).to_be_visible()
    assert parse_qs(urlsplit(camille.url).query) == {"next": [address]}


async def test_two_tabs_show_each_message_once(windows: Windows, cast: Cast) -> None:
    first = await at(windows, cast.camille, cast.room)
    second = await first.context.new_page()
    await second.goto(first.url)
    await joined(second)
    await write(first, "De l’un")
    await shows(second, "De l’un")
    await write(second, "De l’autre")
    await shows(first, "De l’un", "De l’autre")
    await cast.jean.say(cast.room, "De Jean")
    for page in (first, second):
        await shows(page, "De l’un", "De l’autre", "De Jean")

    # Written in both while neither is connected: kept for both, sent by one of them.
    windows.expect("ERR_INTERNET_DISCONNECTED")
    await first.context.set_offline(True)
    await write(first, "Hors ligne, de l’un")
    await write(second, "Hors ligne, de l’autre")
    await first.context.set_offline(False)
    for page in (first, second):
        await shows(page, "De l’un", "De l’autre", "De Jean", "Hors ligne, de l’un", "Hors ligne, de l’autre")
    await agree(first, second)


VISIBILITY = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_a_page_that_slept_catches_up(windows: Windows, cast: Cast) -> None:
    jean = await at(windows, cast.jean, cast.room)
    await cast.camille.say(cast.room, "Vu")
    await expect(bubble(jean, "Vu")).to_have_attribute("data-read", "true")
    await jean.evaluate(VISIBILITY, "hidden")
    await cast.camille.say(cast.room, "Pas vu")
    await shows(jean, "Vu", "Pas vu")
    await expect(bubble(jean, "Pas vu")).to_have_attribute("data-read", "false")

    # Frozen: the socket seems to live, and brings nothing.
    await cast.fill(cast.camille, "Dit pendant le sommeil", "Et encore")
    await jean.evaluate(VISIBILITY, "visible")
    await shows(jean, "Vu", "Pas vu", "Dit pendant le sommeil", "Et encore")
    await expect(bubble(jean, "Et encore")).to_have_attribute("data-read", "true")
    await cast.camille.say(cast.room, "De nouveau en direct")
    await shows(jean, "Vu", "Pas vu", "Dit pendant le sommeil", "Et encore", "De nouveau en direct")


@pytest.mark.one_process
async def test_what_could_not_be_marked_read_is_told_again(windows: Windows, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    camille, mark, told = await at(windows, cast.camille, cast.room), messages.mark, list[int]()

    async def away_at_first(*which: Any, **how: Any) -> int:
        told.append(which[1])
        if len(told) < 3:
            raise Unavailable
        return await mark(*which, **how)

    monkeypatch.setattr(Unavailable, "retry_after", 0.1)
    monkeypatch.setattr(messages, "mark", away_at_first)
    (said,) = await cast.jean.say(cast.room, "Vous me lisez ?")
    await expect(bubble(camille, "Vous me lisez ?")).to_have_attribute("data-read", "true")
    assert told == [said["id"]] * 3


async def test_what_was_read_since_the_page_was_made_shows_as_read(windows: Windows, cast: Cast) -> None:
    said = await cast.camille.say(cast.room, "Un", "Deux", "Trois")
    camille = await windows.open(cast.camille)

    async def meanwhile(route: Route) -> None:
        await messages.mark(cast.jean.id, said[1]["id"], cast.room, up_to=True)
        await route.continue_()

    await camille.route("**/vendor/socket.io.esm.min.js", meanwhile)  # which the page asks for
    await camille.goto(f"/conversations/{cast.room}")
    await joined(camille)
    for text, read in (("Un", "true"), ("Deux", "true"), ("Trois", "false")):
        await expect(camille.locator(f"#messages article[data-read={read}] [data-slot=content]", has_text=text)).to_have_count(1)
