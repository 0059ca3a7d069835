"""A TCP proxy that can swallow what the server says, be unplugged, and cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Proxy:
    """`url` leads to the server's port through us."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = ""
        self.swallow_answers = False
        self.plugged = asyncio.Event()  # cleared: nothing passes in either direction, and nobody is told
        self.plugged.set()
        self.writers: set[asyncio.StreamWriter] = set()

    @classmethod
    @asynccontextmanager
    async def to(cls, port: int) -> AsyncIterator["Proxy"]:
        proxy = cls(port)
        server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield proxy
        finally:
            server.close()
            await proxy.cut()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.plugged.wait()
        try:
            there, out = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        self.writers |= {writer, out}
        await asyncio.gather(self.copy(reader, out, answers=False), self.copy(there, writer, answers=True))
        self.writers -= {writer, out}

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self.plugged.wait()
                if not (answers and self.swallow_answers):
                    writer.write(data)
                    await writer.drain()
        writer.close()

    async def cut(self) -> None:
        """Reset every connection."""
        for writer in list(self.writers):
            writer.transport.abort()
        await asyncio.sleep(0)
