"""A real Hypercorn on a loopback port of the test's own loop, and clients that can misbehave."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import hypercorn.asyncio
from hypercorn.config import Config
from tortoise import fields
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connections
from tortoise.context import TortoiseContext
from tortoise.models import Model
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, RejectConnection, Request, TextMessage
from wsproto.extensions import Extension

from tests import postgres

PATIENCE = 10.0
WS_PATH = "/socket.io/?EIO=4&transport=websocket"


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.errorlog = logging.getLogger("hypercorn.error")
    config.graceful_timeout = 2
    stop = asyncio.Event()
    server = asyncio.create_task(hypercorn.asyncio.serve(app, config, shutdown_trigger=stop.wait, mode="asgi"))
    try:
        yield port
    finally:
        stop.set()
        await server


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def head(method: str, path: str, headers: Mapping[str, object]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: test", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    async with asyncio.timeout(PATIENCE):
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = b""
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readexactly(2)
        return int(first.split()[1]), headers, body


async def request(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    async with connection(port) as (reader, writer):
        writer.write(head(method, path, {"content-length": len(body)} if body else {}) + body)
        await writer.drain()
        return await answer(reader)


class WebSocket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self.accepted: AcceptConnection | None = None
        self.close_code: int | None = None
        self.close_reason: str | None = None
        self._parts: list[Any] = []
        self._messages: list[Any] = []

    async def open(self, path: str, extensions: list[Extension] | None = None) -> None:
        self.writer.write(self.protocol.send(Request(host="test", target=path, extensions=extensions or [])))
        while self.accepted is None:
            await self._read()
            if self.close_code is not None:
                raise ConnectionRefusedError(self.close_code)

    async def send(self, data: str | bytes, finished: bool = True) -> None:
        event = TextMessage(data, message_finished=finished) if isinstance(data, str) else BytesMessage(data, finished)
        self.writer.write(self.protocol.send(event))
        await self.writer.drain()

    async def receive(self) -> str | bytes | None:
        """The next message, or None when the server is gone."""
        async with asyncio.timeout(PATIENCE):
            while not self._messages:
                if self.close_code is not None:
                    return None
                await self._read()
        message: str | bytes = self._messages.pop(0)
        return message

    async def gone(self) -> bool:
        """Whether the server closes the TCP connection, which a close frame alone does not."""
        with suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                while await self.reader.read(2**16):
                    pass
        return True

    async def _read(self) -> None:
        try:
            data = await self.reader.read(2**16)
        except ConnectionError:
            data = b""
        self.protocol.receive_data(data or None)
        for event in self.protocol.events():
            if isinstance(event, AcceptConnection):
                self.accepted = event
            elif isinstance(event, RejectConnection):
                self.close_code = event.status_code
            elif isinstance(event, TextMessage | BytesMessage):
                self._parts.append(event.data)
                if event.message_finished:
                    self._messages.append(type(event.data)().join(self._parts))
                    self._parts.clear()
            elif isinstance(event, CloseConnection):
                self.close_code, self.close_reason = event.code, event.reason


@asynccontextmanager
async def websocket(port: int, path: str = "/", extensions: list[Extension] | None = None) -> AsyncIterator[WebSocket]:
    async with connection(port) as streams:
        client = WebSocket(*streams)
        await client.open(path, extensions)
        yield client


@asynccontextmanager
async def socketio_client(port: int) -> AsyncIterator[WebSocket]:
    """Connected to the default namespace."""
    async with websocket(port, WS_PATH) as client:
        assert str(await client.receive()).startswith("0{")
        await client.send("40")
        assert str(await client.receive()).startswith("40{")
        yield client


async def polling_session(port: int) -> str:
    """The path of a polling session that is connected to the default namespace."""
    _, _, body = await request(port, "GET", "/socket.io/?EIO=4&transport=polling")
    path = f"/socket.io/?EIO=4&transport=polling&sid={json.loads(body[1:])['sid']}"
    assert (await request(port, "POST", path, b"40"))[0] == 200
    assert (await request(port, "GET", path))[2].startswith(b"40{")
    return path


def client() -> Any:
    """Tortoise's client of the only connection."""
    (name,) = get_connections().db_config
    return get_connections().get(name)


async def until(condition: Callable[[], Any] | Callable[[], Awaitable[Any]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            result = condition()
            if await result if isinstance(result, Awaitable) else result:
                return
            await asyncio.sleep(0.005)


class Row(Model):
    id = fields.BigIntField(primary_key=True)
    word = fields.TextField()

    class Meta:
        table = "rows"


DATABASES = ("sqlite", "postgres")


@asynccontextmanager
async def database(kind: str, folder: Path, **options: Any) -> AsyncIterator[str]:
    """Tortoise on an empty database of its own, with the table of Row; `options` are the driver's."""
    async with _server_or_file(kind, folder) as url, TortoiseContext() as context:
        # Tortoise caches its statements by the connection's name for the whole process, a dialect's placeholders included.
        name, connection = f"stack_{kind}", expand_db_url(url)
        if kind == "postgres":
            # With TLS to negotiate, asyncpg drops a future for each query that is cancelled, and the loop logs it.
            connection["credentials"] |= {"ssl": False, **options}
        app = {"models": [__name__], "default_connection": name}
        await context.init(config={"connections": {name: connection}, "apps": {"models": app}})
        await context.generate_schemas()
        yield url


@asynccontextmanager
async def _server_or_file(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield f"sqlite://{folder}/test.sqlite"
        return
    async with postgres.fresh_database() as url:
        yield f"{url}?minsize=1&maxsize=4"
