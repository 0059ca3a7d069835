"""Request bodies are bounded by the bytes that arrive, for every path, whoever reads them.

Quart's own limits miss urlencoded forms, Engine.IO never reads what it refuses, and Hypercorn's queue for an
application that stops reading fills up and keeps the task and the connection for ever.
"""

import asyncio
from collections.abc import Callable

from stack.asgi_types import App, Message, Receive, Scope, Send
from stack.upload import Upload

REFUSAL_TEXT = b"Envoi trop volumineux"
REFUSAL_JSON = b'{"error": "Envoi trop volumineux", "code": "too_large"}'
DISCONNECT = {"type": "http.disconnect"}
LAST_PIECE = {"type": "http.response.body", "body": b"", "more_body": False}


class BodyBound:
    """Answers 413 to a body of more than `limits(scope)` bytes, declared or not, without keeping any of it.

    A browser shows an answer only once its upload is through, and a socket closed on unread bytes is reset, which loses
    the answer: so up to `drain_bytes` more are read and thrown away, for at most `drain_seconds`.
    """

    def __init__(
        self, app: App, limits: Callable[[Scope], int], *, drain_bytes: int = 32 * 2**20, drain_seconds: float = 30.0
    ) -> None:
        self._app = app
        self._limits = limits
        self._drain_bytes = drain_bytes
        self._drain_seconds = drain_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, Upload(receive), send, self._drain_bytes, self._drain_seconds)
        await exchange.run(self._app, self._limits(scope))


class _Exchange:
    def __init__(self, scope: Scope, upload: Upload, send: Send, drain_bytes: int, drain_seconds: float) -> None:
        self._scope = scope
        self._upload = upload
        self._send = send
        self._drain_bytes = drain_bytes
        self._drain_seconds = drain_seconds
        self._limit = 0
        self._answering = False
        self._refusal: asyncio.Task[None] | None = None

    async def run(self, app: App, limit: int) -> None:
        self._limit = limit
        if _declared_length(self._scope) > limit:
            await self._refuse()
            return
        try:
            await app(self._scope, self._bounded_receive, self._finishing_send)
        except Exception:
            self._upload.abandon()
            raise
        if self._refusal is not None:
            await self._refusal

    async def _bounded_receive(self) -> Message:
        if self._refusal is None:
            message = await self._upload.receive()
            if self._upload.taken <= self._limit:
                return message
            if not self._answering:
                # In a task of its own: the application may cancel the one it receives in, and the answer must go out.
                self._refusal = asyncio.create_task(self._refuse())
        if self._refusal is not None:
            await asyncio.shield(self._refusal)
        return DISCONNECT

    async def _finishing_send(self, message: Message) -> None:
        if self._refusal is not None:
            return
        self._answering = True
        last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if last and not self._upload.whole:
            await self._send({**message, "more_body": True})
            await self._finish()
        else:
            await self._send(message)

    async def _refuse(self) -> None:
        json = self._scope["path"].startswith(("/api/", "/socket.io/"))
        body = REFUSAL_JSON if json else REFUSAL_TEXT
        headers = [
            (b"content-type", b"application/json" if json else b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await self._send({"type": "http.response.start", "status": 413, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        await self._finish()

    async def _finish(self) -> None:
        await self._upload.drain(self._drain_bytes, self._drain_seconds)
        self._upload.abandon()
        await self._send(LAST_PIECE)


def _declared_length(scope: Scope) -> int:
    declared = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(declared[0][:20]) if declared and declared[0].isdigit() else 0
