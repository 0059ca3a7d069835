"""Pictures of every page, small and large, light and dark, to be looked at; and the README's.

`make shots` puts them into tests/browser/shots/, of which nothing is kept, and docs/images/; with INTO, into that folder.
"""

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

# Before anything imports the app: this demo's own settings, not those of a developer's `.env`.
os.environ |= {"SECRET_KEY": "a secret of the pictures that is long enough", "DATABASE_URL": "sqlite://unused.sqlite3"}

from PIL import Image
from playwright.async_api import Page

import auth
from actions import conversations
from models import Conversation, Message
from seeds import demo
from tests.browser import windows as opening
from tests.browser.demonstration import demonstration, fill, newcomers, of_demo
from tests.browser.talking import until_started
from tests.browser.windows import SCHEMES, Scheme, Windows, photo
from tests.live import Live
from tests.people import Person
from tests.pictures import picture

SHOTS = Path(__file__).parent / "shots"
README = Path(__file__).parents[2] / "docs" / "images"
README_SHOTS: list[tuple[tuple[int, int], Scheme, str]] = [
    ((1440, 900), "light", "conversation"),
    ((1440, 900), "dark", "conversation-dark"),
    ((360, 740), "light", "inbox-mobile"),
    ((360, 740), "dark", "conversation-mobile"),
]
SIZES = [(360, 740), (768, 1024), (1440, 900)]


@dataclass(frozen=True)
class Album:
    """Where pictures go, and which are wanted: of the page of that name alone, in that width alone."""

    folder: Path
    readme: Path
    only: str
    width: int

    def wants(self, name: str, width: int | None = None) -> bool:
        return self.only in ("", name) and (not self.width or width in (None, self.width))

    async def take(self, page: Page, name: str, sizes: list[tuple[int, int]] = SIZES, *, script: bool = True) -> None:
        for width, height in sizes:
            if not self.wants(name, width):
                continue
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                await page.emulate_media(color_scheme=scheme)
                await until_painted(page, script=script)
                whole = await page.locator("#scroll").count() == 0
                await page.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=whole)


def asked_for() -> Album:
    """As it was typed."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.shots", description="Take pictures of the pages.")
    parser.add_argument("--only", default="", help="of that page, as its file is called")
    parser.add_argument("--width", type=int, default=0, help="in that width")
    parser.add_argument("--into", type=Path, help="into that folder, and the README's into images/ in it")
    typed = parser.parse_args()
    return Album(typed.into or SHOTS, typed.into / "images" if typed.into else README, typed.only, typed.width)


async def main(album: Album) -> None:
    path = opening.executable()
    if not path:
        sys.exit(opening.NONE)
    for folder in (album.folder, album.readme):
        folder.mkdir(parents=True, exist_ok=True)
    async with demonstration() as live, opening.chromium(path) as browser:
        windows = Windows(browser, live)
        await take_all(windows, live, album)
        await take_readme(windows, live, album)
        await windows.close()


async def take_readme(windows: Windows, live: Live, album: Album) -> None:
    """Camille's inbox beside her talk with Jean, just after his harbour has come; and the same on a phone at night."""
    camille, jean = [await of_demo(live, name) for name in ("camille", "jean")]
    talk, _ = await conversations.start(camille.id, jean.id)
    last = await Message.filter(conversation_id=talk.id, content__startswith="Quelle lumière").get()
    await Conversation.filter(id=talk.id).update(last_message_id=last.id, updated_at=last.created_at)
    await Message.filter(conversation_id=talk.id, id__gt=last.id).delete()
    for size, scheme, name in README_SHOTS:
        if not album.wants(name, size[0]):
            continue
        page = await windows.open(camille, size=size, scheme=scheme)
        await page.goto("/conversations" if name.startswith("inbox") else f"/conversations/{talk.id}")
        await until_painted(page)
        save(await page.screenshot(), album.readme / f"{name}.png")


