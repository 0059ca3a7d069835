import asyncio
import logging
import socket
from typing import Any

import pytest
import socketio

from stack import engineio_bounds, hypercorn_websocket
from stack.asgi import SendDeadline
from stack.engineio_bounds import MAX_QUEUED, BoundedSocket, hard_close
from stack.engineio_frames import MAX_FRAMES_PER_REQUEST
from stack.socketio_packets import REFUSED, OrJson, TextPacket
from tests.stack.harness import (
    PATIENCE,
    WS_PATH,
    answer,
    connection,
    head,
    polling_session,
    request,
    serving,
    socketio_client,
    until,
    websocket,
)

hypercorn_websocket.install()
engineio_bounds.install()
engineio_bounds.install()  # twice is once

JUNK = {
    "empty": "",
    "a letter": "x",
    "unknown type": "9",
    "open": "0{}",
    "half a message": "4",
    "a message that is not Socket.IO's": '4{"a":1}',
    "a deep one": "4" + "[" * 8000,
    "a foreign digit": "4²",
    "pong with JSON": "3" + "[" * 8000,
    "close with more": "1x",
}


class Chat:
    def __init__(self, **options: Any) -> None:
        self.sio = socketio.AsyncServer(async_mode="asgi", serializer=TextPacket, json=OrJson, async_handlers=False, **options)
        self.left: list[str] = []
        self.sids: list[str] = []
        self.refusals = 0
        for name in ("connect", "disconnect", "echo"):
            self.sio.on(name, getattr(self, name))
        self.sio.on(REFUSED, self.refused)
        self.app = SendDeadline(socketio.ASGIApp(self.sio), seconds=5)

    async def connect(self, sid: str, environ: dict[str, Any], auth: object) -> None:
        self.sids.append(sid)
        await self.sio.enter_room(sid, "room")

    async def disconnect(self, sid: str, reason: str) -> None:
        self.left.append(reason)

    async def echo(self, sid: str, *data: Any) -> Any:
        return data

    async def refused(self, sid: str, reason: str) -> None:
        self.refusals += 1

    def socket(self, number: int = 0) -> BoundedSocket:
        found = self.sio.eio.sockets[self.sio.manager.eio_sid_from_sid(self.sids[number], "/")]
        assert isinstance(found, BoundedSocket)
        return found

    def is_empty(self) -> bool:
        return not self.sio.eio.sockets and not self.sio.environ


