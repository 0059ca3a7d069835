"""A Socket.IO client that writes down everything it hears, in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import socketio

from tests import promised

PATIENCE = 10.0  # seconds until something expected counts as missing


async def _nothing_to_cross() -> None:
    """One process tells nobody else."""


class Between:
    """What waits until all that was told between processes has come through; with one process, nothing."""

    crossed: Callable[[], Awaitable[None]] = staticmethod(_nothing_to_cross)


class Socket:
    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard: list[tuple[str, Any]] = []
        self.news = asyncio.Condition()
        self.closed = asyncio.Event()
        self.reason = ""
        self.refusal: Any = None
        self.broken_promises: list[str] = []
        self.client.on("*", self._hear)
        self.client.on("disconnect", self._close)
        self.client.on("connect_error", self._refuse)

    @classmethod
    @asynccontextmanager
    async def connected(cls, url: str, *, headers: dict[str, str] | None = None, **how: Any) -> AsyncIterator["Socket"]:
        socket = cls()
        # A copy: the client takes the cookie out of what it is given.
        how = {"transports": ["websocket"], "wait_timeout": PATIENCE, **how}
        await socket.client.connect(url, headers=dict(headers or {}), **how)
        try:
            yield socket
        finally:
            await socket.client.disconnect()
        assert socket.broken_promises == []

    async def _hear(self, event: str, *arguments: Any) -> None:
        try:
            promised.event(event, *arguments)
        except Exception as broken:
            self.broken_promises.append(f"{event}: {broken}")
        async with self.news:
            self.heard.append((event, arguments[0] if arguments else None))
            self.news.notify_all()

    async def _close(self, reason: str) -> None:
        self.reason = reason
        self.closed.set()

    async def _refuse(self, refusal: Any) -> None:
        if isinstance(refusal, dict):  # in words of its own the client says that nobody answered
            promised.event("connect_error", refusal)
        self.refusal = refusal

    async def ended(self, seconds: float = PATIENCE) -> str:
        """Wait until the connection is over; why it ended."""
        async with asyncio.timeout(seconds):
            await self.closed.wait()
        return self.reason

    async def emit(self, event: str, *payload: Any) -> None:
        """Send without asking for an answer."""
        await self.client.emit(event, payload if len(payload) != 1 else payload[0])

    async def ask(self, event: str, *payload: Any) -> dict[str, Any]:
        """Send, and return the acknowledgement."""
        data = payload if len(payload) != 1 else payload[0]
        answer: dict[str, Any] = await self.client.call(event, data, timeout=PATIENCE)
        promised.acknowledgement(event, answer)
        return answer

    def all(self, event: str) -> list[Any]:
        """Every payload of that event so far."""
        return [payload for name, payload in self.heard if name == event]

    async def next(self, event: str, count: int = 1) -> list[Any]:
        """The first `count` payloads of that event, waited for."""
        async with asyncio.timeout(PATIENCE), self.news:
            await self.news.wait_for(lambda: len(self.all(event)) >= count)
        return self.all(event)[:count]

    async def silence(self) -> None:
        """Wait until all that was emitted to this socket before now has been heard.

        Whatever another process told has come through then, and the server answers one client's events in order: once this
        answer is here, so is all that was sent before it.
        """
        await Between.crossed()
        await self.ask("no such event")
        self.heard.remove(("error", {"message": "Événement inconnu"}))
