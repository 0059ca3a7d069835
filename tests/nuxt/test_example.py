"""The example app, built and served by Node at another origin, with someone in the server-rendered pages at the other end."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from actions import attachments, messages, sessions
from tests import factors, http
from tests.browser.talking import agree as pages_agree
from tests.browser.talking import at, bubble, write
from tests.browser.test_axe import violations
from tests.browser.windows import Windows, sockets, until
from tests.people import PASSWORD, Cast, Person
from tests.pictures import picture

TEXTS = ".message__text"
LOST = "Connexion perdue. Vos messages partiront à son retour."
OVER = "Vous avez été déconnecté\u202f; reconnectez-vous pour continuer, vos messages en attente sont gardés."


async def log_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    await page.get_by_label("Adresse e-mail").fill(person.user.email)
    await page.get_by_label("Mot de passe").fill(password)
    await page.get_by_role("button", name="Se connecter").click()


async def in_the_example(windows: Windows, url: str, person: Person, room: int, **how: Any) -> Page:
    """A window of the example, in which that person has come to that conversation by its pages."""
    page = await windows.open(base_url=url, **how)
    await page.goto("/")
    await log_in(page, person)
    await page.locator(f"a[href='/conversations/{room}']").click()
    await expect(page.locator("main[data-live]")).to_be_attached()
    return page


async def shows(page: Page, *texts: str) -> None:
    """Wait until the thread has exactly these, in this order and each once, all of them stored."""
    await expect(page.locator(TEXTS)).to_have_text(list(texts))
    await expect(page.locator(".message--waiting")).to_have_count(0)


async def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox")
    await field.fill(text)
    await field.press("Enter")


async def test_two_talk_over_two_origins(windows: Windows, cast: Cast, example: str) -> None:
    windows.expect("status of 401")
    await cast.jean.say(cast.room, "Bonjour Camille")
    jean = await at(windows, cast.jean, cast.room)
    camille = await windows.open(base_url=example)
    await camille.goto(f"/conversations/{cast.room}")
    await expect(camille).to_have_url(f"{example}/")
    await log_in(camille, cast.camille, "un mauvais mot de passe")
    await expect(camille.get_by_role("alert")).not_to_be_empty()
    await log_in(camille, cast.camille)
    row = camille.get_by_role("link", name="Jean")
    await expect(row).to_contain_text("Bonjour Camille")
    await expect(row.locator(".badge")).to_contain_text("1")
    await expect(bubble(jean, "Bonjour Camille")).to_have_attribute("data-read", "false")

    await row.click()
    await shows(camille, "Bonjour Camille")
    await expect(camille.get_by_role("heading")).to_have_text("Jean")
    await expect(bubble(jean, "Bonjour Camille")).to_have_attribute("data-read", "true")
    await expect(row.locator(".badge")).to_have_count(0)

    await jean.locator("#content").press_sequentially("Quand")
    await expect(camille.get_by_text("Jean écrit…")).to_be_visible()
    await write(jean, "Quand <b>venez</b>-vous ?")
    await shows(camille, "Bonjour Camille", "Quand <b>venez</b>-vous ?")
    await expect(camille.get_by_text("Jean écrit…")).to_have_count(0)

    await camille.get_by_role("textbox").press_sequentially("Same")
    await expect(jean.locator("#typing")).to_contain_text("Camille écrit")
    await say(camille, "Samedi\nà 14 h 20")
    await expect(bubble(jean, "Samedi")).to_contain_text("à 14 h 20")
    await expect(jean.locator("#typing")).to_be_empty()
    await expect(camille.locator(".message--mine").last).to_contain_text("Lu")

    await messages.send(cast.jean.id, cast.room, "Le port", attachments.Upload(picture()), alt="Deux voiliers & un phare")
    await expect(camille.get_by_alt_text("Deux voiliers & un phare")).to_have_js_property("naturalWidth", 40)
    await camille.reload()
    await shows(camille, "Bonjour Camille", "Quand <b>venez</b>-vous ?", "Samedi\nà 14 h 20", "Le port")

    # Thread and inbox share one socket, which stays when the thread goes and only leaves its room.
    [socket] = sockets(cast.camille.id, cast.room)
    await camille.go_back()
    await until(lambda: not sockets(cast.camille.id, cast.room))
    assert [one.sid for one in sockets(cast.camille.id)] == [socket.sid]


async def test_offline_and_back(windows: Windows, cast: Cast, example: str) -> None:
    # Nuxt fetches its manifest when the page has time, which may be after the plug is pulled.
    windows.expect("ERR_INTERNET_DISCONNECTED", "Error fetching app manifest")
    jean = await at(windows, cast.jean, cast.room)
    camille = await in_the_example(windows, example, cast.camille, cast.room)
    await say(camille, "Avant")
    await expect(bubble(jean, "Avant")).to_be_visible()

    await camille.context.set_offline(True)
    await expect(camille.get_by_text(LOST)).to_be_visible()
    for text in ("Dans le tunnel", "Toujours dedans"):
        await say(camille, text)
    await expect(camille.locator(".message--waiting")).to_have_text([re.compile("En attente"), re.compile("En attente")])
    await write(jean, "Pendant ce temps")
    await expect(bubble(jean, "Pendant ce temps")).not_to_have_attribute("data-state", "waiting")
    await expect(camille.locator(TEXTS)).to_have_text(["Avant", "Dans le tunnel", "Toujours dedans"])

    await camille.context.set_offline(False)
    said = ["Avant", "Pendant ce temps", "Dans le tunnel", "Toujours dedans"]
    await shows(camille, *said)
    await expect(jean.locator("#messages [data-slot=content]")).to_have_text(said)
    await expect(camille.get_by_text(LOST)).to_have_count(0)
    await pages_agree(jean)
    await camille.reload()
    await shows(camille, *said)


async def test_what_is_refused_can_be_tried_again(windows: Windows, cast: Cast, example: str) -> None:
    camille = await in_the_example(windows, example, cast.camille, cast.room)
    await camille.get_by_role("textbox").evaluate("field => field.removeAttribute('maxlength')")
    await say(camille, "x" * 2001)
    waiting = camille.locator(".message--waiting")
    await expect(waiting).to_contain_text("Non envoyé\u202f: Message invalide")
    await say(camille, "Plus court")
    await expect(camille.locator(".message--mine:not(.message--waiting)")).to_contain_text("Plus court")
    await waiting.get_by_role("button", name="Réessayer").click()
    await expect(waiting).to_contain_text("Message invalide")
    await waiting.get_by_role("button", name="Supprimer").click()
    await shows(camille, "Plus court")


async def test_earlier_messages_are_loaded_by_page(windows: Windows, cast: Cast, example: str) -> None:
    said = [f"message {n}" for n in range(120)]
    await cast.fill(cast.jean, *said)
    camille = await in_the_example(windows, example, cast.camille, cast.room)
    await shows(camille, *said[70:])
    await expect(camille.locator(TEXTS).last).to_be_in_viewport()
    for first in (20, 0):
        await camille.get_by_role("button", name="Messages plus anciens").click()
        await shows(camille, *said[first:])
    await expect(camille.get_by_role("button", name="Messages plus anciens")).to_have_count(0)


async def test_log_out_and_a_session_that_ends(windows: Windows, cast: Cast, example: str) -> None:
    camille = await in_the_example(windows, example, cast.camille, cast.room)
    [cookie] = [cookie for cookie in await camille.context.cookies(example) if cookie.get("name") == "escale-nuxt"]
    token = re.search("token%22%3A%22([^%]+)", cookie.get("value", ""))
    assert token
    async with http.client(windows.live.url, headers={"Authorization": f"Bearer {token[1]}"}) as api:
        assert (await api.get("/api/users/me")).status_code == 200
        await camille.get_by_role("button", name="Se déconnecter").click()
        await expect(camille).to_have_url(f"{example}/")
        assert (await api.get("/api/users/me")).status_code == 401
    await expect(camille.get_by_text(OVER)).to_have_count(0)
    await camille.goto(f"/conversations/{cast.room}")
    await expect(camille).to_have_url(f"{example}/")

    await log_in(camille, cast.camille)
    await expect(camille.get_by_role("button", name="Se déconnecter")).to_be_visible()
    await camille.goto(f"/conversations/{cast.room}")
    await expect(camille.locator("main[data-live]")).to_be_attached()
    await sessions.end_all(cast.camille.id)
    await expect(camille.get_by_text(OVER)).to_be_visible()
    await log_in(camille, cast.camille)
    await expect(camille.get_by_role("link", name="Jean")).to_be_visible()


@pytest.mark.parametrize("kept", ["abc", "%7B%7D", "true", "%7B%22token%22%3A5%7D"])
async def test_a_cookie_that_is_no_log_in_is_dropped(windows: Windows, cast: Cast, example: str, kept: str) -> None:
    """Seen to fail: no page did anything any more, until somebody took the cookie away."""
    camille = await windows.open(base_url=example)
    await camille.context.add_cookies([{"name": "escale-nuxt", "value": kept, "url": example}])
    await camille.goto("/")
    await expect(camille.get_by_role("button", name="Se connecter")).to_be_visible()
    assert not [cookie for cookie in await camille.context.cookies(example) if cookie.get("name") == "escale-nuxt"]
    await log_in(camille, cast.camille)
    await expect(camille.get_by_role("link", name="Jean")).to_be_visible()


async def test_a_second_step_is_asked_for(windows: Windows, cast: Cast, example: str) -> None:
    windows.expect("status of 401")
    secret, _ = await factors.with_app(cast.camille)
    camille = await windows.open(base_url=example)
    await camille.goto("/")
    await log_in(camille, cast.camille)
    field = camille.get_by_label("Code de votre application")
    await field.fill("000000")
    await camille.get_by_role("button", name="Se connecter").click()
    await expect(camille.get_by_role("alert")).not_to_be_empty()
    await field.fill(factors.code_of(secret))
    await camille.get_by_role("button", name="Se connecter").click()
    await expect(camille.get_by_role("link", name="Jean")).to_be_visible()


async def test_someone_elses_conversation_is_refused_in_words(windows: Windows, cast: Cast, example: str) -> None:
    windows.expect("status of 404")
    zoe = await windows.open(base_url=example)
    await zoe.goto("/")
    await log_in(zoe, cast.zoe)
    await expect(zoe.get_by_text("Aucune conversation pour l’instant")).to_be_visible()
    await zoe.goto(f"/conversations/{cast.room}")
    await expect(zoe.get_by_role("alert")).to_have_text("Cette conversation n’est pas à vous, ou n’existe pas.")


async def test_no_violation(windows: Windows, cast: Cast, example: str) -> None:
    await cast.jean.say(cast.room, "Bonjour", "Voici le port")
    await cast.camille.say(cast.room, "Merci")
    found = []
    for width in (360, 1280):
        stranger = await windows.open(base_url=example, size=(width, 800))
        await stranger.goto("/")
        found += await violations(stranger)
        camille = await in_the_example(windows, example, cast.camille, cast.room, size=(width, 800))
        found += await violations(camille)
        await camille.goto("/conversations")
        await expect(camille.get_by_role("link", name="Jean")).to_be_visible()
        found += await violations(camille)
    assert found == []
