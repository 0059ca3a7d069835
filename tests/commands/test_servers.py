"""The three ways to start the same server."""

import asyncio
import json

import pytest

from tests import http
from tests.commands.conftest import How
from tests.commands.programs import program, typed
from tests.pictures import data_url, picture
from tests.ports import free_port
from tests.processes import ServerProcess, running, server_process
from tests.raw import PATH, Polling
from tests.remote import Remote, pair

WAYS = {
    "quart run": ("-m", "quart", "run", "--port", "{port}"),
    "hypercorn": ("-m", "hypercorn", "app:app", "-k", "uvloop", "--bind", "127.0.0.1:{port}"),
}


async def carries_everything(url: str) -> tuple[Remote, int]:
    """Pages, the API, Socket.IO by polling and by WebSocket, and a photo; someone, and a conversation with two messages.

    Seen to fail with the photo's worker started by the loop, which in `quart serve` is uvloop's and knows no process groups.
    """
    camille, jean, room = await pair(url)
    async with http.client(url, timeout=20) as client:
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert "<h1" in (await client.get("/login")).text
        greeting = await client.get(f"{PATH}polling")
        assert "websocket" in json.loads(greeting.text[1:])["upgrades"]
        polling = await Polling.opened(client)
        assert polling
        assert (await polling.connect({"token": camille.token})).startswith("40{")
    async with jean.socket(url) as socket:
        assert (await socket.ask("join_conversation", room))["ok"]
        assert (await socket.ask("send_message", {"conversation_id": room, "content": "bonjour"}))["ok"]
        [message] = await socket.next("new_message")
        photo = {"conversation_id": room, "content": "Le port", "attachment": data_url(picture("JPEG"), "jpeg")}
        sent = (await socket.ask("send_message", photo))["message"]
    assert message["content"] == "bonjour"
    async with http.client(url, timeout=20) as client:
        shown = await client.get(sent["attachment"])
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    return jean, room


@pytest.mark.parametrize("way", WAYS)
async def test_the_usual_commands_serve_everything_too(way: str, how: How) -> None:
    async with program(*WAYS[way], **how) as server:
        await carries_everything(server.url)
        assert server.errors() == []


async def test_serve_ends_in_order_and_keeps_everything(how: How) -> None:
    async with running(ServerProcess(how, forks=False)) as server:
        jean, room = await carries_everything(server.url)
        before = await jean.messages(server.url, room)
        assert [message["content"] for message in before] == ["bonjour", "Le port"]
        async with asyncio.timeout(8):
            assert await server.stop() == 0
        await server.start()
        assert await jean.messages(server.url, room) == before
        assert server.errors() == []


async def test_serve_ends_in_order_while_pages_receive(how: How) -> None:
    async with server_process(**how) as server:
        jean, room = await carries_everything(server.url)
        async with jean.stream(server.url, room) as one, jean.stream(server.url, room) as other:
            async with asyncio.timeout(8):
                assert await server.stop() == 0
            for stream in (one, other):
                assert (await stream.rest()).rstrip().endswith("</html>")
        assert server.errors() == []


async def test_a_port_that_is_taken_is_one_line(how: How) -> None:
    async with asyncio.timeout(20):
        taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", free_port())
        port = taken.sockets[0].getsockname()[1]
        done = await typed("serve", "--port", str(port), **how)
        taken.close()
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert f"can't listen on 127.0.0.1:{port}" in done.err
