import asyncio
import socket
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest
import socketio
from hypercorn.protocol import h11

from stack import hypercorn_http1, hypercorn_websocket
from stack.asgi import SendDeadline
from tests.stack.harness import PATIENCE, WS_PATH, connection, serving, until, websocket

hypercorn_websocket.install()


class Flood:
    """Sends to whoever connects for as long as it is taken."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        told = asyncio.create_task(receive())
        while not told.done():
            await send({"type": "websocket.send", "text": "x" * 2**16})
            await asyncio.sleep(0)
        self.ended.append(told.result()["type"])


async def stalled_reader(app: Any, flood: Flood) -> float:
    """How long the server bears one."""
    loop = asyncio.get_running_loop()
    async with serving(app) as port:
        with socket.socket() as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.setblocking(False)
            await loop.sock_connect(peer, ("127.0.0.1", port))
            key = "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13"
            handshake = f"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n{key}\r\n\r\n"
            await loop.sock_sendall(peer, handshake.encode())
            began = loop.time()
            await until(lambda: flood.ended)
            return loop.time() - began


async def test_a_reader_that_stops_reading_is_cut_after_the_deadline() -> None:
    flood = Flood()
    assert 0.25 <= await stalled_reader(SendDeadline(flood, seconds=0.3), flood) < 5
    assert flood.ended == ["websocket.disconnect"]


async def test_a_reader_that_reads_is_not() -> None:
    flood = Flood()
    async with serving(SendDeadline(flood, seconds=0.3)) as port, websocket(port) as client:
        for _ in range(150):
            assert await client.receive()
            await asyncio.sleep(0.003)


async def test_made_before_any_loop_and_used_in_several() -> None:
    flood = Flood()
    app = SendDeadline(flood, seconds=0.1)

    def one_loop() -> None:
        asyncio.run(stalled_reader(app, flood))

    for _ in range(2):
        await asyncio.to_thread(one_loop)
        assert flood.ended == ["websocket.disconnect"]
        flood.ended.clear()


async def test_engineio_accepts_a_websocket_over_http2(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 8441, as it may come under TLS. Without the headers that HTTP/2 does not have, Engine.IO answers 403."""
    monkeypatch.setattr(h11.H11Protocol, "_check_protocol", hypercorn_http1.asked)
    sio = socketio.AsyncServer(async_mode="asgi")
    async with (
        serving(SendDeadline(socketio.ASGIApp(sio), seconds=5)) as port,
        connection(port) as (reader, writer),
        asyncio.timeout(PATIENCE),
    ):
        protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        protocol.initiate_connection()
        protocol.send_headers(
            1,
            [
                (":method", "CONNECT"),
                (":protocol", "websocket"),
                (":scheme", "http"),
                (":path", WS_PATH),
                (":authority", "test"),
                ("sec-websocket-version", "13"),
            ],
        )
        writer.write(protocol.data_to_send())
        status, data = "", b""
        while b'0{"sid"' not in data and status in {"", "200"}:
            for event in protocol.receive_data(await reader.read(2**16)):
                if isinstance(event, h2.events.ResponseReceived):
                    status = dict(event.headers or [])[b":status"].decode()
                elif isinstance(event, h2.events.DataReceived):
                    data += event.data or b""
        assert status == "200"
