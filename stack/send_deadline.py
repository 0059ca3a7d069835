"""A WebSocket peer that stops reading is given up.

Its TCP window closes, our send waits for ever, and everything it holds (task, buffers, packets for it) stays with it.
Answering pings does not need reading, so no ping time-out notices.
"""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from stack.asgi_types import App, Message, Receive, Scope, Send
from stack.engineio_websocket import FRAMES, LATER

ABORT = "websocket_abort"  # put into scope["state"] by stack.hypercorn_websocket


class _Watch:
    """The sends of one event loop that are under way, oldest first.

    A time-out around each send costs a fifth of the throughput; a note and a look now and then cost nothing measurable.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: dict[object, tuple[float, Callable[[], object]]] = {}
        self._looking = False

    def begin(self, give_up: Callable[[], object]) -> object:
        loop, send = asyncio.get_running_loop(), object()
        self._begun[send] = (loop.time(), give_up)
        if not self._looking:
            self._looking = True
            loop.call_later(self._interval, self._look)
        return send

    def end(self, send: object) -> None:
        self._begun.pop(send, None)

    @property
    def _interval(self) -> float:
        return min(1.0, self._seconds / 4)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        for send, (began, give_up) in list(self._begun.items()):
            if began > loop.time() - self._seconds:
                break
            del self._begun[send]
            give_up()
        # A timer that rearms itself only while needed: nothing to stop at shutdown, nothing pending on a closed loop.
        self._looking = bool(self._begun)
        if self._looking:
            loop.call_later(self._interval, self._look)


class SendDeadline:
    """Cuts a WebSocket when one send takes longer than `seconds`. The outermost wrapper."""

    def __init__(self, app: App, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        # By loop, since the app is made before there is one, and tests have several one after another.
        self._watches: WeakKeyDictionary[asyncio.AbstractEventLoop, _Watch] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        watch = self._watches.setdefault(asyncio.get_running_loop(), _Watch(self._seconds))
        abort: Callable[[], None] | None = scope.get("state", {}).get(ABORT)

        async def noted(sending: Awaitable[None]) -> None:
            note = watch.begin(abort or _cancel_of_this_task())
            try:
                await sending
            finally:
                watch.end(note)

        async def noted_send(message: Message) -> None:
            await noted(send(message))

        if write_texts := scope.get("state", {}).get(FRAMES):

            def noted_texts(texts: list[str]) -> Awaitable[None] | None:
                waiting = write_texts(texts)
                return None if waiting is None else noted(waiting)

            scope["state"][FRAMES] = noted_texts
        later: list[Callable[[], Awaitable[None]]] = []
        scope.setdefault("state", {})[LATER] = later
        await self._app(_with_upgrade_headers(scope), receive, noted_send)
        for conversation in later:
            await conversation()


def _cancel_of_this_task() -> Callable[[], object]:
    task = asyncio.current_task()
    return task.cancel if task else lambda: None


def _with_upgrade_headers(scope: Scope) -> Scope:
    """Engine.IO looks for headers that HTTP/2 does not have (RFC 8441) and would answer 403."""
    if scope.get("http_version", "1.1").startswith("1"):
        return scope
    return {**scope, "headers": [*scope["headers"], (b"upgrade", b"websocket"), (b"connection", b"upgrade")]}
