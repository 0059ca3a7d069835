"""Everything, with JavaScript switched off."""

import asyncio
import re
from pathlib import Path
from secrets import token_hex

from playwright.async_api import Page, expect

from tests.browser.talking import CONTENTS, bubble
from tests.browser.test_older import fill
from tests.browser.test_walk import contact, sign_up
from tests.browser.windows import Windows, photo
from tests.people import PASSWORD, Cast, Person
from tests.pictures import picture


async def at(windows: Windows, person: Person, room: int) -> Page:
    page = await windows.open(person, script=False)
    await page.goto(f"/conversations/{room}")
    return page


async def send(page: Page, text: str) -> None:
    await page.locator("#content").fill(text)
    await page.get_by_role("button", name="Envoyer").click()


async def test_the_whole_walk(windows: Windows) -> None:
    city = f"Cancale {token_hex(3)}"
    jean, camille = await windows.open(script=False), await windows.open(script=False)
    await sign_up(jean, "Jean Le Goff", city)
    await sign_up(camille, "Camille Perrin")
    await contact(camille, "Jean Le Goff", city)
    await send(camille, "Bonjour Jean")
    await expect(camille.locator(CONTENTS)).to_have_text(["Bonjour Jean"])
    await expect(bubble(camille, "Bonjour Jean").get_by_text("Envoyé")).to_be_visible()

    await jean.reload()
    await expect(jean.locator("nav [data-unread-badge]")).to_have_text("1")
    await jean.get_by_role("link", name="Camille Perrin").click()
    await expect(jean.locator(CONTENTS)).to_have_text(["Bonjour Jean"])
    await send(jean, "Avec plaisir")
    await jean.locator("#attachment").set_input_files(photo(picture("JPEG", (1200, 800)), "port.jpg", "image/jpeg"))
    await send(jean, "Le port")
    await expect(bubble(jean, "Le port").get_by_role("img")).to_have_js_property("naturalWidth", 800)

    await camille.reload()
    await expect(bubble(camille, "Bonjour Jean").get_by_text("Lu")).to_be_visible()
    await expect(camille.locator(CONTENTS)).to_have_text(["Bonjour Jean", "Avec plaisir", "Le port"])
    await expect(bubble(camille, "Le port").get_by_role("img")).to_have_js_property("naturalWidth", 800)
    await camille.get_by_role("button", name="Se déconnecter").click()
    await expect(camille).to_have_url(re.compile("/login$"))
    await camille.goto("/conversations")
    await expect(camille).to_have_url(re.compile(r"/login\?next="))


