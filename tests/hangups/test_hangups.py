"""People who hang up, a thousand times, at any moment of a request."""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest

import auth
from models import Message, database
from tests.live import Live
from tests.people import Cast, Person
from tests.raw import PATH

SEED = 20260301
SOON = 10  # seconds in which somebody who stays is answered, however busy the machine
TOGETHER = 30  # requests in hand at once
COUNTS = {"form": 300, "api": 200, "page": 200, "websocket": 150, "polling": 150}
TAIL = " et la suite de cette phrase" * 8 + "."  # a content without it was stored torn
WAYS = ("mid-head", "mid-body", "sent", "answering")


@dataclass
class Doomed:
    """A request, and how its sender leaves."""

    what: str
    head: bytes
    body: bytes = b""

    async def sent_and_abandoned(self, host: str, port: int, chance: random.Random) -> str:
        """Send it, hang up somewhere on the way; returns where."""
        reader, writer = await asyncio.open_connection(host, port)
        way = chance.choice(WAYS)
        if way == "mid-body" and not self.body:
            way = "sent"
        try:
            if way == "mid-head":
                writer.write(self.head[: chance.randrange(1, len(self.head))])
            elif way == "mid-body":
                writer.write(self.head + self.body[: chance.randrange(len(self.body))])
            else:
                writer.write(self.head + self.body)
            await writer.drain()
            try:
                async with asyncio.timeout(chance.choice((0, 0.001, 0.005, 0.02))):
                    await reader.read(chance.choice((1, 20, 2000)) if way == "answering" else 1)
                    way = "answering" if way == "sent" else way
            except TimeoutError:
                pass
        finally:
            writer.transport.abort()
        return way


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = {"Host": "127.0.0.1", **headers, **({"Content-Length": str(len(body))} if method == "POST" else {})}
    return "\r\n".join([f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", ""]).encode()


@dataclass
class Requests:
    """What Camille's programs ask for."""

    camille: Person
    room: int
    cookies: str
    csrf: str

    @classmethod
    async def of(cls, camille: Person, room: int) -> "Requests":
        """The form's secret is taken from the page, once."""
        async with camille.visitor() as visitor:
            page = await visitor.get(f"/conversations/{room}")
            kept = {cookie.name: cookie.value for cookie in visitor.client.cookies.jar}
        assert auth.cookies.cookie_name in kept
        cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
        return cls(camille, room, cookies, page.composer.fields["csrf_token"])

    def doomed(self, chance: random.Random) -> Iterator[Doomed]:
        kinds = [kind for kind, count in COUNTS.items() for _ in range(count)]
        chance.shuffle(kinds)
        for n, kind in enumerate(kinds):
            yield getattr(self, kind)(n)

    def form(self, n: int) -> Doomed:
        fields = {"csrf_token": self.csrf, "client_id": str(uuid4()), "content": f"formulaire {n}{TAIL}"}
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return self.post("form", f"/conversations/{self.room}/messages", headers, urlencode(fields).encode())

    def api(self, n: int) -> Doomed:
        body = json.dumps({"content": f"programme {n}{TAIL}", "client_id": str(uuid4())}).encode()
        headers = {"Authorization": f"Bearer {self.camille.token}", "Content-Type": "application/json"}
        return self.post("api", f"/api/conversations/{self.room}/messages", headers, body)

    def page(self, n: int) -> Doomed:
        path = ("/conversations", f"/conversations/{self.room}", "/locals", "/account")[n % 4]
        return Doomed("page", request("GET", path, {"Cookie": self.cookies}))

    def websocket(self, n: int) -> Doomed:
        """The upgrade, and then the frame that says who it is."""
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        said = b"40" + json.dumps({"token": self.camille.token}).encode()
        return Doomed("websocket", request("GET", f"{PATH}websocket", headers), frame(said) if n % 2 else b"")

    def polling(self, _n: int) -> Doomed:
        return Doomed("polling", request("GET", f"{PATH}polling", {}))

    @staticmethod
    def post(what: str, path: str, headers: dict[str, str], body: bytes) -> Doomed:
        return Doomed(what, request("POST", path, headers, body), body)


def frame(text: bytes) -> bytes:
    """A masked WebSocket frame of text; the mask is all zeros."""
    return b"\x81" + bytes([0x80 | 126]) + len(text).to_bytes(2, "big") + bytes(4) + text


@pytest.fixture
async def abandoned(cast: Cast, live: Live) -> dict[tuple[str, str], int]:
    """A thousand requests, begun and left; how many of each kind, and where they were left.

    After every few dozen somebody who stays asks for something: what is tried is hanging up, not a thousand requests at once.
    """
    chance, address = random.Random(SEED), urlsplit(live.url)
    doomed = (await Requests.of(cast.camille, cast.room)).doomed(chance)
    left: dict[tuple[str, str], int] = {}

    async def leave(one: Doomed) -> None:
        way = await one.sent_and_abandoned(address.hostname or "", address.port or 0, chance)
        left[one.what, way] = left.get((one.what, way), 0) + 1

    async with cast.jean.program() as staying:
        while some := list(islice(doomed, TOGETHER)):
            await asyncio.gather(*map(leave, some))
            async with asyncio.timeout(SOON):
                assert (await staying.get("/health")).status_code == 200
    return left


async def test_a_thousand_people_who_hang_up_leave_the_server_serving(
    abandoned: dict[tuple[str, str], int], cast: Cast, live: Live, quiet_loop: None
) -> None:
    assert sum(abandoned.values()) == 1000
    assert {way for _what, way in abandoned} == set(WAYS)  # at each of these moments
    assert {what for what, _way in abandoned} == set(COUNTS)

    async with asyncio.timeout(SOON), cast.jean.program() as client:
        assert (await client.get("/health")).status_code == 200

    async with cast.camille.socket() as camille, cast.jean.socket() as jean, asyncio.timeout(SOON):
        assert (await jean.ask("join_conversation", cast.room))["ok"]
        assert (await camille.ask("send_message", {"conversation_id": cast.room, "content": f"présente{TAIL}"}))["ok"]
        while f"présente{TAIL}" not in [message["content"] for message in jean.all("new_message")]:
            await jean.next("new_message", len(jean.all("new_message")) + 1)

    await no_lock_is_held()
    await unread_is_as_counted(cast)
    contents = await Message.filter(conversation_id=cast.room).values_list("content", flat=True)
    assert len(contents) > 100  # many were begun, and what was begun is finished
    assert [content for content in contents if not str(content).endswith(TAIL)] == []
    assert len(set(contents)) == len(contents)


async def no_lock_is_held() -> None:
    """As many transactions as there are connections can be entered at once."""
    async with asyncio.timeout(5), AsyncExitStack() as stack:
        if database.dialect() == "sqlite":
            await stack.enter_async_context(database.transaction())
            return
        entered = asyncio.Barrier(15)

        async def enter() -> None:
            async with database.transaction() as connection:
                await connection.execute_query("SELECT 1")
                await entered.wait()

        await asyncio.gather(*(enter() for _ in range(entered.parties)))


async def unread_is_as_counted(cast: Cast) -> None:
    """One statement sees one moment."""
    counted = "(SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND NOT m.read AND m.user_id = c.{})"
    [row] = await database.connection().execute_query_dict(
        f"""SELECT voyager_unread, local_unread, {counted.format("local_id")} AS of_local,
            {counted.format("voyager_id")} AS of_voyager FROM conversations c WHERE id = {cast.room}"""  # noqa: S608 -- an integer
    )
    assert (row["voyager_unread"], row["local_unread"]) == (row["of_local"], row["of_voyager"])
    assert row["local_unread"] > 100
