"""The inbox, its order and its counts, without a reload."""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from playwright.async_api import Page, expect

from actions import conversations, messages
from models import Conversation, User
from tests.browser.talking import at, shows
from tests.browser.windows import Windows, connected
from tests.live import Live
from tests.people import Cast, person
from tests.routes.test_names import TABLE as LETTERS
from wire import broadcast


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


async def icon(page: Page) -> str:
    return unquote(await page.locator("#favicon").get_attribute("href") or "")


async def test_the_icon_counts_as_the_title_does_with_a_script_and_without(windows: Windows, cast: Cast) -> None:
    camille, plain = await windows.open(cast.camille), await windows.open(cast.camille, script=False)
    for page in (camille, plain):
        await page.goto("/conversations")
        assert (await icon(page)).endswith("/favicon.svg")
    await connected(camille)
    for more, shown in ((2, ">2<"), (9, ">9+<")):
        await cast.jean.say(cast.room, *["Bonjour"] * more)
        await counts(camille, 2 if more == 2 else 11)
        await plain.reload()
        await expect(plain).to_have_title(await camille.title())
        assert shown in await icon(camille)
        assert await icon(camille) == await icon(plain)
    await conversations_read(cast)
    await counts(camille, 0)
    assert (await icon(camille)).endswith("/favicon.svg")


async def conversations_read(cast: Cast) -> None:
    await messages.mark_in(await conversations.opened(cast.camille.id, cast.room), cast.camille.id, 2**62, up_to=True)


async def test_of_one_millisecond_each_stays_where_it_was(windows: Windows, cast: Cast) -> None:
    """Seen to fail: what was told of the first one, a mark for one, put it behind the second."""
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    await cast.zoe.say(other.id, "Un", "Deux")
    await cast.jean.say(cast.room, "Un", "Deux")
    for room, micro in ((other.id, 100), (cast.room, 200)):
        await Conversation.filter(id=room).update(updated_at=datetime(2026, 5, 4, 12, 0, 0, micro, tzinfo=UTC))
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations")
    await connected(camille)
    await lists(camille, "Jean", "Zoé")
    seen = await conversations.seen(cast.camille.id, await conversations.opened(cast.camille.id, cast.room))
    await broadcast.conversation_updated(cast.camille.id, {**seen, "unread": 1})
    await expect(camille.locator("#inbox [data-slot=unread]", has_text="1")).to_have_count(1)
    await lists(camille, "Jean", "Zoé")


async def test_a_new_conversation_shows_before_a_word_is_said(windows: Windows, cast: Cast) -> None:
    zoe = await windows.open(cast.zoe)
    await zoe.goto("/conversations")
    await connected(zoe)
    await lists(zoe)
    await conversations.start(cast.camille.id, cast.zoe.id)
    await lists(zoe, "Camille")
    await expect(zoe.locator("#inbox [data-slot=preview]")).to_have_text("Pas encore de message")
    await counts(zoe, 0)


@pytest.mark.parametrize("script", [True, False])
async def test_one_finds_whom_one_looks_for_and_what_is_unread(windows: Windows, cast: Cast, script: bool) -> None:
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    await cast.zoe.say(other.id, "Bonjour de Brest")
    await cast.jean.say(cast.room, "Bonjour de Saint-Malo")
    await conversations_read(cast)
    camille = await windows.open(cast.camille, script=script)
    await camille.goto("/conversations")
    await lists(camille, "Jean", "Zoé")
    await camille.get_by_label("Chercher parmi vos conversations").fill("zoe BREST")
    await camille.keyboard.press("Enter")
    await lists(camille, "Zoé")
    await expect(camille.get_by_label("Chercher parmi vos conversations")).to_have_value("zoe BREST")
    await camille.get_by_label("Chercher parmi vos conversations").fill("Barnabé")
    await camille.get_by_role("button", name="Chercher").click()
    await expect(camille.get_by_text("Personne ne répond à «\u202fBarnabé\u202f»")).to_be_visible()
    await counts(camille, 1)
    await camille.get_by_role("link", name="Voir toutes vos conversations").click()
    await lists(camille, "Jean", "Zoé")
    await camille.get_by_role("link", name="Non lues").click()
    await lists(camille, "Zoé")
    await camille.get_by_role("link", name="Zoé").click()
    await expect(camille.get_by_role("heading", name="Zoé", level=1)).to_be_visible()
    await camille.go_back()
    await camille.reload()
    await expect(camille.get_by_text("Vous avez tout lu")).to_be_visible()


