"""A page's script, which has the inbox that the page came with, is not sent the same once more."""

from routes.inbox import KNOWN
from tests.people import Cast


async def test_an_inbox_is_sent_again_only_to_whom_it_is_new(cast: Cast) -> None:
    await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.visitor() as camille, cast.jean.visitor() as jean:
        states = []
        for path in ("/conversations", f"/conversations/{cast.room}", "/conversations"):
            page = await camille.get(path)
            states.append(page.dom.one("template", id="inbox-template").attributes["data-inbox"])
        unread, opened, read = states
        assert unread != opened == read
        for visitor, known, status in ((camille, unread, 200), (camille, read, 204), (jean, read, 200), (camille, "", 200)):
            answer = await visitor.client.get("/conversations", headers={KNOWN: known})
            assert (known, answer.status_code, bool(answer.content)) == (known, status, status == 200)
        await cast.jean.say(cast.room, "Encore")
        assert (await camille.client.get("/conversations", headers={KNOWN: read})).status_code == 200
