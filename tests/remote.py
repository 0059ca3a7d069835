"""People of a server that runs in another process: all they know of it is its address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import httpx

from escale_client import Escale, MessagePayload, Myself
from tests import http
from tests.pages import Visitor
from tests.sockets import Socket

PASSWORD = "trois sardines et un phare"


@dataclass
class Remote:
    """Someone who signed up by the JSON API."""

    user: Myself
    token: str
    email: str

    @classmethod
    async def sign_up(cls, url: str, name: str, *, is_local: bool = False) -> "Remote":
        email = f"{name.lower()}.{token_hex(6)}@exemple.fr"
        async with Escale.sign_up(url, name, email, PASSWORD, is_local=is_local, seconds=20) as escale:
            return cls(escale.user, escale.token, email)

    @property
    def id(self) -> int:
        return self.user["id"]

    @property
    def name(self) -> str:
        return self.user["name"]

    def escale(self, url: str) -> Escale:
        """Our own client, as this person."""
        return Escale(url, self.token, self.user, seconds=20)

    @asynccontextmanager
    async def socket(self, url: str, **how: Any) -> AsyncIterator[Socket]:
        async with Socket.connected(url, auth={"token": self.token}, **how) as socket:
            yield socket

    def program(self, url: str) -> httpx.AsyncClient:
        return http.client(url, headers={"Authorization": f"Bearer {self.token}"}, timeout=20)

    @asynccontextmanager
    async def stream(self, url: str, conversation_id: int) -> AsyncIterator["Stream"]:
        """The conversation as a page without scripts receives it."""
        async with http.client(url, timeout=20) as client:
            visitor = Visitor(client)
            await visitor.submit((await visitor.get("/login")).form("/login"), email=self.email, password=PASSWORD)
            async with client.stream("GET", f"/conversations/{conversation_id}/live/stream") as answer:
                stream = Stream(answer)
                await stream.until('role="log"')
                yield stream

    async def open(self, url: str, local: "Remote") -> int:
        """The id of the conversation with that local."""
        async with self.escale(url) as escale:
            return (await escale.open(local.id))["id"]

    async def messages(self, url: str, conversation_id: int) -> list[MessagePayload]:
        """All that the database has of that conversation."""
        async with self.escale(url) as escale:
            return [message async for message in escale.history(conversation_id)]


class Stream:
    """What has come of a response that is kept open."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer, self.text = answer, ""
        self.pieces = answer.aiter_text()

    async def until(self, wanted: str) -> None:
        async with asyncio.timeout(10):
            while wanted not in self.text:
                self.text += await anext(self.pieces)

    async def rest(self) -> str:
        """What comes until the server ends it."""
        async with asyncio.timeout(10):
            return "".join([piece async for piece in self.pieces])


async def pair(url: str) -> tuple[Remote, Remote, int]:
    """Camille, Jean, and the id of their conversation."""
    camille, jean = await Remote.sign_up(url, "Camille"), await Remote.sign_up(url, "Jean", is_local=True)
    return camille, jean, await camille.open(url, jean)
