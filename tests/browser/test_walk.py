"""From a stranger's first click to the log-out, everything live."""

import re
from secrets import token_hex

from playwright.async_api import Page, expect

from tests.browser.talking import bubble, is_same_after_reload, shows, write
from tests.browser.windows import Windows, connected, disconnected, joined, photo
from tests.pictures import picture

PASSWORD = "une phrase que personne ne devine"


async def sign_up(page: Page, name: str, city: str = "") -> int:
    """Through the form; returns who one has become."""
    await page.goto("/")
    await page.get_by_role("link", name="Créer un compte").click()
    await page.get_by_label("Nom").fill(name)
    await page.get_by_label("Adresse e-mail").fill(f"{token_hex(6)}@exemple.fr")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await expect(page.get_by_label("Votre ville")).to_be_hidden()
    if city:
        await page.get_by_label("Je suis d’ici").check()
        await page.get_by_label("Votre ville").fill(city)
    await page.get_by_role("button", name="Créer mon compte").click()
    await expect(page).to_have_url(re.compile("/conversations$"))
    return int(await page.locator("body").get_attribute("data-viewer-id") or 0)


async def contact(page: Page, name: str, city: str) -> None:
    """Find that local by their city, and open the conversation with them."""
    await page.get_by_role("link", name="Trouver quelqu’un d’ici").click()
    await page.get_by_label("Ville ou nom").fill(city)
    await page.get_by_role("button", name="Chercher").click()
    await page.get_by_role("button", name=f"Contacter {name}").click()


async def test_a_stranger_finds_a_local_and_they_talk(windows: Windows) -> None:
    city = f"Cancale {token_hex(3)}"
    jean, camille = await windows.open(), await windows.open()
    await sign_up(jean, "Jean Le Goff", city)
    await sign_up(camille, "Camille Perrin")
    await contact(camille, "Jean Le Goff", city)
    await expect(camille.get_by_role("heading", name="Jean Le Goff")).to_be_visible()
    await expect(camille.get_by_text("Votre première lettre à Jean Le Goff")).to_be_visible()
    await joined(camille)
    await write(camille, "Bonjour Jean, je passe à Cancale en mai.")
    await shows(camille, "Bonjour Jean, je passe à Cancale en mai.")
    await expect(bubble(camille, "Bonjour Jean").get_by_text("Envoyé")).to_be_visible()

    # Jean's inbox was open and empty all the while.
    item = jean.locator("#inbox li", has_text="Camille Perrin")
    await expect(item.locator("[data-slot=unread]")).to_have_text("1")
    await expect(jean).to_have_title("(1) Messages – Escale")
    await item.get_by_role("link").click()
    await joined(jean)
    await shows(jean, "Bonjour Jean, je passe à Cancale en mai.")
    await expect(bubble(camille, "Bonjour Jean").get_by_text("Lu")).to_be_visible()
    await expect(bubble(camille, "Bonjour Jean")).to_have_attribute("data-read", "true")

    await jean.locator("#content").press_sequentially("Avec plaisir")
    await expect(camille.locator("#typing")).to_have_text("Jean Le Goff écrit…")
    await jean.locator("#content").fill("")
    await expect(camille.locator("#typing")).to_be_empty()
    await jean.locator("#content").press_sequentially("Avec plaisir")
    await expect(camille.locator("#typing")).to_have_text("Jean Le Goff écrit…")
    await jean.keyboard.press("Enter")
    await expect(camille.locator("#typing")).to_be_empty()
    await shows(camille, "Bonjour Jean, je passe à Cancale en mai.", "Avec plaisir")

    await jean.locator("#attachment").set_input_files(photo(picture("PNG", (1200, 800))))
    await expect(jean.get_by_role("img", name="La photo choisie")).to_be_visible()
    await write(jean, "Le port, hier soir")
    for page in (jean, camille):
        image = bubble(page, "Le port, hier soir").get_by_role("img")
        await expect(image).to_have_js_property("naturalWidth", 800)
        await expect(image).to_have_attribute("width", "1200")
    await expect(jean.locator("#preview")).to_be_hidden()
    await expect(bubble(jean, "Le port, hier soir")).to_have_attribute("data-read", "true")

    for page in (camille, jean):
        await is_same_after_reload(page)

    other_tab = await camille.context.new_page()
    await other_tab.goto(camille.url)
    await joined(other_tab)
    await camille.get_by_role("button", name="Se déconnecter").click()
    await expect(camille).to_have_url(re.compile("/login$"))
    await disconnected(other_tab)
    await expect(other_tab.locator("#connection")).to_contain_text("Vous avez été déconnecté")
    await connected(jean)
    await camille.goto("/conversations")
    await expect(camille).to_have_url(re.compile(r"/login\?next="))
    await expect(camille.get_by_role("heading", name="Se connecter")).to_be_visible()
