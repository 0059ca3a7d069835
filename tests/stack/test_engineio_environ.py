import asyncio
from typing import Any

import pytest
from engineio.async_drivers.asgi import translate_request
from engineio.exceptions import ContentTooLongError

from stack.abridged import END
from stack.engineio_environ import ASKED, environ_of
from stack.engineio_frames import SEPARATOR

LEFT = ("asgi.receive", "asgi.send", "asgi.scope", "wsgi.input")
HEADERS = [
    (b"Host", b"a"),
    (b"Connection", b"keep-alive"),
    (b"connection", b"Upgrade"),
    (b"Upgrade", b"websocket"),
    (b"origin", b"https://a"),
    (b"content-length", b"7"),
    (b"accept-encoding", b"gzip"),
    (b"access-control-request-headers", b"x-a"),
]


def receiver(*events: dict[str, Any]) -> Any:
    waiting = list(events)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return waiting.pop(0)

    return receive


async def send(_message: Any) -> None: ...


async def test_what_is_asked_of_a_request_is_what_the_library_says_of_it() -> None:
    scope = {"type": "http", "method": "POST", "path": "/socket.io/", "query_string": b"EIO=4&sid=%C3%A9", "headers": HEADERS}
    theirs = await translate_request(scope, receiver({"type": "http.request"}), send)
    ours = await environ_of(scope, receiver({"type": "http.request"}), send)
    assert set(ASKED.values()) < set(ours)
    assert {key: ours[key] for key in ours if key not in LEFT} == {key: theirs[key] for key in ours if key not in LEFT}


@pytest.mark.parametrize(("length", "read"), [(9, b"one two"), (7, b"one two"), (5, b"one t"), (2, b"on")])
async def test_a_body_is_read_as_far_as_it_was_announced(length: int, read: bytes) -> None:
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
    pieces = [{"type": "http.request", "body": body, "more_body": body != b"two"} for body in (b"one", b" ", b"two")]
    environ = await environ_of(scope, receiver(*pieces), send)
    assert await environ["wsgi.input"].read(length) == read


@pytest.mark.parametrize("letter", ["x", "é", "🏖"])
async def test_of_a_frame_that_is_too_large_the_beginning_and_the_end_are_read(letter: str) -> None:
    most = 3 * END
    body = ("début" + letter * (2 * most // len(letter.encode())) + "fin").encode()
    read = await read_in_pieces(body, most)
    assert most - 8 <= len(read) <= most
    assert (read[:6], read[-3:]) == ("début".encode(), b"fin")
    assert read.decode().strip(letter)[5:-3].replace(letter, "") == ""
    assert await read_in_pieces(body[:most], most) == body[:most]


@pytest.mark.parametrize("at", [10, 100_000, 150_000, 190_000])
async def test_of_several_frames_that_are_too_large_none_is_read(at: int) -> None:
    """Their two ends would make one that nobody sent."""
    with pytest.raises(ContentTooLongError):
        await read_in_pieces(b"x" * at + SEPARATOR.encode() + b"x" * (200_000 - at), 3 * END)


async def read_in_pieces(body: bytes, most: int) -> bytes:
    pieces = [body[at : at + 5_000] for at in range(0, len(body), 5_000)]
    events = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
    environ = await environ_of(scope, receiver(*events), send)
    read: bytes = await environ["wsgi.input"].read(len(body), most)
    return read


async def test_a_body_that_breaks_off_ends() -> None:
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
    environ = await environ_of(
        scope, receiver({"type": "http.request", "body": b"one", "more_body": True}, {"type": "http.disconnect"}), send
    )
    assert await environ["wsgi.input"].read(10) == b"one"
