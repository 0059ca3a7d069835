"""What a client sends that means nothing ends its own socket, or nothing at all."""

import pytest
from engineio.payload import Payload

from stack.engineio_frames import FRAMES_OF_A_STRANGER
from tests.stack.chat import Chat, one_line_each
from tests.stack.harness import (
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
    "too many": b"\x1e".join([b"3"] * (FRAMES_OF_A_STRANGER + 1)),
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
    """What a client has kept while it was offline comes at once; the library's own bound of 16 would lose all of it. So many
    answers at once its own client would not take."""
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        chat.socket().allow(1_000_000)
        messages = [f'42{number}["echo",{number}]'.encode() for number in range(300)]
        assert (await request(port, "POST", path, b"\x1e".join(messages)))[0] == 200
        heard: list[bytes] = []
        while len(heard) < len(messages):
            _, _, body = await request(port, "GET", path)
            heard += (frames := body.split(b"\x1e"))
            assert len(frames) <= Payload.max_decode_packets
        assert heard == [f"43{n}[{n}]".encode() for n in range(300)]


async def test_polled_goodbye_and_more(caplog: pytest.LogCaptureFixture) -> None:
    chat = Chat()
    async with serving(chat.app) as port:
        path = await polling_session(port)
        assert (await request(port, "POST", path, b'1\x1e40\x1e421["echo"]'))[0] == 200
        await until(lambda: chat.left == ["client disconnect"])
    assert one_line_each(caplog, 0)
