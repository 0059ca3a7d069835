"""Somebody's log-in, live: their conversations over one connection."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, Self, TypedDict, Unpack, overload

import aiohttp

from escale_client.account import Account
from escale_client.api import Api, Sessions, address
from escale_client.conversation import After, Conversation
from escale_client.errors import EscaleError, Lost
from escale_client.following import PAUSE, Following
from escale_client.inbox import changes
from escale_client.link import Link
from escale_client.opening import Opening
from escale_client.payloads import ConversationPayload, ErrorEvent, MessagePayload, MessageReadUpdate, Myself, UserTyping

log = logging.getLogger("escale_client")

Callback = Callable[[Any], object]
SECONDS, PAUSES = 10.0, (0.5, 10.0)


class How(TypedDict, total=False):
    """`seconds` to an answer (10); `pauses`, the shortest and the longest between two attempts to connect (0.5 and 10 seconds);
    `sessions`, which makes the aiohttp sessions: for a proxy, or a certificate authority of one's own."""

    seconds: float
    pauses: tuple[float, float]
    sessions: Sessions


class Escale(Account):
    """What `log_in`, `sign_up` and `with_token` open: `async with Escale.log_in(...) as escale`. They raise ValueError for a
    `url` that is none; what is asked once it is closed raises Closed."""

    def __init__(self, url: str, token: str, user: Myself, **how: Unpack[How]) -> None:
        self.seconds = how.get("seconds", SECONDS)
        super().__init__(Api(url, token, how.get("sessions", aiohttp.ClientSession), self.seconds), user)
        self.link = Link(self.api, self._tell, how.get("pauses", PAUSES))
        self.following: set[Following] = set()
        self._callbacks: dict[str, list[Callback]] = {}

    @classmethod
    def log_in(cls, url: str, email: str, password: str, *, code: str | None = None, **how: Unpack[How]) -> Opening[Self]:
        """Log in; `code` is that of the second factor, for those who have one.

        Raises: Unauthorized, SecondFactorRequired, TooMany, Lost.
        """
        asked = {"email": email, "password": password} | ({"code": code} if code else {})
        return Opening(cls._enter(url, "auth/login", asked, how))

    @classmethod
    def sign_up(
        cls, url: str, name: str, email: str, password: str, *, is_local: bool = False, city: str = "", **how: Unpack[How]
    ) -> Opening[Self]:
        """Sign up, and be logged in.

        Raises: Invalid (its `field` says what is), TooMany, Lost.
        """
        asked = {"name": name, "email": email, "password": password, "is_local": is_local, "city": city}
        return Opening(cls._enter(url, "auth/signup", asked, how))

    @classmethod
    def with_token(cls, url: str, token: str, **how: Unpack[How]) -> Opening[Self]:
        """Go on with a log-in of before.

        Raises: Unauthorized when it has ended, Lost.
        """
        return Opening(cls._resume(url, token, how))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connection, and end every iteration; the log-in stays (`log_out` ends it)."""
        for following in list(self.following):
            await following.close()
        await self.link.close()
        await self.api.close()

    def conversation(self, conversation_id: int, after: After = None) -> Conversation:
        """That conversation, to be entered: `async with escale.conversation(5) as talk: async for message in talk: ...`

        The iteration begins with the next message; or after that of the id `after` (0: with the first); or, with
        `after="unread"`, with the first one of the other person that is not marked read. Raises: ValueError for another word.
        """
        return Conversation(self, conversation_id, after)

    def inbox(self) -> AsyncIterator[ConversationPayload]:
        """One's conversations, and then for ever each that is new or that something was written in, as it is by then. One that
        changes several times before it is taken comes once."""
        return changes(self)

    @overload
    def on(self, event: Literal["new_message"], callback: Callable[[MessagePayload], object]) -> None: ...
    @overload
    def on(self, event: Literal["user_typing"], callback: Callable[[UserTyping], object]) -> None: ...
    @overload
    def on(self, event: Literal["message_read_update"], callback: Callable[[MessageReadUpdate], object]) -> None: ...
    @overload
    def on(self, event: Literal["conversation_updated"], callback: Callable[[ConversationPayload], object]) -> None: ...
    @overload
    def on(self, event: Literal["error"], callback: Callable[[ErrorEvent], object]) -> None: ...
    @overload
    def on(self, event: Literal["connect", "disconnect", "end"], callback: Callable[[None], object]) -> None: ...
    def on(self, event: str, callback: Callback) -> None:
        """Call that with the payload of every such event, as it comes; what comes while there is no connection does not. Three
        have no payload: `connect` and `disconnect`, and `end`, after which there will be no connection any more."""
        self._callbacks.setdefault(event, []).append(callback)

    def off(self, event: str, callback: Callback) -> None:
        """Call it no more."""
        self._callbacks[event].remove(callback)

    async def move(self, url: str, sessions: Sessions | None = None) -> None:
        """Connect anew, and from here on there: another address of the same installation, other aiohttp sessions.

        Raises: ValueError for what is no address.
        """
        self.api.url, self.api.sessions = address(url), sessions or self.api.sessions
        await self.api.let_go()
        if (socket := self.link.socket) is not None:
            socket.lose()

    async def ask(self, event: str, payload: Any, seconds: float | None = None) -> dict[str, Any]:
        """Emit that over the present connection; what was acknowledged.

        Raises: Refused; Lost, also when there is no connection at the moment.
        """
        if (socket := self.link.socket) is None:
            raise self.link.over or Lost("not connected")
        return await socket.ask(event, payload, seconds or self.seconds)

    async def insist(self, event: str, payload: Any, *, patience: float | None, seconds: float | None = None) -> dict[str, Any]:
        """The same, until it is acknowledged or `patience` seconds are over: for what may be asked twice.

        Raises: Refused for good; what was wrong last, when time is up.
        """
        loop = asyncio.get_running_loop()
        until = None if patience is None else loop.time() + patience
        trouble: EscaleError = Lost("not connected")
        while True:
            try:
                async with asyncio.timeout_at(until):
                    await self.link.connected()
            except TimeoutError:
                raise trouble from None
            try:
                return await self.ask(event, payload, seconds)
            except EscaleError as wrong:
                trouble, wait = wrong, wrong.retry_after
                if wait is None or (until is not None and loop.time() + wait >= until):
                    raise
            await asyncio.sleep(max(wait, PAUSE))

    @classmethod
    async def _enter(cls, url: str, path: str, asked: dict[str, Any], how: How) -> Self:
        api = Api(url, "", how.get("sessions", aiohttp.ClientSession), how.get("seconds", SECONDS))
        try:
            told = await api.ask("POST", path, json=asked)
        finally:
            await api.close()
        return cls(url, told["token"], told["user"], **how)

    @classmethod
    async def _resume(cls, url: str, token: str, how: How) -> Self:
        api = Api(url, token, how.get("sessions", aiohttp.ClientSession), how.get("seconds", SECONDS))
        try:
            user = await api.ask("GET", "users/me")
        finally:
            await api.close()
        return cls(url, token, user, **how)

    def _tell(self, event: str, payload: Any) -> None:
        if event == "new_message":
            for following in self.following:
                if following.id == payload["conversation_id"]:
                    following.hear(payload)
        elif event == "disconnect":
            for following in self.following:
                following.lose()
        for callback in tuple(self._callbacks.get(event, ())):
            try:
                callback(payload)
            except Exception:
                log.exception("a callback for %s failed", event)
