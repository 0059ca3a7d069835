"""Somebody's receiver: it verifies what is posted as its author would, with the library, and answers as a test likes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from tests.ports import free_port

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATIENCE = 20.0

Event = dict[str, Any]


class Receiver:
    """`answer` says which status each event gets, or None for no answer at all; what got 2xx is in `taken`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.answer: Callable[[Event], int | None] = lambda _event: 204
        self.attempts: list[tuple[str, Event]] = []  # webhook-id, event
        self.taken: list[Event] = []
        self.led_astray = 0  # who followed a redirect
        self.wrong: list[str] = []
        self.runner: web.AppRunner | None = None
        self.news = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=escale"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        app.router.add_route("*", "/elsewhere", self.follow)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self.runner:
            await self.runner.cleanup()

    async def take(self, request: web.Request) -> web.Response:
        try:
            body = await request.text()
        except ConnectionError:
            return web.Response()  # to nobody: who was telling it ends with the test
        try:
            event: Event = Webhook(SECRET).verify(body, dict(request.headers))
        except Exception as forged:
            self.wrong.append(f"{forged}: {body}")
            return web.Response(status=401)
        self.attempts.append((request.headers["webhook-id"], event))
        status = self.answer(event)
        if status is not None and 200 <= status < 300:
            self.taken.append(event)
        async with self.news:
            self.news.notify_all()
        if status is None:
            await asyncio.sleep(PATIENCE)
        return web.Response(status=status or 204, headers={"Location": "/elsewhere"} if status in (302, 307) else {})

    async def follow(self, _request: web.Request) -> web.Response:
        self.led_astray += 1
        return web.Response()

    async def until(self, wanted: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self.news:
            await self.news.wait_for(wanted)

    def ids(self, conversation_id: int | None = None) -> list[int]:
        """What was taken, of all conversations or of one."""
        return [e["data"]["id"] for e in self.taken if conversation_id in (None, e["data"]["conversation_id"])]


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.start()
    try:
        yield receiver
    finally:
        await receiver.stop()
    assert receiver.wrong == []
