"""An open conversation receives by itself where no script runs."""

import asyncio
from urllib.parse import urlsplit

import pytest
from playwright.async_api import FrameLocator, Page, expect

from actions import sessions
from models import Conversation
from routes import framed, live
from tests.browser.talking import CONTENTS
from tests.browser.test_plain import at
from tests.browser.windows import PATIENCE, Windows, chromium, executable
from tests.faults.proxy import Proxy
from tests.live import Live
from tests.people import Cast
from wire import streams


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=live]").frame_locator("iframe")


async def listening(page: Page) -> None:
    """Wait until the frame has taken up its stream."""
    await expect(frame(page).locator("#messages")).to_be_attached()


async def test_messages_arrive_while_one_writes_and_nothing_typed_is_lost(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour Camille")
    camille = await at(windows, cast.camille, cast.room)
    await listening(camille)
    field = camille.locator("#content")
    await field.press_sequentially("Je réfl")
    await cast.jean.say(cast.room, "Quand <b>venez</b>-vous ?")
    await expect(frame(camille).locator(CONTENTS)).to_have_text(["Quand <b>venez</b>-vous ?"])
    await field.press_sequentially("échis")
    await cast.jean.say(cast.room, "Le port est beau")
    await cast.camille.say(cast.room, "Écrit\nde\nmon\ntéléphone")
    texts = ["Quand <b>venez</b>-vous ?", "Le port est beau", "Écrit\nde\nmon\ntéléphone"]
    await expect(frame(camille).locator(CONTENTS)).to_have_text(texts)
    await expect(field).to_have_value("Je réfléchis")
    await expect(field).to_be_focused()
    await expect(camille.locator(CONTENTS)).to_have_text(["Bonjour Camille"])
    await expect(frame(camille).locator(".day")).to_have_count(0)  # the page has said which day it is
    for text in (texts[-1], texts[0]):  # all of it can be reached where it is more than the frame shows
        await camille.set_viewport_size({"width": 1280, "height": 420})
        await frame(camille).get_by_text(text).scroll_into_view_if_needed()
        await expect(frame(camille).get_by_text(text)).to_be_in_viewport(ratio=1)
    received = await frame(camille).locator("#messages article").evaluate_all("all => all.map((one) => one.outerHTML)")

    await camille.get_by_role("button", name="Envoyer").click()
    await expect(camille.locator(CONTENTS)).to_have_text(["Bonjour Camille", *texts, "Je réfléchis"])
    reloaded = await camille.locator("#messages article").evaluate_all("all => all.map((one) => one.outerHTML)")
    assert [html.replace('data-read="true"', 'data-read="false"') for html in reloaded[1:4]] == received


@pytest.mark.one_process
async def test_a_stream_that_is_refused_says_so_in_its_frame_and_is_renewed(
    windows: Windows, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer of 429 is shown as any other, and its refresh counts."""
    windows.expect("status of 429")
    monkeypatch.setattr(framed, "AGAIN", 1)
    monkeypatch.setattr(streams, "PER_PERSON", 0)
    camille = await at(windows, cast.camille, cast.room)
    await expect(frame(camille).locator(".live__end")).to_contain_text("Trop de pages")
    await cast.jean.say(cast.room, "Bonjour")
    await expect(frame(camille).locator(CONTENTS)).to_have_text(["Bonjour"])
    monkeypatch.setattr(streams, "PER_PERSON", 3)
    await expect(frame(camille).locator(".live__end")).to_have_count(0)


async def test_what_comes_stays_in_view_and_a_long_one_in_its_bubble(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille, script=False, size=(360, 740))
    await camille.goto(f"/conversations/{cast.room}")
    await listening(camille)
    for text in ["Anticonstitutionnellement" * 8, "🌅" * 100, *(f"Message {i}" for i in range(12))]:
        await cast.jean.say(cast.room, text)
    last = frame(camille).locator("#messages article").last
    await expect(last).to_contain_text("Message 11")
    await expect(last).to_be_in_viewport()
    assert await frame(camille).locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")


async def edges(page: Page) -> list[tuple[int, int]]:
    """Where the newest of Camille's bubbles ends and of Jean's begins: in the thread, and in the frame."""
    script = """(body, selector) => [...body.querySelectorAll(selector)].at(-1).getBoundingClientRect().toJSON()"""
    box = await page.locator("iframe[name=live]").bounding_box()
    assert box
    found = []
    for body, beside in ((page.locator("body"), 0.0), (frame(page).locator("body"), box["x"])):
        mine, theirs = [
            await body.evaluate(script, f"{kind} .bubble") for kind in (".message--mine", ".message:not(.message--mine)")
        ]
        found.append((round(beside + mine["right"]), round(beside + theirs["left"])))
    return found


async def test_what_comes_stands_in_line_with_the_thread(windows: Windows, live: Live, cast: Cast) -> None:
    """10 px beside it, for as long as the frame's own scroll bar took its room from the bubbles."""
    await cast.fill(cast.jean, *map(str, range(20)))
    await cast.fill(cast.camille, *map(str, range(20)))
    async with chromium(executable(), bars=True) as browser:
        barred = Windows(browser, live)
        for width in (360, 1000, 1440):
            camille = await barred.open(cast.camille, script=False, size=(width, 740))
            await camille.goto(f"/conversations/{cast.room}")
            await listening(camille)
            for more in range(4):
                await cast.jean.say(cast.room, f"{more}")
                await cast.camille.say(cast.room, f"À {more} h")
                await expect(frame(camille).locator(CONTENTS)).to_have_count(2 * more + 2)
                thread, received = await edges(camille)
                assert (width, more, received) == (width, more, thread)
        await barred.close()


async def test_what_comes_has_room_and_before_it_does_a_word_says_so(windows: Windows, cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour Camille")
    camille = await windows.open(cast.camille, script=False, size=(360, 740))
    await camille.goto(f"/conversations/{cast.room}")
    await listening(camille)
    idle = frame(camille).get_by_text("Les nouveaux messages s’affichent ici")
    await expect(idle).to_be_in_viewport(ratio=1)
    last, said = await camille.locator("#messages article").last.bounding_box(), await idle.bounding_box()
    assert last
    assert said
    assert said["y"] - last["y"] - last["height"] < 40
    texts = [f"À {hour} h, devant la porte Saint-Vincent ?" for hour in range(9, 12)]
    await cast.jean.say(cast.room, *texts)
    await expect(frame(camille).locator(CONTENTS)).to_have_text(texts)
    for message in await frame(camille).locator("#messages article").all():
        await expect(message).to_be_in_viewport(ratio=1)
    await expect(idle).to_be_hidden()
    async with asyncio.timeout(PATIENCE):  # it stands before somebody's eyes
        while await Conversation.unread_total(cast.camille.id):
            await asyncio.sleep(0.01)


async def test_a_session_that_ends_ends_the_stream_in_words(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    await listening(camille)
    await sessions.end_all(cast.camille.id)
    await expect(frame(camille).get_by_text("Vous avez été déconnecté")).to_be_visible()
    await frame(camille).get_by_role("link", name="Se reconnecter").click()
    await expect(camille.get_by_role("heading", name="Se connecter")).to_be_visible()


@pytest.mark.one_process
async def test_a_stream_that_ends_is_asked_for_again_by_link(windows: Windows, cast: Cast) -> None:
    camille = await at(windows, cast.camille, cast.room)
    await listening(camille)
    await camille.locator("#content").fill("Brouillon")
    for way in ("by link", "by the page's link"):
        streams.end_all(streams.GOING_DOWN)
        await expect(frame(camille).get_by_text("La réception s’est interrompue")).to_be_visible()
        await cast.fill(cast.jean, way)
        links = frame(camille) if way == "by link" else camille
        await links.get_by_role("link", name="Actualiser").click()
        await expect(frame(camille).locator(CONTENTS).last).to_have_text(way)
    await expect(camille.locator("#content")).to_have_value("Brouillon")


@pytest.mark.one_process
async def test_a_stream_that_is_cut_is_asked_for_again_by_itself(
    windows: Windows, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows.expect("ERR_INCOMPLETE_CHUNKED_ENCODING")
    monkeypatch.setattr(live, "RENEWED", 4)
    async with Proxy.to(urlsplit(windows.live.url).port or 0) as proxy:
        camille = await windows.open(cast.camille, script=False, base_url=proxy.url)
        await camille.goto(f"/conversations/{cast.room}")
        await listening(camille)
        await camille.locator("#content").fill("Brouillon")
        await cast.jean.say(cast.room, "Avant")
        await expect(frame(camille).locator(CONTENTS)).to_have_text(["Avant"])
        await proxy.cut()
        await cast.jean.say(cast.room, "Entre-temps")
        await expect(frame(camille).locator(CONTENTS)).to_have_text(["Avant", "Entre-temps"])
        await cast.jean.say(cast.room, "De nouveau")
        await expect(frame(camille).locator(CONTENTS)).to_have_text(["Avant", "Entre-temps", "De nouveau"])
        await expect(camille.locator("#content")).to_have_value("Brouillon")


@pytest.mark.one_process
async def test_with_scripts_there_is_no_frame(windows: Windows, cast: Cast) -> None:
    camille = await windows.open(cast.camille)
    await camille.goto(f"/conversations/{cast.room}")
    await expect(camille.locator("html[data-joined]")).to_be_attached()
    await expect(camille.locator("iframe")).to_have_count(0)
    assert [stream for stream in streams.every() if stream.user_id == cast.camille.id] == []
