"""Someone who behaves as our own client does: an outbox sent in order, retried with the same `client_id`; after every silence, a
catch-up after the last message shown."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from tests.remote import Remote

ANSWER = 6.0  # seconds to wait for an acknowledgement before trying again
CONNECTING = 10.0
PAUSE = 0.05


@dataclass
class Talker:
    """`url` may change between two attempts: a proxy's, or that of a server that came back elsewhere."""

    person: Remote
    room: int
    url: str
    answer: float = ANSWER
    picture: str | None = None  # a data URL that goes with each message
    transport: Callable[[], aiohttp.ClientSession] | None = None  # how to connect, when not as usual
    attempted: dict[str, str] = field(default_factory=dict)  # client_id -> content, in the order of writing
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)  # client_id -> message
    acknowledged_at: list[float] = field(default_factory=list)
    answered_in: list[float] = field(default_factory=list)  # seconds to each answer to a message, yes or no
    shown: dict[int, str] = field(default_factory=dict)  # id -> content
    shown_at: dict[int, float] = field(default_factory=dict)  # id -> when first
    pushed: set[int] = field(default_factory=set)  # ids, on the present connection
    pushed_twice: list[int] = field(default_factory=list)
    read: set[int] = field(default_factory=set)  # ids of one's own messages that were said to be read
    refusals: list[str] = field(default_factory=list)  # codes
    reconnections: int = 0  # what was lost, attempts that failed included
    connections: int = 0
    ready: bool = False
    unsent: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)
    client: socketio.AsyncClient | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None

    def write(self, content: str) -> str:
        """Put a message into the outbox."""
        client_id = str(uuid4())
        self.attempted[client_id] = content
        self.unsent.put_nowait(client_id)
        return client_id

    def start(self) -> None:
        self.task = asyncio.create_task(self.run())

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
        await self.hang_up()

    async def hang_up(self) -> None:
        self.ready = False
        if self.client is not None:
            client, self.client = self.client, None
            with contextlib.suppress(Exception):
                await asyncio.wait_for(client.disconnect(), 2)
            with contextlib.suppress(Exception):
                await client.eio.http.close()

    async def run(self) -> None:
        waiting: str | None = None
        while True:
            try:
                await self.connect()
                while True:
                    waiting = waiting or await self.next_unsent()
                    if waiting is None or await self.send(waiting):
                        waiting = None
            except (SocketIOError, OSError, TimeoutError, ConnectionError):
                self.reconnections += 1
                await self.hang_up()
                await asyncio.sleep(PAUSE)

    async def next_unsent(self) -> str | None:
        """The next message; None after a while, and an error when the connection is lost meanwhile."""
        try:
            return await asyncio.wait_for(self.unsent.get(), 0.2)
        except TimeoutError:
            if self.client is None or not self.client.connected:
                raise ConnectionError from None
            return None

    async def connect(self) -> None:
        how = {"http_session": self.transport()} if self.transport else {}
        client = self.client = socketio.AsyncClient(reconnection=False, **how)
        gone = self.gone = asyncio.Event()
        client.on("disconnect", lambda *_reason: gone.set())
        client.on("new_message", self.hear)
        self.pushed = set()
        client.on("message_read_update", self.see_read)
        async with asyncio.timeout(CONNECTING):
            await client.connect(self.url, auth={"token": self.person.token}, transports=["websocket"], wait_timeout=5)
        await self.catch_up()
        self.connections += 1
        self.ready = True

    async def ask(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The acknowledgement; an error as soon as the connection is lost, or after a while."""
        assert self.client
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def take(answer: dict[str, Any]) -> None:
            if not answered.done():
                answered.set_result(answer)

        await self.client.emit(event, payload, callback=take)
        lost = asyncio.ensure_future(self.gone.wait())
        either: list[asyncio.Future[Any]] = [answered, lost]
        try:
            await asyncio.wait(either, timeout=self.answer, return_when=asyncio.FIRST_COMPLETED)
        finally:
            lost.cancel()
        if not answered.done():
            raise ConnectionError
        return answered.result()

    async def catch_up(self) -> None:
        while True:
            after = {"conversation_id": self.room, "after_id": max(self.shown, default=0)}
            joined = await self.ask("join_conversation", after)
            if not joined["ok"]:
                self.refusals.append(joined["error"]["code"])
                raise ConnectionError
            for message in joined["messages"]:
                await self.show(message)
            if not joined["has_more"]:
                return

    async def send(self, client_id: str) -> bool:
        """Whether it was acknowledged; else it will be tried again."""
        message = {"conversation_id": self.room, "content": self.attempted[client_id], "client_id": client_id}
        if self.picture:
            message["attachment"] = self.picture
        began = asyncio.get_running_loop().time()
        answer = await self.submit(message)
        self.answered_in.append(asyncio.get_running_loop().time() - began)
        if not answer["ok"]:
            self.refusals.append(answer["error"]["code"])
            await asyncio.sleep(PAUSE)
            return False
        self.acknowledged[client_id] = answer["message"]
        self.acknowledged_at.append(asyncio.get_running_loop().time())
        return True

    async def submit(self, message: dict[str, Any]) -> dict[str, Any]:
        return await self.ask("send_message", message)

    async def hear(self, message: dict[str, Any]) -> None:
        if message["id"] in self.pushed:
            self.pushed_twice.append(message["id"])
        self.pushed.add(message["id"])
        await self.show(message)

    async def show(self, message: dict[str, Any]) -> None:
        if message["conversation_id"] == self.room:
            self.shown[message["id"]] = message["content"]
            self.shown_at.setdefault(message["id"], asyncio.get_running_loop().time())

    async def see_read(self, update: dict[str, Any]) -> None:
        self.read.add(update["message_id"])

    async def connected(self, patience: float = 10.0) -> None:
        """Wait until connected, in the room, and caught up."""
        async with asyncio.timeout(patience):
            while not self.ready:
                await asyncio.sleep(0.01)

    async def all_acknowledged(self, patience: float = 30.0) -> None:
        """Wait until the outbox is empty."""
        async with asyncio.timeout(patience):
            while len(self.acknowledged) < len(self.attempted):
                await asyncio.sleep(0.02)

    async def showing(self, count: int, patience: float = 10.0) -> None:
        """Wait until that many messages are shown."""
        async with asyncio.timeout(patience):
            while len(self.shown) < count:
                await asyncio.sleep(0.02)
