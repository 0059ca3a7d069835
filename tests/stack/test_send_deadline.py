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
from stack.engineio_websocket import FRAMES
from stack.send_deadline import ABORT
from tests.stack.harness import PATIENCE, WS_PATH, connection, serving, until, websocket

hypercorn_websocket.install()


class Flood:
    """Sends to whoever connects for as long as it is taken: messages, or `frames` past the protocol, as Engine.IO does."""

    def __init__(self, *, frames: bool = False) -> None:
        self.ended: list[str] = []
        self._frames = frames

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        told = asyncio.create_task(receive())
        while not told.done():
            if not self._frames:
                await send({"type": "websocket.send", "text": "x" * 2**16})
            elif waiting := scope["state"][FRAMES](["x" * 2**16]):
                await waiting
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


@pytest.mark.parametrize("frames", [False, True], ids=["messages", "frames"])
async def test_a_reader_that_stops_reading_is_cut_after_the_deadline(frames: bool) -> None:
    """Seen to fail without give_up, and of frames without noted_texts."""
    flood = Flood(frames=frames)
    assert 0.25 <= await stalled_reader(SendDeadline(flood, seconds=0.3), flood) < 5
    assert flood.ended == ["websocket.disconnect"]


async def test_a_reader_that_reads_is_not() -> None:
    """More than the kernel keeps, for longer than the deadline. Seen to fail with sends that have ended still counted."""
    flood = Flood()
    async with serving(SendDeadline(flood, seconds=0.5)) as port, websocket(port) as client:
        for _ in range(500):
            assert await client.receive()
            await asyncio.sleep(0.003)


async def test_made_before_any_loop_and_used_in_several() -> None:
    """Seen to fail with one watch for all: its timer went with the loop in which a send was under way."""
    begun: list[object] = []

    async def sending(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})

    async def never(message: Any) -> None:
        begun.append(message)
        await asyncio.Future()

    app = SendDeadline(sending, seconds=0.1)

    async def begin() -> asyncio.Event:
        cut = asyncio.Event()
        task = asyncio.create_task(
            app({"type": "websocket", "headers": [], "state": {ABORT: cut.set}}, asyncio.Event().wait, never)
        )
        await until(lambda: begun)
        assert not task.done()
        return cut

    async def stay() -> None:
        async with asyncio.timeout(PATIENCE):
            await (await begin()).wait()

    await asyncio.to_thread(asyncio.run, begin())
    begun.clear()
    await asyncio.to_thread(asyncio.run, stay())


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
