"""A socket written by hand, with a small receive buffer: joined to a conversation, it never reads again."""

import asyncio
import base64
import contextlib
import json
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from tests.remote import Remote

RECEIVES = 4096  # bytes of receive buffer asked for; the kernel takes twice that
ESTABLISHED = 1
PONGS = 5.0  # seconds; more often than the server asks


class DeadReader:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.loop = asyncio.get_running_loop()

    @classmethod
    @asynccontextmanager
    async def joined(cls, url: str, person: Remote, room: int, *, pongs: bool) -> AsyncIterator["DeadReader"]:
        """Someone who reads until the room is joined, and nothing after that; perhaps still answering pings."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVES)
        connection.setblocking(False)
        reader, ponging = cls(connection), None
        try:
            await reader.join(url, person.token, room)
            if pongs:
                ponging = asyncio.create_task(reader.pong())
            yield reader
        finally:
            if ponging:
                ponging.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await ponging
            connection.close()

    async def join(self, url: str, token: str, room: int) -> None:
        host, port = urlsplit(url).hostname, urlsplit(url).port
        await self.loop.sock_connect(self.connection, (host, port))
        lines = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        ]
        await self.loop.sock_sendall(self.connection, "\r\n".join([*lines, "", ""]).encode())
        await self.until(b"pingInterval")
        await self.say("40" + json.dumps({"token": token}))
        await self.until(b"40{")
        await self.say(f'421["join_conversation",{room}]')
        await self.until(b"431[")

    async def until(self, expected: bytes) -> None:
        heard = b""
        async with asyncio.timeout(10):
            while expected not in heard:
                data = await self.loop.sock_recv(self.connection, 2048)
                assert data, f"closed before {expected!r}"
                heard += data

    async def say(self, text: str) -> None:
        """A masked text frame."""
        data, mask = text.encode(), os.urandom(4)
        head = struct.pack("!BB", 0x81, 0x80 | len(data)) if len(data) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(data))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        await self.loop.sock_sendall(self.connection, head + mask + masked)

    async def pong(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                await self.say("3")
                await asyncio.sleep(PONGS)

    @property
    def is_cut(self) -> bool:
        """Whether TCP itself is over: a goodbye that waits behind what we don't read is none."""
        state: int = self.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        return state != ESTABLISHED
