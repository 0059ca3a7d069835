from typing import Any

import pytest

from stack import hypercorn_http1
from tests.stack.harness import connection, serving

hypercorn_http1.install()

ASKED = {
    "by upgrade": b"GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n",
    "by prior knowledge": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]),
}


@pytest.mark.parametrize("way", ASKED)
async def test_nobody_goes_over_to_http_2(way: str) -> None:
    """Fails without install(): 101 and HTTP/2's settings, or these at once."""
    seen: list[str] = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            seen.append(scope["method"])
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

    async with serving(app) as port, connection(port) as (reader, writer):
        writer.write(ASKED[way])
        answered = await reader.read()
    assert answered.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 101" not in answered
    assert b"\r\nserver:" not in answered.lower()  # who serves is nobody's business
    assert seen == (["GET"] if way == "by upgrade" else ["PRI"])
