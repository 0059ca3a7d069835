"""Networks that let no socket through, or only seem to: what is written goes all the same."""

from playwright.async_api import expect

from actions.deletion import delete_account
from models import Message
from tests.browser.talking import at, bubble, kept, shows, until_started, write
from tests.browser.windows import PATIENCE, Windows, disconnected
from tests.people import Cast

NO_WEBSOCKET = "window.WebSocket = class { constructor() { throw new Error('blocked'); } };"


async def test_what_is_written_before_the_page_knows_that_no_socket_gets_through_goes_too(windows: Windows, cast: Cast) -> None:
    """Seen to fail: it waited for ever, with no button."""
    windows.expect("ERR_FAILED")
    camille = await windows.open(cast.camille)
    await camille.route("**/socket.io/**", lambda route: route.abort())
    await camille.add_init_script(NO_WEBSOCKET)
    await camille.goto(f"/conversations/{cast.room}")
    await until_started(camille)
    await write(camille, "Un")
    await write(camille, "Deux")
    await shows(camille, "Un", "Deux")
    await expect(camille.locator("#connection")).to_contain_text("n’arrivent pas d’eux-mêmes ici")
    assert await Message.filter(conversation_id=cast.room).count() == 2


async def test_a_websocket_through_which_nothing_comes_gives_way_to_polling(windows: Windows, cast: Cast) -> None:
    """Seen to fail: it was tried again and again."""
    camille = await windows.open(cast.camille)
    await camille.route_web_socket("**/socket.io/**", lambda socket: None)
    await camille.goto(f"/conversations/{cast.room}")
    await expect(camille.locator("html[data-connected]")).to_be_attached(timeout=4000 * PATIENCE)  # socket.js waits for 8 s
    await write(camille, "Bonjour")
    await shows(camille, "Bonjour")


async def test_what_was_not_sent_stays_where_there_is_no_field_to_take_it_back_to(windows: Windows, cast: Cast) -> None:
    """Seen to fail: the message was gone with the button that was to give it back."""
    windows.expect("ERR_INTERNET_DISCONNECTED", "status of 410")
    camille = await at(windows, cast.camille, cast.room)
    await camille.context.set_offline(True)
    await disconnected(camille)
    await write(camille, "Vous êtes là ?")
    await kept(camille)
    await delete_account(cast.jean.cookie_session)
    await camille.context.set_offline(False)
    failed = bubble(camille, "Vous êtes là ?")
    await expect(failed).to_contain_text("Non envoyé")
    await expect(failed.get_by_role("button", name="Modifier")).to_be_visible()
    await camille.reload()
    await expect(failed.get_by_role("button", name="Supprimer")).to_be_visible()
    await expect(failed.get_by_role("button", name="Modifier")).to_have_count(0)
