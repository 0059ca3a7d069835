"""One connection, from its handshake to its loss."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from escale_client.errors import Lost, Refused, refused

CONNECTING = 10.0  # seconds
GOODBYE = 2.0
TROUBLES = (SocketIOError, aiohttp.ClientError, OSError, TimeoutError)

Hear = Callable[[str, Any], None]


class Socket:
    """`hear` is called with each event and its payload, in the order in which they came. `lost` is set once, for good."""

    def __init__(self, session: aiohttp.ClientSession, hear: Hear) -> None:
        self.session, self.hear = session, hear
        self.lost = asyncio.Event()
        self._waiting: set[asyncio.Future[dict[str, Any] | None]] = set()
        self._refusal: Refused | None = None
        # It must not touch the program's signals, nor come back by itself: that is the keeper's work.
        self._client = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=session)
        # Plain functions, no coroutines: those would be tasks that may overtake each other.
        self._client.on("*", self._hear)
        self._client.on("disconnect", self._end)
        self._client.on("connect_error", self._refuse)

    async def open(self, url: str, token: str) -> None:
        """Connect.

        Raises: Unauthorized for a token that is none (any more), another Refused when the server can't now, Lost.
        """
        try:
            async with asyncio.timeout(CONNECTING):
                await self._client.connect(url, auth={"token": token}, transports=["websocket"], wait_timeout=CONNECTING)
        except TROUBLES as wrong:
            raise self._refusal or Lost(f"{url}: {type(wrong).__name__}: {wrong}") from wrong

    async def ask(self, event: str, payload: Any, seconds: float) -> dict[str, Any]:
        """The acknowledgement.

        Raises: Refused when it is a negative one; Lost, at once when the connection is lost. Without an answer in `seconds` the
        connection is taken as lost: it may be one that nobody is at the other end of.
        """
        if self.lost.is_set():
            raise Lost("not connected")
        answered: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()
        self._waiting.add(answered)

        def take(answer: dict[str, Any]) -> None:
            if not answered.done():
                answered.set_result(answer)

        try:
            async with asyncio.timeout(seconds):
                await self._client.emit(event, payload, callback=take)
                answer = await answered
        except TROUBLES as wrong:
            self.lose()
            raise Lost(f"{event}: no answer") from wrong
        finally:
            self._waiting.discard(answered)
        if answer is None:
            raise Lost(f"{event}: the connection was lost")
        if not answer["ok"]:
            error = answer["error"]
            raise refused(error["code"], error["message"], error.get("retry_after"))
        return answer

    def lose(self) -> None:
        """From here on it is over; whoever waits for an answer learns it."""
        self.lost.set()
        for answered in self._waiting:
            if not answered.done():
                answered.set_result(None)

    async def close(self) -> None:
        """Say goodbye, for a moment, and let go of the connection, whatever state it is in."""
        self.lose()
        carrier = getattr(self._client.eio, "ws", None)
        with contextlib.suppress(*TROUBLES, AttributeError):  # the library, closing what was never quite open
            await asyncio.wait_for(self._client.disconnect(), GOODBYE)
        if carrier is not None and not carrier.closed:  # the library drops what has been silent for the ping time, unclosed
            with contextlib.suppress(*TROUBLES):
                await asyncio.wait_for(carrier.close(), GOODBYE)
        await self.session.close()

    def _hear(self, event: str, payload: Any = None, *_more: Any) -> None:
        if not self.lost.is_set():
            self.hear(event, payload)

    def _end(self, *_reason: Any) -> None:
        self.lose()

    def _refuse(self, refusal: Any = None, *_more: Any) -> None:
        """The server's word at the handshake: `{message, data: {code}}`; what a proxy says instead is none."""
        code = (refusal.get("data") or {}).get("code") if isinstance(refusal, dict) else None
        if code:
            self._refusal = refused(str(code), str(refusal.get("message", "")))
