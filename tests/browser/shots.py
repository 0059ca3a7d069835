"""Pictures of every page, small and large, light and dark, to be looked at; and the README's.

`make shots` puts them into tests/browser/shots/, of which nothing is kept, and docs/images/.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

# Before anything imports the app: this demo's own settings, not those of a developer's `.env`.
os.environ |= {"SECRET_KEY": "a secret of the pictures that is long enough", "DATABASE_URL": "sqlite://unused.sqlite3"}

from PIL import Image
from playwright.async_api import Page

import auth
from actions import attachments, conversations, messages, sessions
from models import Conversation, Message, User
from seeds import demo
from settings import Settings
from tests.browser import windows as opening
from tests.browser.talking import until_started
from tests.browser.windows import SCHEMES, Scheme, Windows, photo
from tests.live import Live, serving
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


async def main() -> None:
    path = opening.executable()
    if not path:
        sys.exit(opening.NONE)
    for folder in (SHOTS, README):
        folder.mkdir(parents=True, exist_ok=True)
    async with demonstration() as live, opening.chromium(path) as browser:
        windows = Windows(browser, live)
        await take_all(windows, live)
        await take_readme(windows, live)
        await windows.close()


@asynccontextmanager
async def demonstration() -> AsyncIterator[Live]:
    """Escale with the demo's people, in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite://{folder}/demo.sqlite3", media_dir=Path(folder) / "media", rate_limits=False)
        async with serving(settings) as live:
            await demo.plant()
            await fill_inbox(live)
            yield live


async def fill_inbox(live: Live) -> None:
    """Camille has written to others too, one of whom waits to be read."""
    camille, nour, ines = [await of_demo(live, name) for name in ("camille", "nour", "ines")]
    for days, other, theirs in ((5, nour, "Aux Goudes, à 6 h 30 ?"), (7, ines, "On ira jusqu’à la mer.")):
        started, _ = await conversations.start(camille.id, other.id)
        await camille.say(started.id, "Bonjour, je serai chez vous au printemps.")
        await other.say(started.id, theirs)
        if other is ines:
            await messages.mark_in(await conversations.opened(camille.id, started.id), camille.id, 2**62, up_to=True)
        await Conversation.filter(id=started.id).update(updated_at=datetime.now(UTC) - timedelta(days=days))


async def of_demo(live: Live, first_name: str) -> Person:
    user = await User.get(email=f"{first_name}@escale.example")
    cookie, bearer = await sessions.begin(user, auth.COOKIE, AGENT), await sessions.begin(user, auth.BEARER, "Nuxt")
    return Person(live, user, cookie, bearer)


AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def take_readme(windows: Windows, live: Live) -> None:
    """Camille's inbox beside her talk with Jean, just after his harbour has come; and the same on a phone at night."""
    camille, jean = [await of_demo(live, name) for name in ("camille", "jean")]
    talk, _ = await conversations.start(camille.id, jean.id)
    last = await Message.filter(conversation_id=talk.id, content__startswith="Quelle lumière").get()
    await Conversation.filter(id=talk.id).update(last_message_id=last.id, updated_at=last.created_at)
    await Message.filter(conversation_id=talk.id, id__gt=last.id).delete()
    for size, scheme, name in README_SHOTS:
        page = await windows.open(camille, size=size, scheme=scheme)
        await page.goto("/conversations" if name.startswith("inbox") else f"/conversations/{talk.id}")
        await until_painted(page)
        save(await page.screenshot(), README / f"{name}.png")


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


async def take_all(windows: Windows, live: Live) -> None:
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
    for name, person, address in pages:
        page = await windows.open(person)
        await page.goto(address)
        await take(page, name)
    await take_states(windows, camille, talk.id)


async def newcomers(live: Live, like: Person) -> list[Person]:
    """One who has just begun a conversation, one who has none."""
    made = []
    for name in ("Maëlle Kervella-Bertrand", "Yann Quéré"):
        user = await User.create(name=name, email=f"{name[:4].lower()}@escale.example", password_hash="-")
        made.append(Person(live, user, await sessions.begin(user, auth.COOKIE, AGENT), like.bearer_session))
    return made


