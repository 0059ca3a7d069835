"""How sockets rise from polling, and how they end: by a close, or because their client takes nothing.

Each was seen to fail without its defence in stack/engineio_bounds.py: MAX_QUEUED, `upgrading` given back, the second upgrade
refused, the time-out of the first, `wait` overlooked, the pending poll woken, and a socket that is over left alone.
"""

import asyncio
import socket

import pytest

from stack.engineio_bounds import MAX_QUEUED, hard_close
from tests.stack.chat import Chat, one_line_each
from tests.stack.harness import (
    PATIENCE,
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
