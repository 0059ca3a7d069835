from typing import Any

import pytest

from stack import hypercorn_http1
from stack.hypercorn_http1 import LONGEST_HEAD
from tests.stack.harness import connection, serving

hypercorn_http1.install()

ASKED = {
    "by upgrade": b"GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
    "by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]),
}


class Answering:
    """Takes the whole body, and notes how each request was asked."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        self.seen.append(scope.get("method", scope["type"]))
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("way", ASKED)
async def test_nobody_goes_over_to_http_2(way: str) -> None:
    """Fails without install(): 101 and HTTP/2's settings, or these at once."""
    app = Answering()
    async with serving(app) as port, connection(port) as (reader, writer):
        writer.write(ASKED[way])
        answered = await reader.read()
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 101" not in answered
    assert b"\r\nserver:" not in answered.lower()  # who serves is nobody's business
    assert app.seen == (["GET"] if way == "by upgrade" else ["PRI"])


UPGRADE = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
)
TOO_LONG = {
    "one cookie": b"Cookie: " + b"x" * LONGEST_HEAD,
    "many headers": b"a:b\r\n" * (LONGEST_HEAD // 5 + 1) + b"a:b",
}


def asking(line: bytes, headers: bytes) -> bytes:
    return line + b" HTTP/1.1\r\nHost: test\r\n" + headers + b"\r\n\r\n"


@pytest.mark.parametrize("upgrade", [b"", UPGRADE], ids=["http", "websocket"])
@pytest.mark.parametrize("head", TOO_LONG)
async def test_a_head_that_is_too_long_is_refused_before_it_is_read(head: str, upgrade: bytes) -> None:
    """All at once: seen to fail without BoundedHead, for h11's own bound is looked at only while a head is not whole."""
    app = Answering()
    async with serving(app) as port, connection(port) as (reader, writer):
        writer.write(asking(b"GET /", upgrade + TOO_LONG[head]))
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")
    assert app.seen == []


async def test_a_head_of_almost_that_length_passes_with_what_comes_behind_it() -> None:
    """Large cookies; and neither a body nor the next request counts as a head. Seen to fail with all that came counted."""
    app = Answering()
    cookie = b"Cookie: " + b"x" * (LONGEST_HEAD - 200)
    async with serving(app) as port, connection(port) as (reader, writer):
        writer.write(asking(b"POST /", cookie + b"\r\nContent-Length: 40000") + bytes(40_000) + asking(b"GET /", cookie))
        writer.write(asking(b"PUT /", b"Connection: close\r\nTransfer-Encoding: chunked") + b"8000\r\n" + bytes(0x8000))
        writer.write(b"\r\n0\r\n\r\n")
        assert (await reader.read()).count(b"HTTP/1.1 200 ") == 3
    assert app.seen == ["POST", "GET", "PUT"]
    async with serving(app) as port, connection(port) as (reader, writer):
        writer.write(asking(b"GET /", UPGRADE + cookie[:-200]))
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 101 ")


async def test_two_lengths_of_one_body_are_refused_and_nothing_behind_them_is_read() -> None:
    """Seen to fail without BoundedHead's look at both: 200 by the chunks, and the next request too."""
    app = Answering()
    async with serving(app) as port, connection(port) as (reader, writer):
        both = asking(b"POST /", b"Content-Length: 5\r\nTransfer-Encoding: chunked") + b"0\r\n\r\n"
        writer.write(both + asking(b"GET /", b"Connection: close"))
        answers = await reader.read()
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"HTTP/1.1 ") == 1
    assert app.seen == []
