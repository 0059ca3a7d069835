import json
from urllib.parse import urlsplit

import aiohttp
import pytest

from models import Message
from stack.upload import LARGE_AT_ONCE
from tests.live import Live
from tests.people import Cast, stranger
from tests.pictures import data_url, picture
from tests.raw import Polling, RawSocket
from tests.stack.harness import answer, connection, head, until
from wire import polls


async def test_everything_works_over_polling_too(cast: Cast) -> None:
    async with (
        cast.camille.socket(transports=["polling"]) as camille,
        cast.jean.socket(transports=["polling"]) as jean,
    ):
        for socket in (camille, jean):
            assert await socket.ask("join_conversation", cast.room) == {"ok": True}
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
        sent = await camille.ask("send_message", {"conversation_id": cast.room, "content": "Par petits morceaux"})
        assert await jean.next("new_message") == [sent["message"]]
        assert len(await jean.next("user_typing", 2)) == 2
        await jean.ask("message_read", {"message_id": sent["message"]["id"]})
        assert (await camille.next("message_read_update"))[0]["read_by"] == cast.jean.id


async def test_a_client_begins_with_polling_and_goes_over_to_websocket(cast: Cast) -> None:
    async with cast.camille.socket(transports=["polling", "websocket"]) as camille:
        await camille.ask("join_conversation", cast.room)
        await camille.ask("leave_conversation", cast.room)
        assert camille.client.transport() == "websocket"


async def test_a_websocket_that_takes_polling_over_takes_images_too(cast: Cast) -> None:
    """As the JavaScript client does it: shown who it is by polling first, changed to WebSocket then."""
    live = cast.camille.live
    async with stranger(live) as client, aiohttp.ClientSession() as session:
        polling = await Polling.opened(client)
        assert polling
        assert (await polling.connect({"token": cast.camille.token})).startswith("40{")
        async with session.ws_connect(f"{live.url}{polling.path}".replace("polling", "websocket")) as ws:
            await ws.send_str("2probe")
            assert (await ws.receive()).data == "3probe"
            await ws.send_str("5")
            socket = RawSocket(ws)
            asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(picture(kind="BMP", size=(90, 90)))}
            assert len(json.dumps(asked)) > 8192
            answer = await socket.ask(json.dumps(["send_message", asked]))
            assert answer["error"]["code"] == "invalid_attachment"  # it was read, whole


async def test_an_image_comes_through_polling(cast: Cast) -> None:
    photo = picture(kind="BMP", size=(300, 300))  # large, for it is not compressed, and refused, for it is a BMP
    async with cast.camille.socket(transports=["polling"]) as camille:
        asked = {"conversation_id": cast.room, "content": "Voici", "attachment": data_url(photo)}
        assert len(str(asked["attachment"])) > 300_000
        assert (await camille.ask("send_message", asked))["error"]["code"] == "invalid_attachment"
        asked["attachment"] = data_url(picture())
        assert (await camille.ask("send_message", asked))["message"]["attachment"].startswith("/media/")


async def test_a_stranger_may_send_little(cast: Cast) -> None:
    async with stranger(cast.camille.live) as client:
        polling = await Polling.opened(client)
        assert polling
        answer = await polling.send("40" + json.dumps({"token": "x" * 9000}))
        assert answer.status_code == 413
        other = await Polling.opened(client)
        assert other
        assert (await other.send("40" + json.dumps({"token": cast.camille.token}))).status_code == 200
        assert (await other.receive())[0].startswith("40{")


async def test_many_events_in_one_request_are_handled_in_their_order(cast: Cast) -> None:
    """As the JavaScript client sends what was written while it was away. Seen to fail: of more than 64 none was stored."""
    async with stranger(cast.camille.live) as client:
        polling = await Polling.opened(client)
        assert polling
        assert (await polling.connect({"token": cast.camille.token})).startswith("40{")
        sends = [["send_message", {"conversation_id": cast.room, "content": f"n° {n}"}] for n in range(100)]
        frames = [f"42{n}{json.dumps(event)}" for n, event in enumerate(sends)]
        assert (await polling.send(*frames)).status_code == 200
        await polling.until("4399[")
    contents = await Message.filter(conversation_id=cast.room).order_by("id").values_list("content", flat=True)
    assert [str(content) for content in contents] == [f"n° {n}" for n in range(100)]


@pytest.mark.one_process
async def test_a_socket_posts_one_body_at_a_time_and_a_person_few_large_ones(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused before any of it is read: each may hold 14 MB. Seen to fail with `room` looking at neither."""
    assert LARGE_AT_ONCE == 4
    monkeypatch.setattr(polls, "LARGE_AT_ONCE", 1)
    live, large = cast.camille.live, 300 * 1024

    async def posting(polling: Polling, size: int, body: bytes = b"") -> int:
        async with connection(urlsplit(live.url).port or 0) as (reader, writer):
            writer.write(head("POST", polling.path, {"content-length": size}) + body)
            return int((await reader.readline()).split()[1])

    async with stranger(live) as client:
        first, second, of_jean = [await Polling.opened(client) for _ in range(3)]
        assert first
        assert second
        assert of_jean
        for polling, who in ((first, cast.camille), (second, cast.camille), (of_jean, cast.jean)):
            assert (await polling.connect({"token": who.token})).startswith("40{")
        async with connection(urlsplit(live.url).port or 0) as (reader, writer):
            writer.write(head("POST", first.path, {"content-length": large}))
            await until(lambda: polls._large)
            assert await posting(first, 10) == 429
            assert await posting(second, large) == 429
            assert await posting(second, 1, b"3") == 200
            assert await posting(of_jean, large, b"3" * large) != 429
            writer.write(b'42["join_conversation",1]' + b" " * (large - 25))
            assert (await answer(reader))[0] == 200
            assert await posting(first, 1, b"3") == 200
        assert not polls._large


@pytest.mark.one_process
async def test_a_socket_waits_for_news_in_few_requests(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each keeps a connection and two tasks. Seen to fail with `room` counting none."""
    monkeypatch.setattr(polls, "WAITING", 1)
    async with stranger(live) as client:
        polling = await Polling.opened(client)
        assert polling
        async with connection(urlsplit(live.url).port or 0) as (reader, writer):
            writer.write(head("GET", polling.path, {}))
            await until(lambda: polls._waiting)
            assert (await client.get(polling.path)).status_code == 429
            assert (await polling.send("1")).status_code == 200
            assert (await answer(reader))[0] == 200
    await until(lambda: not polls._waiting)
