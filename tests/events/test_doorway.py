"""Whoever has not shown who they are: few at a time, and not for long."""

import asyncio
import json
import time
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.live import Live
from tests.people import PASSWORD, Cast, Person, stranger
from tests.raw import PATH, Polling, RawSocket
from wire import broadcast, connections, doorway

pytestmark = pytest.mark.one_process


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "DEADLINE", 0.3)


def test_ten_seconds_are_given() -> None:
    assert doorway.DEADLINE == 10.0


def here() -> int:
    return len(broadcast.server().eio.sockets)


async def until_gone(before: int) -> None:
    async with asyncio.timeout(5):
        while here() > before or doorway._strangers:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("tried", [None, {"token": "wrong"}])
async def test_a_websocket_that_never_shows_who_it_is_is_closed(live: Live, soon: None, tried: dict[str, str] | None) -> None:
    before = here()
    async with RawSocket.opened(live.url) as nobody:
        if tried:
            assert (await nobody.connect(tried)).startswith("44")
        assert await nobody.receive() is None
    await until_gone(before)


async def test_polling_that_never_shows_who_it_is_is_closed(live: Live, soon: None) -> None:
    before = here()
    async with stranger(live) as client:
        polling = await Polling.opened(client)
        assert polling
        await polling.receive()  # waits until it is turned away
        assert (await polling.send("40")).status_code == 400
    await until_gone(before)


async def test_a_body_that_does_not_come_is_not_waited_for(live: Live, soon: None) -> None:
    """Engine.IO waits for ever for the rest; for one of somebody logged in there are two minutes (wire/bounds.py)."""
    address = urlsplit(live.url)
    async with stranger(live) as client:
        polling = await Polling.opened(client)
        assert polling
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(f"POST {polling.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: 100\r\n\r\n4".encode())
        try:
            async with asyncio.timeout(5):
                answer = await reader.read()
        finally:
            writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"too_slow" in answer


async def test_a_websocket_that_is_to_take_polling_over_and_never_does_is_closed(live: Live, soon: None) -> None:
    before = here()
    async with stranger(live) as client, aiohttp.ClientSession() as session:
        polling = await Polling.opened(client)
        assert polling
        sid = polling.path.rpartition("=")[2]
        async with session.ws_connect(f"{live.url}{PATH}websocket&sid={sid}") as ws:
            await ws.send_str("2probe")
            assert (await ws.receive()).data == "3probe"
            async with asyncio.timeout(5):
                assert (await ws.receive()).type is not aiohttp.WSMsgType.TEXT
    await until_gone(before)


async def test_whoever_logged_in_stays_and_whoever_signs_off_is_a_stranger_again(cast: Cast, soon: None) -> None:
    async with cast.camille.raw() as camille:
        await asyncio.sleep(0.5)  # longer than a stranger would be given
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        await camille.send("41")
        assert await camille.receive() is None


async def test_whoever_signs_off_may_send_as_little_as_a_stranger(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        await camille.send("41")
        assert (await camille.connect({"token": "x" * 5000})).startswith("44")
        await camille.send("40" + json.dumps({"token": "x" * 9000}))
        assert await camille.receive() is None
    async with cast.camille.raw() as camille:
        await camille.send("41")
        assert (await camille.connect({"token": cast.camille.token})).startswith("40{")
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}


async def test_whoever_signs_off_and_on_without_end_is_cut(cast: Cast) -> None:
    """Three hundred times a second took half a core, through one connection. Seen to fail without SIGN_OFFS."""
    async with cast.camille.raw() as camille:
        for _ in range(doorway.SIGN_OFFS):
            await camille.send("41")
            assert (await camille.connect({"token": cast.camille.token})).startswith("40{")
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        await camille.send("41")
        assert await camille.receive() is None
    await until_left(cast.camille, 0)


@pytest.mark.parametrize("bound", ["OF_AN_ADDRESS", "OF_ALL"])
async def test_no_more_come_in_than_there_is_room_for(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(doorway, bound, 3)
    before = here()
    async with AsyncExitStack() as strangers, stranger(live) as client:
        for _ in range(2):
            await strangers.enter_async_context(RawSocket.opened(live.url))
        assert await Polling.opened(client)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await strangers.enter_async_context(RawSocket.opened(live.url))
        answer = await client.get(f"{PATH}polling")
        assert (answer.status_code, answer.json()) == (
            401,
            {"error": "Trop de connexions\u202f; réessayez dans un moment", "code": "too_many"},
        )
        monkeypatch.setattr(doorway, bound, 4)
        async with cast.camille.raw(), RawSocket.opened(live.url):  # one who has shown who it is takes no room
            pass
    for transport in list(doorway._strangers):
        doorway.end(transport)
    await until_gone(before)


async def until_left(person: Person, sockets: int) -> None:
    async with asyncio.timeout(5):
        while connections.of_person(person.id) != sockets:
            await asyncio.sleep(0.02)


async def test_one_person_takes_the_room_of_nobody_else(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a bound one account takes every descriptor that the process has."""
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(connections, "OF_A_PERSON", 2)
    async with cast.camille.raw(), RawSocket.opened(live.url) as another:
        async with cast.camille.raw():
            said = json.loads((await another.connect({"token": cast.camille.token})).removeprefix("44"))
            assert said == {
                "message": "Trop de demandes\u202f; réessayez dans 30 secondes",
                "data": {"code": "too_many", "retry_after": 30},
            }
            async with cast.jean.raw() as jean:
                assert await jean.ask(f'["join_conversation", {cast.room}]') == {"ok": True}
        await until_left(cast.camille, 1)
        assert (await another.connect({"token": cast.camille.token})).startswith("40{")
    await until_left(cast.camille, 0)


@pytest.mark.parametrize("limited", [True, False], ids=["on", "off"])
async def test_five_hundred_strangers_leave_a_log_in_under_a_second(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch, limited: bool
) -> None:
    """All of them are let in with the limits off; half of them are refused with the limits on."""
    monkeypatch.setattr(live.settings, "rate_limits", limited)
    before = here()

    async def come(strangers: AsyncExitStack) -> bool:
        try:
            await strangers.enter_async_context(RawSocket.opened(live.url))
        except aiohttp.WSServerHandshakeError:
            return False
        return True

    async with AsyncExitStack() as strangers, stranger(live) as client:
        admitted = 0
        for _ in range(10):
            admitted += sum(await asyncio.gather(*(come(strangers) for _ in range(50))))
        assert admitted == (doorway.OF_AN_ADDRESS if limited else 500)
        began = time.perf_counter()
        asked = {"email": cast.camille.user.email, "password": PASSWORD}
        answer = await client.post("/api/auth/login", json=asked, headers={"X-Forwarded-For": "192.0.2.1"})
        took = time.perf_counter() - began
        assert answer.status_code == 200
        print(f"answered in {took:.2f} s")
    await until_gone(before)
