"""Thousands of light clients: a WebSocket each, joined to a conversation; they come back by themselves, as browsers do."""

import asyncio
import contextlib
import json
import random
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from tests.remote import Remote

TRIES_AGAIN = (0.5, 1.5)  # seconds, as the JavaScript client waits


@dataclass
class Crowd:
    session: aiohttp.ClientSession
    sockets: "list[Light]" = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)

    @property
    def here(self) -> int:
        return sum(light.joined for light in self.sockets)

    async def all_here(self, patience: float) -> None:
        async with asyncio.timeout(patience):
            while self.here < len(self.sockets):
                await asyncio.sleep(0.01)

    def scatter(self, within: float) -> None:
        """Every connection is lost at once; each comes back at some moment within so many seconds."""
        for light in self.sockets:
            light.drop(random.uniform(0, within))

    def enter(self, url: str, person: Remote, room: int) -> None:
        light = Light(self, url, person.token, room)
        light.task = asyncio.create_task(light.live())
        self.sockets.append(light)

    async def leave(self) -> None:
        for light in self.sockets:
            if light.task:
                light.task.cancel()
        await asyncio.gather(*(light.task for light in self.sockets if light.task), return_exceptions=True)


@dataclass
class Light:
    crowd: Crowd
    url: str
    token: str
    room: int
    joined: bool = False
    comes_back_in: float | None = None  # seconds, once it was dropped
    ws: aiohttp.ClientWebSocketResponse | None = None
    task: "asyncio.Task[None] | None" = None
    last: int = 0  # the newest message that it has

    async def live(self) -> None:
        while True:
            pause = random.uniform(*TRIES_AGAIN)
            try:
                await self.once()
            except (OSError, TimeoutError, aiohttp.ClientError, ConnectionError) as trouble:
                if self.comes_back_in is None:
                    self.crowd.troubles[f"{type(trouble).__name__}: {trouble}"[:80]] += 1
            self.joined = False
            if self.comes_back_in is not None:
                pause, self.comes_back_in = self.comes_back_in, None
            await asyncio.sleep(pause)

    async def once(self) -> None:
        address = f"{self.url}/socket.io/?EIO=4&transport=websocket"
        async with self.crowd.session.ws_connect(address) as self.ws:
            async for message in self.ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self.hear(message.data)
            raise ConnectionError("closed by the server" if self.joined else "closed before it was in")

    async def hear(self, frame: str) -> None:
        assert self.ws
        if frame == "2":
            await self.ws.send_str("3")
        elif frame.startswith("0"):
            await self.ws.send_str("40" + json.dumps({"token": self.token}))
        elif frame.startswith("40"):
            join = ["join_conversation", {"conversation_id": self.room, "after_id": self.last}]
            await self.ws.send_str("420" + json.dumps(join))
        elif frame.startswith("430"):
            answer = json.loads(frame[3:])[0]
            if not answer["ok"]:
                raise ConnectionError(answer["error"]["code"])
            self.last = max([self.last, *(message["id"] for message in answer["messages"])])
            self.joined = True
        elif frame.startswith('42["new_message"'):
            self.last = max(self.last, json.loads(frame[2:])[1]["id"])
        elif frame.startswith("44"):
            raise ConnectionRefusedError(frame)

    def drop(self, comes_back_in: float) -> None:
        self.joined, self.comes_back_in = False, comes_back_in
        if self.ws is not None:
            with contextlib.suppress(AttributeError):  # lost already
                self.ws._response.connection.transport.abort()  # type: ignore[union-attr]