async def test_what_comes_under_a_filter_shows_where_it_belongs(windows: Windows, cast: Cast) -> None:
    other, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations?unread=1")
    await expect(camille.get_by_text("Vous avez tout lu")).to_be_visible()
    await connected(camille)
    await cast.zoe.say(other.id, "Bonjour")
    await lists(camille, "Zoé")
    await counts(camille, 1)
    await camille.goto("/conversations?q=zoe")
    await connected(camille)
    await cast.jean.say(cast.room, "Bonjour")
    await counts(camille, 2)
    await lists(camille, "Zoé")


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
async def test_the_words_of_a_choice_stand_equally_far_apart_however_short(windows: Windows, cast: Cast, language: str) -> None:
    """They stood closer together in French: boxes as wide as a finger made "All" as wide as "Toutes"."""
    camille = await windows.open(cast.camille, script=False, locale=language)
    await camille.goto("/conversations")
    apart = await camille.locator(".find__which").evaluate("""(which) => {
        const words = [...which.querySelectorAll("a")].map((one) => {
            const words = document.createRange();
            words.selectNodeContents(one);
            return words.getBoundingClientRect();
        });
        return words[1].left - words[0].right;
    }""")
    assert round(apart) == 20


async def test_a_face_has_the_same_letters_live_as_from_the_server(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille)
    for name, letters in LETTERS.items():
        await User.filter(id=cast.jean.id).update(name=name)
        conversations.forget_memberships()
        await camille.goto("/conversations")
        face = camille.locator("#inbox [data-slot=initials]")
        await expect(face).to_have_text(letters)
        await connected(camille)
        await face.evaluate("(face) => { face.textContent = ''; }")
        await cast.jean.say(cast.room, "Bonjour")
        await expect(face).to_have_text(letters)


async def test_a_conversation_without_a_message_says_so(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille)
    await camille.goto("/conversations")
    preview = camille.locator("#inbox [data-slot=preview]")
    await expect(preview).to_have_text("Pas encore de message")
    await connected(camille)
    await cast.jean.say(cast.room, "Bonjour")
    await expect(preview).to_have_text("Bonjour")


@pytest.mark.parametrize("name", ["דוד כהן", "محمد Dupont"])
async def test_a_name_that_is_read_from_the_right_stands_where_others_stand(windows: Windows, cast: Cast, name: str) -> None:
    camille, starts = await windows.open(cast.camille, script=False), list[list[set[int]]]()
    for called in ("Jean", name, f"{name} " * 4):
        await User.filter(id=cast.jean.id).update(name=called, city=called)
        starts.append([])
        for address in ("/conversations", "/locals", f"/conversations/{cast.room}"):
            await camille.goto(address)
            starts[-1].append(set(await camille.evaluate(STARTS)))
        # In a sentence it begins and ends where it would alone.
        await expect(camille.locator(".thread-empty__title bdi")).to_have_text(called.strip())
    assert all(starts[0])
    assert starts[1:] == [starts[0]] * 2


# Where the words begin that tell who somebody is, in whole pixels from the window's left edge.
STARTS = """() => [...document.querySelectorAll(
    ".inbox-item__name, .conversation__name, .conversation__place, .person__name, .person__city"
)].filter((one) => one.checkVisibility()).map((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return Math.max(Math.round(words.getBoundingClientRect().left), Math.round(one.getBoundingClientRect().left));
})"""