async def fill(conversation_id: int, guest: Person, nour: Person) -> None:
    """All that strains a bubble."""
    await guest.say(conversation_id, "Anticonstitutionnellement" * 12, "Oui.", "🌅" * 300)
    await nour.say(conversation_id, "مرحبا، أنا سعيدة جدا بزيارتك إلى مدينتنا في الربيع القادم", "Une phrase. " * 150)
    for sender, size, text in (
        (nour, (40, 30), "Toute petite"),
        (guest, (400, 1600), "Un très grand phare, vu d’en bas"),
        (nour, (1600, 300), "Toute la côte, d’un bout à l’autre, un matin de janvier où l’on voyait jusqu’aux îles"),
    ):
        await messages.send(sender.id, conversation_id, text, attachments.Upload(picture("PNG", size)))


async def take(page: Page, name: str, sizes: list[tuple[int, int]] = SIZES, *, script: bool = True) -> None:
    for width, height in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            await until_painted(page, script=script)
            whole = await page.locator("#scroll").count() == 0
            await page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=whole)


async def take_states(windows: Windows, camille: Person, conversation_id: int) -> None:
    """What only happens."""
    narrow_and_wide = [SIZES[0], SIZES[2]]
    page = await windows.open(camille)
    await page.goto(f"/conversations/{conversation_id}")
    await until_started(page)
    await page.locator("#messages article").first.scroll_into_view_if_needed()
    await take(page, "state-scrolled-up", narrow_and_wide)
    await page.locator("#latest").click()
    files = [photo(picture("PNG", (800, 600))), photo(picture("PNG", (400, 700)), "autre.png")]
    await page.locator("#attachment").set_input_files(files)
    await page.get_by_label("Description").first.fill("Le port, vu du quai")
    await page.locator("#content").fill("Une ligne\nPuis une autre\nEt encore une\nQuatre\nCinq\nSix\nSept")
    await take(page, "state-composing", narrow_and_wide)
    await page.locator("#content").fill("x" * 2001)
    await page.keyboard.press("Enter")
    await take(page, "state-too-long", narrow_and_wide)
    await page.locator("#content").fill("Ce message attend.")
    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    await page.get_by_text("En attente").nth(1).wait_for()  # both photos
    await take(page, "state-offline", narrow_and_wide)

    plain = await windows.open(camille, script=False)
    await plain.goto(f"/conversations/{conversation_id}")
    await take(plain, "plain-conversation", narrow_and_wide, script=False)
    await plain.locator("#content").fill("Un message écrit avant que la session ne se ferme.\nSur deux lignes.")
    await plain.context.clear_cookies(name=auth.cookies.cookie_name)
    await plain.get_by_role("button", name="Envoyer").click()
    await take(plain, "log-in-kept", narrow_and_wide, script=False)
    await plain.get_by_label("Adresse e-mail").fill("camille@escale.example")
    await plain.get_by_label("Mot de passe").fill("faux")
    await plain.get_by_role("button", name="Se connecter").click()
    await take(plain, "log-in-wrong", narrow_and_wide, script=False)
    await plain.get_by_label("Mot de passe").fill(demo.PASSWORD)
    await plain.get_by_role("button", name="Se connecter").click()
    await take(plain, "kept", narrow_and_wide, script=False)

    stranger = await windows.open()
    await stranger.goto("/signup")
    await stranger.get_by_label("Nom").fill("Maëlle")
    await stranger.get_by_label("Adresse e-mail").fill("maelle@example.org")
    await stranger.get_by_label("Mot de passe").fill("trop court")
    await stranger.get_by_label("Je suis d’ici").check()
    await stranger.get_by_label("Votre ville").fill("Brest")
    await stranger.get_by_role("button", name="Créer mon compte").click()
    await take(stranger, "sign-up-wrong", narrow_and_wide)


if __name__ == "__main__":
    asyncio.run(main())
