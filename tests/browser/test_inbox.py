"""The inbox, its order and its counts, without a reload."""

from playwright.async_api import Page, expect

from actions import conversations
from tests.browser.talking import at, shows
from tests.browser.windows import Windows, connected
from tests.live import Live
from tests.people import Cast, person


async def lists(page: Page, *names: str) -> None:
    await expect(page.locator("#inbox [data-slot=name]")).to_have_text(list(names))


async def counts(page: Page, total: int, title: str = "Messages") -> None:
    """The title and the navigation tell how many wait."""
    await expect(page).to_have_title(f"({total}) {title} – Escale" if total else f"{title} – Escale")
    badge = page.locator("nav [data-unread-badge]")
    await (expect(badge).to_have_text(str(total)) if total else expect(badge).to_be_hidden())


async def test_the_last_to_write_stands_first_and_is_counted(windows: Windows, cast: Cast, live: Live) -> None:
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations")
    await lists(camille, "Zoé", "Jean")
    await connected(camille)

    await cast.jean.say(cast.room, "Bonjour", "Vous êtes là ?")
    await lists(camille, "Jean", "Zoé")
    first = camille.locator("#inbox li").first
    await expect(first.locator("[data-slot=unread]")).to_have_text("2")
    await expect(first.locator("[data-slot=preview]")).to_have_text("Vous êtes là ?")
    await counts(camille, 2)
    await cast.zoe.say(other.id, "Bonjour de Brest")
    await lists(camille, "Zoé", "Jean")
    await counts(camille, 3)

    # From somebody of whom this page has never heard.
    newcomer = await person(live, "Maëlle")
    await conversations.start(cast.jean.id, cast.zoe.id)
    jean = await windows.open(cast.jean)
    await jean.goto("/conversations")
    await lists(jean, "Zoé", "Camille")
    await connected(jean)
    begun, _ = await conversations.start(newcomer.id, cast.jean.id)
    await newcomer.say(begun.id, "Bonjour, je viens de m’inscrire")
    await lists(jean, "Maëlle", "Zoé", "Camille")
    await counts(jean, 1)

    await camille.get_by_role("link", name="Jean").click()
    await shows(camille, "Bonjour", "Vous êtes là ?")
    await counts(camille, 1, "Jean")
    await expect(camille.locator("#inbox [aria-current=page]")).to_contain_text("Jean")


async def test_what_is_read_here_is_counted_nowhere(windows: Windows, cast: Cast) -> None:
    jean = await at(windows, cast.jean, cast.room)
    inbox = await jean.context.new_page()
    await inbox.goto("/conversations")
    await connected(inbox)
    await cast.camille.say(cast.room, "Une première")
    await shows(jean, "Une première")
    await expect(inbox.locator("#inbox [data-slot=preview]")).to_have_text("Une première")
    for page, title in ((inbox, "Messages"), (jean, "Camille")):
        await counts(page, 0, title)
        await expect(page.locator("#inbox [data-slot=unread]")).to_be_hidden()
