"""Frames by hand: what no well-behaved client sends."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx

from tests import promised
from tests.sockets import PATIENCE

NAME = re.compile(r'\["(\w+)"')
PATH = "/socket.io/?EIO=4&transport="


class RawSocket:
    """A Socket.IO connection whose frames the test writes itself."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.heard: list[tuple[str, Any]] = []
        self._asked = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, headers: Mapping[str, str] | None = None, query: str = "") -> AsyncIterator["RawSocket"]:
        """A WebSocket that has been greeted by Engine.IO, and has not said yet who it is."""
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{url}{PATH}websocket{query}", headers=headers, max_msg_size=0) as ws,
        ):
            socket = cls(ws)
            assert (await socket.receive() or "").startswith("0{")
            yield socket

    @classmethod
    @asynccontextmanager
    async def connected(cls, url: str, token: str) -> AsyncIterator["RawSocket"]:
        async with cls.opened(url) as socket:
            assert (await socket.connect({"token": token})).startswith("40{")
            yield socket

    async def connect(self, auth: Any = None) -> str:
        """Ask for the default namespace; the answer's frame."""
        await self.send("40" if auth is None else "40" + json.dumps(auth))
        return await self.receive() or ""

    async def send(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            await self.ws.send_bytes(frame)
        else:
            await self.ws.send_str(frame)

    async def receive(self) -> str | None:
        """The next frame that is no ping; None once the server has closed."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.ws.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return None
                if message.data != "2":
                    return str(message.data)
                await self.ws.send_str("3")

    async def ask(self, event: str) -> Any:
        """Send this JSON array (as text) as an event, and return its acknowledgement; what comes before it is heard."""
        self._asked += 1
        await self.send(f"42{self._asked}{event}")
        while (frame := await self.receive()) is not None:
            if frame.startswith(f"43{self._asked}["):
                answer = json.loads(frame.removeprefix(f"43{self._asked}"))[0]
                asked = NAME.match(event)
                promised.acknowledgement(asked[1] if asked else "", answer)
                return answer
            if frame.startswith("42["):
                name, *arguments = json.loads(frame[2:])
                promised.event(name, *arguments)
                self.heard.append((name, *arguments))
        raise ConnectionError("closed before it answered")


class Polling:
    """Engine.IO over HTTP alone, request by request."""

    def __init__(self, client: httpx.AsyncClient, sid: str) -> None:
        self.client = client
        self.path = f"{PATH}polling&sid={sid}"

    @classmethod
    async def opened(cls, client: httpx.AsyncClient, headers: Mapping[str, str] | None = None) -> "Polling | None":
        """None when the handshake itself is refused."""
        answer = await client.get(f"{PATH}polling", headers=headers)
        return cls(client, json.loads(answer.text[1:])["sid"]) if answer.status_code == 200 else None

    async def send(self, *frames: str) -> httpx.Response:
        return await self.client.post(self.path, content="\x1e".join(frames))

    async def receive(self) -> list[str]:
        answer = await self.client.get(self.path)
        return answer.text.split("\x1e") if answer.status_code == 200 else []

    async def connect(self, auth: Any = None) -> str:
        await self.send("40" if auth is None else "40" + json.dumps(auth))
        return (await self.receive() or [""])[0]

    async def until(self, start: str) -> str:
        """The first frame that begins like that."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for frame in await self.receive():
                    if frame.startswith(start):
                        return frame
                    if frame == "2":
                        await self.send("3")
