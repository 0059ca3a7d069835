"""One named cast: Camille travels, Jean is local, Zoé has nothing to do with either."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any
from uuid import uuid4

import httpx

import auth
from actions import conversations, messages, passwords, sessions
from models import Conversation, Session, User
from models.message_log import NewMessage, append
from tests import http, promised
from tests.live import Live
from tests.pages import Visitor
from tests.raw import RawSocket
from tests.sockets import Between, Socket
from wire.payloads import MessagePayload

PASSWORD = "un carnet et une valise bleue"
_hashes: dict[str, str] = {}


@dataclass
class Person:
    """Someone of the cast, logged in both ways: with a cookie as a browser is, with a token as a program is."""

    live: Live
    user: User
    cookie_session: Session
    bearer_session: Session

    @property
    def id(self) -> int:
        return int(self.user.id)

    @property
    def token(self) -> str:
        return auth.tokens.dump_token(self.bearer_session.key, self.live.app)

    @property
    def cookie(self) -> str:
        return auth.cookies.dump_token(self.cookie_session.key, self.live.app)

    async def say(self, conversation_id: int, *contents: str) -> list[MessagePayload]:
        """Send these, one after the other, by the action that every edge calls; everybody has been told of them then."""
        sent = [(await messages.send(self.id, conversation_id, content))[0] for content in contents]
        await Between.crossed()
        return sent

    @asynccontextmanager
    async def socket(self, **how: Any) -> AsyncIterator[Socket]:
        """A connected Socket.IO client that writes down all it hears."""
        async with Socket.connected(self.live.url, auth={"token": self.token}, **how) as socket:
            yield socket

    @asynccontextmanager
    async def tab(self) -> AsyncIterator[Socket]:
        """The socket of one of our own pages: it comes with the cookie and our Origin."""
        headers = {"Origin": self.live.url, "Cookie": f"{auth.cookies.cookie_name}={self.cookie}"}
        async with Socket.connected(self.live.url, headers=headers) as socket:
            yield socket

    def browser(self) -> httpx.AsyncClient:
        """An HTTP client with this person's cookie."""
        client = stranger(self.live)
        client.cookies.set(auth.cookies.cookie_name or "", self.cookie, domain="127.0.0.1", path="/")
        return client

    def visitor(self) -> Visitor:
        """Someone in front of a browser without scripts, logged in."""
        return Visitor(self.browser())

    def raw(self) -> AbstractAsyncContextManager[RawSocket]:
        """A connected socket whose frames the test writes itself."""
        return RawSocket.connected(self.live.url, self.token)

    def program(self) -> httpx.AsyncClient:
        """An HTTP client with this person's token."""
        hooks = {"response": [promised.answer]}
        return http.client(self.live.url, headers={"Authorization": f"Bearer {self.token}"}, event_hooks=hooks)


@dataclass
class Cast:
    camille: Person
    jean: Person
    zoe: Person
    conversation: Conversation

    @property
    def room(self) -> int:
        """The id of Camille's and Jean's conversation."""
        return int(self.conversation.id)

    async def fill(self, writer: Person, *contents: str, when: datetime | None = None) -> list[int]:
        """Rows of Camille's and Jean's conversation that nobody is told of; their ids."""
        members = (await conversations.opened(writer.id, self.room)).membership
        rows = [NewMessage(members, writer.id, content, None, uuid4()) for content in contents]
        return [int(written.id or 0) for written in await append(rows, when or datetime.now(UTC))]


def stranger(live: Live) -> httpx.AsyncClient:
    """An HTTP client that nobody knows."""
    return http.client(live.url, follow_redirects=False)


async def person(live: Live, name: str, *, is_local: bool = False, city: str = "") -> Person:
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = await passwords.hash_password(PASSWORD)
    user = await User.create(
        name=name,
        email=f"{name.lower()}.{token_hex(4)}@exemple.fr",
        password_hash=_hashes[PASSWORD],
        is_local=is_local,
        city=city,
    )
    cookie, bearer = await sessions.begin(user, auth.COOKIE, "tests"), await sessions.begin(user, auth.BEARER, "tests")
    return Person(live, user, cookie, bearer)


async def cast(live: Live) -> Cast:
    """Three new people, and the conversation that Camille opened with Jean."""
    camille = await person(live, "Camille", city="Lyon")
    jean = await person(live, "Jean", is_local=True, city="Saint-Malo")
    zoe = await person(live, "Zoé", is_local=True, city="Brest")
    conversation, _ = await conversations.start(camille.id, jean.id)
    return Cast(camille, jean, zoe, conversation)
