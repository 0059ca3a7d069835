"""Request bodies are bounded by the bytes that arrive, and where asked for by their time, for every path, whoever reads them.

Quart's own limits miss urlencoded forms, Engine.IO never reads what it refuses and waits for ever for the rest of what it
reads, and Hypercorn's queue for an application that stops reading fills up and keeps the task and the connection for ever.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from functools import cached_property

from stack.asgi_types import App, Message, Receive, Scope, Send
from stack.upload import Unfinished, Upload

REFUSALS = {
    400: ("Envoi en miettes", "too_many_pieces"),
    408: ("Envoi trop lent", "too_slow"),
    413: ("Envoi trop volumineux", "too_large"),
    429: ("Trop d’envois à la fois", "too_many"),
}
EMPTY = 16 * 1024  # bytes that a connection takes while we wait for its body, however little of this is here
NO_ROOM = 1.0  # seconds in which a body is to be whole whose sender has no room: most come with their head
AGAIN = 30  # seconds after which whoever has too many under way may try once more
DISCONNECT = {"type": "http.disconnect"}
TOO_LARGE = "too_large"  # in a request's `scope["state"]`: it had a body that is not there
HEAD = "head"  # beside it, what gives the first bytes of that body: HEAD_BYTES at least, if they come in HEAD_SECONDS
HEAD_BYTES, HEAD_SECONDS = 2**16, 10.0
NO_BODY = {"type": "http.request", "body": b"", "more_body": False}
LAST_PIECE = {"type": "http.response.body", "body": b"", "more_body": False}


class BodyBound:
    """Answers 413 to a body of more than `limits(scope)` bytes, declared or not, without keeping any of it, 408 to one that
    takes longer than `seconds(scope)`, where that is not None, 400 to one that comes in crumbs, and 429 to one for which its
    sender has no room in `unfinished`, or `room(scope)` has none until it is answered: in plain words where
    `for_people(scope)`, else in JSON. Where `told(scope)`, the application itself says of what is declared that it is too large
    (TOO_LARGE).

    A browser shows an answer only once its upload is through, and a socket closed on unread bytes is reset, which loses
    the answer: so up to `drain_bytes` more are read and thrown away, for at most `drain_seconds`.
    """

    def __init__(
        self,
        app: App,
        limits: Callable[[Scope], int],
        seconds: Callable[[Scope], float | None] = lambda scope: None,
        told: Callable[[Scope], bool] = lambda scope: False,
        *,
        for_people: Callable[[Scope], bool] = lambda scope: True,
        unfinished: Unfinished | None = None,
        room: Callable[[Scope], AbstractContextManager[bool]] = lambda scope: nullcontext(True),
        drain_bytes: int = 64 * 2**20,
        drain_seconds: float = 30.0,
    ) -> None:
        self._app = app
        self._limits = limits
        self._seconds = seconds
        self._told = told
        self._for_people = for_people
        self._unfinished = unfinished
        self._room = room
        self._drain_bytes = drain_bytes
        self._drain_seconds = drain_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = ExitStack()

        async def releasing_send(message: Message) -> None:
            held.close()  # before its sender can know that it was answered, and send the next
            await send(message)

        exchange = _Exchange(
            *(
                scope,
                Upload(receive),
                releasing_send,
                self._for_people(scope),
                self._unfinished,
                self._drain_bytes,
                self._drain_seconds,
            )
        )
        with held:
            try:
                if held.enter_context(self._room(scope)):
                    await exchange.run(self._app, self._limits(scope), self._seconds(scope), self._told(scope))
                else:
                    await exchange.refuse(429)
            finally:
                exchange.count(0)


class _Exchange:
    def __init__(
        self,
        scope: Scope,
        upload: Upload,
        send: Send,
        for_people: bool,
        unfinished: Unfinished | None,
        drain_bytes: int,
        drain_seconds: float,
    ) -> None:
        self._scope = scope
        self._upload = upload
        self._send = send
        self._for_people = for_people
        self._unfinished = unfinished
        self._counted = 0  # bytes of it, among their sender's
        self._handed_on = 0  # of these the application has, which keeps them while it lasts
        self._drain_bytes = drain_bytes
        self._drain_seconds = drain_seconds
        self._limit = 0
        self._until: float | None = None  # the body is to be here, by the loop's clock
        self._late = 408  # what is answered if it is not
        self._answering = False
        self._refusal: asyncio.Task[None] | None = None

    async def run(self, app: App, limit: int, seconds: float | None, told: bool) -> None:
        self._limit = limit
        self._until = None if seconds is None else asyncio.get_running_loop().time() + seconds
        if declared_length(self._scope) > limit:
            await (self._let_it_say(app) if told else self.refuse(413))
            return
        begin = iter([await self._first()] if self._who and has_body(self._scope) else [])
        if self._refusal is not None or self._upload.gone:
            return

        async def receive() -> Message:
            return next(begin, None) or await self._bounded_receive()

        try:
            await app(self._scope, receive, self._finishing_send)
        except Exception:
            self._upload.abandon()
            raise
        if self._refusal is not None:
            await self._refusal

    async def _first(self) -> Message:
        """The first of its body: nothing is begun for whom there is no room, nor for whom nothing comes."""
        if not self.count(EMPTY):
            soon = asyncio.get_running_loop().time() + NO_ROOM
            self._until, self._late = min(self._until or soon, soon), 429
        return await self._bounded_receive()

    def count(self, size: int) -> bool:
        """That many bytes are here of this body, which is not whole; whether its sender has room for them."""
        if self._unfinished is None or size == self._counted or self._who is None:
            return True
        more, self._counted = size - self._counted, size
        return self._unfinished.add(self._who, more)

    @cached_property
    def _who(self) -> str | None:
        return self._unfinished.whose(self._scope) if self._unfinished else None

    async def _let_it_say(self, app: App) -> None:
        """The application answers, in the words and the language of its pages; of the body it gets no more than its head, and
        that only where it asks."""
        state = {**self._scope.get("state", {}), TOO_LARGE: True, HEAD: self._head}
        body = iter([NO_BODY])

        async def receive() -> Message:
            return next(body, None) or await asyncio.Future[Message]()  # nothing comes after it, for as long as it answers

        await app({**self._scope, "state": state}, receive, self._finishing_send)

    async def _head(self) -> bytes:
        head = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(HEAD_SECONDS):
                while len(head) < HEAD_BYTES and not self._upload.whole and not self._upload.crumbled:
                    head += (await self._upload.receive()).get("body", b"")
                    if not self.count(len(head)):
                        break
        return head

    async def _bounded_receive(self) -> Message:
        if self._refusal is None:
            status = 413
            try:
                async with asyncio.timeout_at(None if self._upload.whole else self._until):
                    message = await self._upload.receive()
                if self._upload.crumbled:
                    status = 400
                elif not self.count(0 if self._upload.whole else max(EMPTY, self._upload.taken)):
                    status = 429
                elif self._upload.taken <= self._limit:
                    self._handed_on = self._upload.taken
                    return message
            except TimeoutError:
                status = self._late
            if not self._answering:
                # In a task of its own: the application may cancel the one it receives in, and the answer must go out.
                self._refusal = asyncio.create_task(self.refuse(status))
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
            await self._finish(self._drain_seconds)
        else:
            await self._send(message)

    async def refuse(self, status: int) -> None:
        self.count(self._handed_on)  # what follows is thrown away
        words, code = REFUSALS[status]
        again = f', "retry_after": {AGAIN}' if status == 429 else ""
        body = words.encode() if self._for_people else f'{{"error": "{words}", "code": "{code}"{again}}}'.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8" if self._for_people else b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            *([(b"retry-after", b"%d" % AGAIN)] if again else []),
        ]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        await self._finish(self._drain_seconds if status == 413 else 0.0)

    async def _finish(self, seconds: float) -> None:
        await self._upload.drain(self._drain_bytes, seconds)
        self._upload.abandon()
        await self._send(LAST_PIECE)


def has_body(scope: Scope) -> bool:
    """Whether a body is to come, as far as the request says."""
    return declared_length(scope) > 0 or any(name == b"transfer-encoding" for name, _ in scope["headers"])


def declared_length(scope: Scope) -> int:
    """As the request says; 0 where it says nothing."""
    declared = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(declared[0][:20]) if declared and declared[0].isdigit() else 0
