"""One named cast: Camille travels, Jean is local, Zoé has nothing to do with either."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex, token_urlsafe
from typing import Any
from uuid import uuid4

import httpx

import auth
import settings
from actions import conversations, messages, passwords
from models import Conversation, Session, User, database
from models.message_log import NewMessage, append
from models.user import fold
from tests import http
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
        return http.client(self.live.url, headers={"Authorization": f"Bearer {self.token}"})


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


@dataclass(frozen=True)
class Newcomer:
    name: str
    is_local: bool = False
    city: str = ""

    async def user(self) -> User:
        """Their row, not yet written."""
        if PASSWORD not in _hashes:
            _hashes[PASSWORD] = await passwords.hash_password(PASSWORD)
        return User(
            name=self.name,
            email=f"{self.name.lower()}.{token_hex(4)}@exemple.fr",
            password_hash=_hashes[PASSWORD],
            is_local=self.is_local,
            city=self.city,
            search_text=fold(f"{self.name} {self.city}"),
        )


def log_in(user: User, kind: str) -> Session:
    """A log-in of theirs that has just begun, as actions.sessions begins one, not yet written."""
    now = datetime.now(UTC)
    return Session(
        key=token_urlsafe(32),
        user=user,
        kind=kind,
        device="tests",
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
        expires_at=now + timedelta(days=settings.current().session_days),
    )


async def enter(live: Live, *newcomers: Newcomer) -> list[Person]:
    """All of them at once: most tests begin with this, and each statement costs as much as many a test."""
    users = [await newcomer.user() for newcomer in newcomers]
    await User.bulk_create(users)
    emails = {user.email: user for user in await User.filter(email__in=[user.email for user in users])}
    users = [emails[user.email] for user in users]
    log_ins = [log_in(user, kind) for user in users for kind in (auth.COOKIE, auth.BEARER)]
    await Session.bulk_create(log_ins)
    keys = {session.key: session for session in await Session.filter(key__in=[session.key for session in log_ins])}
    cookies, bearers = ([keys[session.key] for session in log_ins if session.kind == kind] for kind in (auth.COOKIE, auth.BEARER))
    return [Person(live, *one) for one in zip(users, cookies, bearers, strict=True)]


async def person(live: Live, name: str, *, is_local: bool = False, city: str = "") -> Person:
    [one] = await enter(live, Newcomer(name, is_local, city))
    return one


async def cast(live: Live) -> Cast:
    """Three new people, and the conversation that Camille opened with Jean."""
    async with database.transaction():
        camille, jean, zoe = await enter(
            live, Newcomer("Camille", city="Lyon"), Newcomer("Jean", True, "Saint-Malo"), Newcomer("Zoé", True, "Brest")
        )
        conversation, _ = await conversations.start(camille.id, jean.id)
    return Cast(camille, jean, zoe, conversation)