def one_line_each(caplog: pytest.LogCaptureFixture, count: int) -> bool:
    errors = [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
    # Said once in the life of a server, of the first request for a session that is over.
    assert not [record for record in errors if "further occurrences" not in record.getMessage()]
    return len([record for record in caplog.records if record.name.startswith("stack.")]) == count


async def test_junk_ends_its_socket_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        async with socketio_client(port) as bystander:
            for name, junk in JUNK.items():
                async with socketio_client(port) as client:
                    await client.send(junk)
                    assert await client.receive() is None, name
            await until(lambda: len(chat.left) == len(JUNK))
            assert set(chat.left) == {"transport close"}
            await bystander.send('421["echo","here"]')
            assert await bystander.receive() == '431["here"]'
        await until(chat.is_empty)
    assert one_line_each(caplog, len(JUNK))


async def test_junk_before_connecting_ends_it_too(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        async with websocket(port, WS_PATH) as client:
            await client.receive()
            await client.send("junk")
            assert await client.receive() is None
        await until(chat.is_empty)
    assert one_line_each(caplog, 1)


async def test_frames_that_mean_nothing_are_overlooked(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port, socketio_client(port) as client:
        for frame in ("2", "2probe", "3", "3probe", "6"):
            await client.send(frame)
        await client.send("b" + "not base64")
        await client.send('421["echo","here"]')
        assert await client.receive() == '431["here"]'
        assert chat.refusals == 1
    assert one_line_each(caplog, 0)


async def test_what_is_larger_than_engineio_bears_ends_the_socket(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat(max_http_buffer_size=1000)
    async with serving(chat.app) as port, socketio_client(port) as client:
        await client.send("42" + "x" * 1000)
        assert await client.receive() is None
        await until(chat.is_empty)
    assert one_line_each(caplog, 1)


POLLED_JUNK = {
    **{name: junk.encode() for name, junk in JUNK.items()},
    "not UTF-8": b"\xff\xfe",
    "JSONP": b"d=42%5B%22echo%22%5D",
    "too many": b"\x1e".join([b"3"] * (MAX_FRAMES_PER_REQUEST + 1)),
    "junk after a message": b'421["echo"]\x1ejunk',
}


@pytest.mark.logs_errors  # Engine.IO: a session that is over
async def test_polled_junk_ends_its_session_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        for name, junk in POLLED_JUNK.items():
            if not junk:
                continue
            path = await polling_session(port)
            # A poll is pending, as it always is: it must end too.
            async with connection(port) as (reader, writer):
                writer.write(head("GET", path, {}))
                await until(lambda: chat.socket(-1).queue._polls)
                assert (await request(port, "POST", path, junk))[0] in {200, 400}, name
                await answer(reader)
            assert (await request(port, "GET", path))[0] == 400, name
        await until(chat.is_empty)
        assert len(chat.left) == len(POLLED_JUNK) - 1
    assert one_line_each(caplog, len(POLLED_JUNK) - 1)


async def test_many_polled_messages_in_one_request_all_arrive() -> None:
    """What a client has kept while it was offline comes at once; the library's own bound of 16 would lose all of it."""
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        messages = [f'42{number}["echo",{number}]'.encode() for number in range(MAX_FRAMES_PER_REQUEST)]
        assert (await request(port, "POST", path, b"\x1e".join(messages)))[0] == 200
        _, _, body = await request(port, "GET", path)
        assert body.split(b"\x1e") == [f"43{n}[{n}]".encode() for n in range(MAX_FRAMES_PER_REQUEST)]


async def test_polled_goodbye_and_more(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        assert (await request(port, "POST", path, b'1\x1e40\x1e421["echo"]'))[0] == 200
        await until(lambda: chat.left == ["client disconnect"])
    assert one_line_each(caplog, 0)


async def test_an_upgrade_that_fails_leaves_polling_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    """Alone, the library stays 'upgrading': every poll is answered at once with nothing, and nothing ever arrives."""
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        upgrade = path.replace("polling", "websocket")
        for frames in ([], ["junk"], ["2probe"], ["2probe", "junk"]):
            async with websocket(port, upgrade) as client:
                for frame in frames:
                    await client.send(frame)
                if frames and frames[0] == "2probe":
                    assert await client.receive() == "3probe"
            await until(lambda: not chat.socket().upgrading)
        await request(port, "GET", path)  # what is left of the probes
        await chat.sio.emit("news", "x", to="room")
        assert (await request(port, "GET", path))[2] == b'42["news","x"]'
    assert one_line_each(caplog, 2)


async def test_an_upgrade_that_is_never_finished_is_given_up() -> None:
    chat = Chat(ping_timeout=0.1)
    async with serving(chat.app) as port:
        path = await polling_session(port)
        async with websocket(port, path.replace("polling", "websocket")) as client:
            assert await client.receive() is None


async def test_only_one_upgrade_at_a_time() -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        upgrade = (await polling_session(port)).replace("polling", "websocket")
        async with websocket(port, upgrade) as first:
            await first.send("2probe")
            assert await first.receive() == "3probe"
            with pytest.raises(ConnectionRefusedError):
                async with websocket(port, upgrade):
                    pass
            await first.send("5")
            await first.send('421["echo","upgraded"]')
            while "upgraded" not in (text := str(await first.receive())):
                assert text != "None"


async def test_a_client_that_does_not_read_is_cut_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port, socketio_client(port) as reading:
        async with socketio_client(port) as stalled:
            raw: socket.socket = stalled.writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            most = 0
            for _ in range(3 * MAX_QUEUED):
                await chat.sio.emit("news", "x" * 10_000, to="room")
                assert str(await reading.receive()).startswith('42["news"')
                if chat.left:
                    break
                most = max(most, chat.socket(1).untaken)
            assert chat.left == ["transport error"]
            assert most <= MAX_QUEUED
            assert await stalled.gone()
        await until(lambda: len(chat.sio.eio.sockets) == 1)
    assert one_line_each(caplog, 1)


async def test_a_client_that_does_not_poll_is_bounded_too() -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        await polling_session(port)
        async with asyncio.timeout(PATIENCE):
            while not chat.left:
                await chat.sio.emit("news", "x", to="room")
        await until(lambda: not chat.sio.manager.rooms)
        assert all(left.untaken <= 1 for left in chat.sio.eio.sockets.values())


@pytest.mark.logs_errors  # Engine.IO: a session that is over
async def test_a_hard_close_is_seen_as_the_end_of_the_transport() -> None:
    """No '41' (disconnect) and no '1' (close), after which the JavaScript client would stay away."""
    chat = Chat()
    async with serving(chat.app) as port:
        async with socketio_client(port) as client:
            await hard_close(chat.socket(), "transport close")
            assert await client.receive() is None
            assert client.close_code == 1000
            assert chat.left == ["transport close"]
        path = await polling_session(port)
        async with connection(port) as (reader, writer):
            writer.write(head("GET", path, {}))
            await writer.drain()
            await until(lambda: chat.socket(1).queue._polls)
            await hard_close(chat.socket(1), "transport close")
            assert (await answer(reader))[2] == b""
        assert (await request(port, "GET", path))[0] == 400


async def test_a_send_to_a_vanished_socket_does_not_raise() -> None:
    chat = Chat()
    async with serving(chat.app) as port, socketio_client(port) as client:
        vanished = chat.socket()
        await hard_close(vanished, "transport close")
        await hard_close(vanished, "transport close")
        await vanished.send(object())
        await chat.sio.emit("news", "x", to="room")
        assert await client.receive() is None


async def test_a_connect_after_the_end_is_not_taken(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port, socketio_client(port) as client:
        ending = asyncio.create_task(hard_close(chat.socket(), "transport close"))
        await client.send("40")
        await ending
        assert await client.receive() is None
        assert len(chat.sids) == 1
    assert one_line_each(caplog, 0)


@pytest.mark.logs_errors  # Engine.IO: a session that is over
async def test_a_close_does_not_wait_for_a_client_that_does_not_poll() -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        async with asyncio.timeout(PATIENCE):
            await chat.socket().close()
        assert (await request(port, "GET", path))[0] == 400