def save(shot: bytes, file: Path) -> None:
    """As small as a picture of few colours may be."""
    Image.open(BytesIO(shot)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


async def until_painted(page: Page, *, script: bool = True) -> None:
    """Wait until every picture in the page is there and two frames were drawn with them."""
    await page.wait_for_load_state("load")
    if not script:
        return
    await page.evaluate("""async () => {
        await Promise.all([...document.images].filter((image) => image.src).map((image) => image.decode().catch(() => {})));
        await document.fonts.ready;
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    }""")


async def take_all(windows: Windows, live: Live, album: Album) -> None:
    camille, jean, nour = [await of_demo(live, name) for name in ("camille", "jean", "nour")]
    newcomer, fresh = await newcomers(live, camille)
    talk, _ = await conversations.start(camille.id, jean.id)
    empty, _ = await conversations.start(newcomer.id, jean.id)
    wild, _ = await conversations.start(newcomer.id, nour.id)
    await fill(wild.id, newcomer, nour)

    pages: list[tuple[str, Person | None, str]] = [
        ("log-in", None, "/login"),
        ("sign-up", None, "/signup"),
        ("inbox", camille, "/conversations"),
        ("inbox-empty", fresh, "/conversations"),
        ("conversation", camille, f"/conversations/{talk.id}"),
        ("conversation-of-jean", jean, f"/conversations/{talk.id}"),
        ("conversation-empty", newcomer, f"/conversations/{empty.id}"),
        ("conversation-wild", newcomer, f"/conversations/{wild.id}"),
        ("locals", camille, "/locals"),
        ("locals-none", camille, "/locals?q=Ailleurs"),
        ("account", camille, "/account"),
        ("account-of-jean", jean, "/account"),
        ("account-security", camille, "/account/security"),
        ("account-app", camille, "/account/security/app"),
        ("account-email", camille, "/account/email"),
        ("account-delete", camille, "/account/delete"),
        ("not-found", camille, "/rien"),
    ]
    shown = [one for one in pages if album.wants(one[0])]
    for name, person, address in shown:
        page = await windows.open(person)
        await page.goto(address)
        await album.take(page, name)
    if not album.only or not shown:
        await take_states(windows, camille, talk.id, album)


async def take_states(windows: Windows, camille: Person, conversation_id: int, album: Album) -> None:
    """What only happens."""
    narrow_and_wide = [SIZES[0], SIZES[2]]
    page = await windows.open(camille)
    await page.goto(f"/conversations/{conversation_id}")
    await until_started(page)
    await page.locator("#messages article").first.scroll_into_view_if_needed()
    await album.take(page, "state-scrolled-up", narrow_and_wide)
    await page.locator("#latest").click()
    files = [photo(picture("PNG", (800, 600))), photo(picture("PNG", (400, 700)), "autre.png")]
    await page.locator("#attachment").set_input_files(files)
    await page.get_by_label("Description").first.fill("Le port, vu du quai")
    await page.locator("#content").fill("Une ligne\nPuis une autre\nEt encore une\nQuatre\nCinq\nSix\nSept")
    await album.take(page, "state-composing", narrow_and_wide)
    await page.locator("#content").fill("x" * 2001)
    await page.keyboard.press("Enter")
    await album.take(page, "state-too-long", narrow_and_wide)
    await page.locator("#content").fill("Ce message attend.")
    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    await page.get_by_text("En attente").nth(1).wait_for()  # both photos
    await album.take(page, "state-offline", narrow_and_wide)

    plain = await windows.open(camille, script=False)
    await plain.goto(f"/conversations/{conversation_id}")
    await album.take(plain, "plain-conversation", narrow_and_wide, script=False)
    await plain.locator("#content").fill("Un message écrit avant que la session ne se ferme.\nSur deux lignes.")
    await plain.context.clear_cookies(name=auth.cookies.cookie_name)
    await plain.get_by_role("button", name="Envoyer").click()
    await album.take(plain, "log-in-kept", narrow_and_wide, script=False)
    await plain.get_by_label("Adresse e-mail").fill("camille@escale.example")
    await plain.get_by_label("Mot de passe").fill("faux")
    await plain.get_by_role("button", name="Se connecter").click()
    await album.take(plain, "log-in-wrong", narrow_and_wide, script=False)
    await plain.get_by_label("Mot de passe").fill(demo.PASSWORD)
    await plain.get_by_role("button", name="Se connecter").click()
    await album.take(plain, "kept", narrow_and_wide, script=False)

    stranger = await windows.open()
    await stranger.goto("/signup")
    await stranger.get_by_label("Nom").fill("Maëlle")
    await stranger.get_by_label("Adresse e-mail").fill("maelle@example.org")
    await stranger.get_by_label("Mot de passe").fill("trop court")
    await stranger.get_by_label("Je suis d’ici").check()
    await stranger.get_by_label("Votre ville").fill("Brest")
    await stranger.get_by_role("button", name="Créer mon compte").click()
    await album.take(stranger, "sign-up-wrong", narrow_and_wide)


if __name__ == "__main__":
    asyncio.run(main(asked_for()))