async def test_errors_stand_beside_the_field_and_the_text_is_kept(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 422", "status of 400")
    camille = await at(windows, cast.camille, cast.room)
    told, field = camille.locator("#composer-error"), camille.locator("#content")
    await send(camille, "x" * 2001)
    await expect(told).to_contain_text("2\u202f001 caractères")
    await expect(field).to_have_value("x" * 2001)
    await expect(field).to_have_attribute("aria-invalid", "true")
    await camille.locator("#attachment").set_input_files(photo(b"Ceci n'est pas une image."))
    await send(camille, "Voici la carte")
    await expect(told).not_to_be_empty()
    await expect(camille.locator("#attachment")).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_value("Voici la carte")
    await expect(camille.locator(CONTENTS)).to_have_count(0)
    await camille.get_by_role("button", name="Envoyer").click()
    await expect(camille.locator(CONTENTS)).to_have_text(["Voici la carte"])
    await expect(told).to_be_empty()


async def test_a_double_click_sends_once(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#content").fill("Une seule fois")
    await camille.get_by_role("button", name="Envoyer").dblclick()
    await expect(camille.locator(CONTENTS)).to_have_text(["Une seule fois"])

    # Browsers may drop the second click themselves: the same form once more, twice at once.
    hidden = camille.locator("#composer input[type=hidden]")
    fields = dict(await hidden.evaluate_all("all => all.map((one) => [one.name, one.value])"))
    form = {**fields, "content": "Et une autre"}
    address = await camille.locator("#composer").get_attribute("action") or ""
    answers = await asyncio.gather(*(camille.context.request.post(address, multipart=form) for _ in range(3)))
    assert [answer.status for answer in answers] == [200] * 3
    await camille.reload()
    await expect(camille.locator(CONTENTS)).to_have_text(["Une seule fois", "Et une autre"])


async def test_several_photos_are_a_message_each_in_their_order(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    files = [photo(picture("PNG", (300 + n, 200)), f"{n}.png") for n in range(3)]
    await camille.locator("#attachment").set_input_files(files)
    await camille.locator("summary").click()
    await camille.get_by_label("Description de la photo").fill("Le quai\n\nLe phare")
    await camille.locator("#content").fill("Trois vues du port")
    await camille.get_by_role("button", name="Envoyer").dblclick()
    await expect(camille.locator(CONTENTS)).to_have_text(["Trois vues du port", "Photo", "Photo"])
    images = camille.locator("#messages img")
    assert await images.evaluate_all("all => all.map((one) => [one.alt, one.naturalWidth])") == [
        ["Le quai", 300],
        ["Photo jointe, sans description", 301],
        ["Le phare", 302],
    ]


async def test_a_refusal_says_that_the_photos_are_to_be_attached_again(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 422")
    camille = await at(windows, cast.camille, cast.room)
    told = camille.locator("#composer-error")
    await camille.locator("#attachment").set_input_files([photo(picture()), photo(b"Ceci n'est pas une image.", "2.png")])
    await send(camille, "Deux vues")
    await expect(told).to_contain_text("«\u202f\u20682.png\u2069\u202f»\u202f: Le fichier n’est pas une image")
    await expect(told).to_contain_text("Vos photos sont à joindre de nouveau.")
    await expect(camille.locator("#content")).to_have_value("Deux vues")
    await expect(camille.locator(CONTENTS)).to_have_count(0)
    await camille.locator("#attachment").set_input_files(photo(picture()))
    await send(camille, "x" * 2001)
    await expect(told).to_contain_text("Raccourcissez-le. Votre photo est à joindre de nouveau.")


async def test_photos_too_heavy_to_be_let_in_come_back_to_the_conversation_with_their_words(
    windows: Windows, cast: Cast, tmp_path: Path
) -> None:
    """It was a page elsewhere, and what had been written was gone."""
    windows.expect("status of 413")
    heavy = tmp_path / "port.png"
    with heavy.open("wb") as file:
        file.truncate(33 * 2**20)
    camille = await at(windows, cast.camille, cast.room)
    await camille.locator("#attachment").set_input_files(heavy)
    await send(camille, "Le port, vu du quai")
    await expect(camille.locator("#composer-error")).to_contain_text("Vos photos sont trop lourdes")
    await expect(camille.locator("#content")).to_have_value("Le port, vu du quai")
    await camille.get_by_role("button", name="Envoyer").click()
    await expect(camille.locator(CONTENTS)).to_have_text(["Le port, vu du quai"])


async def test_older_messages_by_link(windows: Windows, cast: Cast) -> None:
    texts = await fill(cast, 70)
    camille = await at(windows, cast.camille, cast.room)
    await expect(camille.locator(CONTENTS)).to_have_text(texts[-50:])
    await expect(camille.locator("#messages article").last).to_be_in_viewport()
    await camille.get_by_role("link", name="Messages plus anciens").click()
    await expect(camille.locator(CONTENTS)).to_have_text(texts[:20])
    await camille.get_by_role("link", name="Revenir aux derniers messages").click()
    await expect(camille.locator(CONTENTS)).to_have_text(texts[-50:])


async def test_a_message_whose_session_ended_is_kept_through_the_log_in(windows: Windows, cast: Cast) -> None:
    windows.expect("status of 401")
    camille = await at(windows, cast.camille, cast.room)
    await camille.context.clear_cookies(name="escale")
    await send(camille, "Écrit trop tard")
    await expect(camille.get_by_role("alert")).to_contain_text("votre message est gardé")
    await expect(camille.locator(".kept__text")).to_have_text("Écrit trop tard")
    await camille.get_by_label("Adresse e-mail").fill(cast.camille.user.email)
    await camille.get_by_label("Mot de passe").fill(PASSWORD)
    await camille.get_by_role("button", name="Se connecter").click()
    await expect(camille.get_by_label("Votre message")).to_have_value("Écrit trop tard")
    await camille.get_by_role("button", name="Envoyer").click()
    await expect(camille.locator(CONTENTS)).to_have_text(["Écrit trop tard"])
