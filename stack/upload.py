"""A request body that several may read from: the application, and whoever throws away what the application leaves."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from stack.asgi_types import Message, Receive, Scope

CRUMBS, CRUMB = 2000, 256  # pieces of any size; bytes that each one beyond has at least, on average
LARGE_AT_ONCE = 4  # large bodies or messages of one person, by each of the ways that they come

_abandoned: set[asyncio.Task[Any]] = set()


class Unfinished:
    """How many bytes of bodies that are not whole yet each sender has here, who may have `most`, and all together `of_all`.
    `whose` names the sender of a request, or None where nobody's are counted."""

    def __init__(self, most: int, whose: Callable[[Scope], str | None], of_all: float = math.inf) -> None:
        self.most, self.whose, self.of_all = most, whose, of_all
        self._here: Counter[str] = Counter()
        self._all = 0

    def add(self, who: str, size: int) -> bool:
        """Whether there is room for that many more; fewer where `size` is negative."""
        self._here[who] += size
        self._all += size
        if self._here[who] <= 0:
            del self._here[who]
        return self._here.get(who, 0) <= self.most and self._all <= self.of_all


class Upload:
    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        # Quart goes on receiving in a task of its own while we drain. One reader at a time, so that neither waits for a
        # message that the other has had.
        self._reading = asyncio.Lock()
        self._gone: Message | None = None
        self.taken = self.pieces = 0
        self.whole = False

    @property
    def gone(self) -> bool:
        """Whether its sender is."""
        return self._gone is not None

    @property
    def crumbled(self) -> bool:
        """Whether it comes in crumbs: each piece costs the same, a byte or 64 KiB, and no network cuts so small."""
        return self.pieces > CRUMBS + self.taken // CRUMB

    async def receive(self) -> Message:
        async with self._reading:
            return self._gone or await self._take()

    async def drain(self, most: int, seconds: float) -> None:
        most += self.taken
        try:
            async with asyncio.timeout(seconds):
                while not self.whole and self.taken < most and not self.crumbled:
                    async with self._reading:
                        if not self.whole:
                            await self._take()
        except TimeoutError:
            pass

    def abandon(self) -> None:
        """Hypercorn can close only while its queue for us has room; one that nobody reads would hold it for ever."""
        if not self.whole:
            task = asyncio.create_task(self._swallow())
            _abandoned.add(task)
            task.add_done_callback(_abandoned.discard)

    async def _swallow(self) -> None:
        while self._gone is None:
            await self.receive()

    async def _take(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self.taken += len(message.get("body", b""))
            self.pieces += 1
            self.whole = not message.get("more_body", False)
        else:
            self._gone, self.whole = message, True
        return message
