"""Every message of a conversation once, in the order of ids, over any number of lost connections."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from escale_client.account import PAGE
from escale_client.errors import EscaleError, Lost
from escale_client.payloads import MessagePayload
from escale_client.socket import Socket

if TYPE_CHECKING:
    from escale_client.escale import Escale

HELD = 1000  # messages that may wait for whoever takes them; those beyond are fetched when these have gone
PAUSE = 0.2  # seconds before what failed is tried again, at least


class Following:
    """The messages of the conversation `id_` after the message `after`: `next` takes them, one after the other.

    A connection joins with the last message that it has (so that the answer brings what it missed), and reads on until nothing
    is missing; from then on it takes what is pushed. What is pushed before that is but a sign that there is something to read.
    """

    def __init__(self, escale: "Escale", id_: int, after: int) -> None:
        self.escale, self.id = escale, id_
        self.last = after  # that was taken
        self._reached = self._heard_of = after  # the last one that waits to be taken; the last one that there is
        self._messages: deque[MessagePayload] = deque()
        self._news, self._room, self._wake, self._here = (asyncio.Event() for _ in range(4))
        self._joined: Socket | None = None
        self._live: Socket | None = None  # what it pushes is taken as it comes
        self._over: EscaleError | None = None  # why there will be none any more
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to join and to catch up."""
        self._task = asyncio.create_task(self._follow(), name=f"escale conversation {self.id}")

    async def close(self) -> None:
        """Hear nothing any more."""
        self._closed = True
        self._news.set()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def joined(self) -> None:
        """Wait until connected and joined.

        Raises: NotAllowed, Unauthorized.
        """
        await self._until(lambda: self._joined)

    async def caught_up(self) -> None:
        """Wait until, besides, nothing is missing.

        Raises: NotAllowed, Unauthorized.
        """
        await self._until(lambda: self._live)

    async def next(self) -> MessagePayload | None:
        """The next message, waited for; None once this is closed.

        Raises: NotAllowed, Unauthorized.
        """
        while not self._messages:
            if self._closed:
                return None
            if self._over is not None:
                raise self._over
            self._news.clear()
            await self._news.wait()
        message = self._messages.popleft()
        self.last = message["id"]
        if len(self._messages) <= HELD // 2:
            self._room.set()
        return message

    def hear(self, message: MessagePayload) -> None:
        """That was pushed."""
        self._heard_of = max(self._heard_of, message["id"])
        if self._live is None:
            return
        if len(self._messages) < HELD:
            self._take([message])
        else:
            self.lose()

    def lose(self) -> None:
        """The connection was lost, or there is no room for what it pushes."""
        self._live = None
        self._wake.set()

    async def _follow(self) -> None:
        while True:
            try:
                await self._catch_up()
                await self._wake.wait()
            except EscaleError as wrong:
                self._joined = None
                if wrong.retry_after is None or self.escale.link.over is not None:
                    self._over = wrong
                    self._news.set()
                    self._here.set()
                    return
                await asyncio.sleep(max(wrong.retry_after, PAUSE))

    async def _catch_up(self) -> None:
        self._wake.clear()
        socket = await self.escale.link.connected()
        known, more = self._heard_of, True
        if socket is not self._joined:
            request = {"conversation_id": self.id, "after_id": self._reached}
            joined = await self.escale.ask("join_conversation", request)
            if socket is not self.escale.link.socket:
                raise Lost("the connection was lost")
            self._joined = socket
            self._here.set()
            self._take(joined["messages"])
            more = joined["has_more"]
        while more or self._heard_of > max(known, self._reached):
            while len(self._messages) >= HELD:
                self._room.clear()
                await self._room.wait()
            known = self._heard_of
            page = await self.escale.page(self.id, after=self._reached, limit=PAGE)
            self._take(page["messages"])
            more = page["has_more"]
        if not socket.lost.is_set():
            self._live = socket
            self._here.set()

    def _take(self, messages: list[MessagePayload]) -> None:
        for message in messages:
            if message["id"] > self._reached:
                self._reached = message["id"]
                self._messages.append(message)
        self._news.set()

    async def _until(self, where: Callable[[], Socket | None]) -> None:
        while where() is None or where() is not self.escale.link.socket:
            if self._over is not None:
                raise self._over
            self._here.clear()
            await self._here.wait()
