"""The session ends while the page is open: the page says so, and keeps what was written."""

import pytest
from playwright.async_api import expect

from tests.browser.talking import at, shows, write
from tests.browser.windows import Windows, connected, cut, disconnected, log_in
from tests.live import Live
from tests.people import PASSWORD, Cast, person

OVER = "Vous avez été déconnecté\u202f; reconnectez-vous pour continuer, votre message est gardé."


async def test_logged_out_elsewhere(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    elsewhere = await windows.open(cast.camille)  # another browser with the same cookie
    await elsewhere.goto("/account")
    await elsewhere.evaluate("localStorage.setItem('escale-draft-1-1', 'À moitié écrit')")
    await elsewhere.locator("header").get_by_role("button", name="Se déconnecter").click()
    await disconnected(camille)
    await elsewhere.wait_for_url("/login")
    assert await elsewhere.evaluate("localStorage.length") == 0  # the next one at that browser finds no draft

    banner = camille.locator("#connection")
    await expect(banner).to_contain_text(OVER)
    await write(camille, "Écrit après coup")
    await camille.locator("#content").fill("Pas encore envoyé")
    await expect(camille.locator("#messages")).to_contain_text("En attente")
    await banner.get_by_role("link", name="Se reconnecter").click()
    await camille.get_by_label("Adresse e-mail").fill(cast.camille.user.email)
    await camille.get_by_label("Mot de passe").fill(PASSWORD)
    await camille.get_by_role("button", name="Se connecter").click()
    await shows(camille, "Écrit après coup")
    await expect(camille.locator("#content")).to_have_value("Pas encore envoyé")
    await expect(banner).to_be_hidden()


async def test_who_logs_out_once_all_is_sent_leaves_nothing_and_is_told_nothing(windows: Windows, cast: Cast) -> None:
    """Seen to fail: what was sent counted as waiting, in every tab, until the page was loaded again."""
    camille = await at(windows, cast.camille, cast.room)
    other = await camille.context.new_page()
    await other.goto("/locals")
    await connected(other)
    await write(camille, "Un seul message")
    await shows(camille, "Un seul message")
    for tab in (camille, other):
        await expect(tab.locator("header input[name=unsent]")).to_have_value("")
    await camille.locator("#content").fill("À moitié écrit")
    await camille.locator("header").get_by_role("button", name="Se déconnecter").click()
    await camille.wait_for_url("/login")
    assert await camille.evaluate("localStorage.length") == 0


async def test_a_draft_outlives_a_log_out_in_another_tab(windows: Windows, cast: Cast) -> None:
    """Seen to fail: what the page said is kept was gone after the log-in that it led to."""
    camille = await at(windows, cast.camille, cast.room)
    other = await camille.context.new_page()
    await other.goto("/account")
    await camille.locator("#content").fill("À moitié écrit")
    await other.locator("header").get_by_role("button", name="Se déconnecter").click()
    await other.wait_for_url("/login")
    assert await other.evaluate("localStorage.length") == 0
    banner = camille.locator("#connection")
    await expect(banner).to_contain_text(OVER)
    await banner.get_by_role("link", name="Se reconnecter").click()
    await camille.get_by_label("Adresse e-mail").fill(cast.camille.user.email)
    await camille.get_by_label("Mot de passe").fill(PASSWORD)
    await camille.get_by_role("button", name="Se connecter").click()
    await expect(camille.locator("#content")).to_have_value("À moitié écrit")


@pytest.mark.one_process
async def test_somebody_else_logs_in_on_the_same_browser(windows: Windows, cast: Cast, live: Live) -> None:
    camille = await at(windows, cast.camille, cast.room)
    other = await person(live, "Maëlle")
    await log_in(camille.context, live, other)
    await cut(cast.camille.id)
    await expect(camille.locator("#connection")).to_contain_text(OVER)
    await write(camille, "De Camille, à personne d’autre")
    await expect(camille.locator("#messages")).to_contain_text("En attente")

    tab = await camille.context.new_page()
    await tab.goto("/conversations")
    await connected(tab)
    await expect(tab.locator("#inbox li")).to_have_count(0)
    await tab.locator("header").get_by_role("button", name="Se déconnecter").click()
    await expect(tab.get_by_role("status")).to_contain_text("ce navigateur le garde jusqu’à votre retour")
    await log_in(camille.context, live, cast.camille)
    await camille.reload()
    await shows(camille, "De Camille, à personne d’autre")
