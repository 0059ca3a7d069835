"""Who is writing leaves nothing behind, however it ends."""

import asyncio

import pytest

from actions import typing
from actions.errors import NotAllowed
from tests.people import Cast
from tests.sockets import Socket


@pytest.fixture(autouse=True)
async def nobody_else_is_writing() -> None:
    async with asyncio.timeout(5):
        while typing._typists or typing._ending:
            await asyncio.sleep(0.02)


async def begins(socket: Socket, room: int) -> None:
    await socket.ask("join_conversation", room)
    assert (await socket.ask("typing", {"conversation_id": room, "isTyping": True}))["ok"]
    assert len(typing._typists) == 1


async def ended() -> None:
    async with asyncio.timeout(5):
        while typing._typists or typing._ending:
            await asyncio.sleep(0.02)


async def test_saying_so(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        await begins(camille, cast.room)
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": False})
        assert not typing._typists


async def test_sending_it_on_whichever_socket(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await begins(camille, cast.room)
        await cast.camille.say(cast.room, "voilà")
        assert [told["isTyping"] for told in await jean.next("user_typing", 2)] == [True, False]
        assert not typing._typists


async def test_leaving_the_conversation(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        await begins(camille, cast.room)
        await camille.ask("leave_conversation", cast.room)
        assert not typing._typists


async def test_going_away(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        await begins(camille, cast.room)
    await ended()


async def test_falling_silent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing, "SILENCE", 0.1)
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await begins(camille, cast.room)
        assert [told["isTyping"] for told in await jean.next("user_typing", 2)] == [True, False]
        await ended()


async def test_going_on_is_one_typist_and_ends_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing, "SILENCE", 0.3)
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for _ in range(3):
            await begins(camille, cast.room)
        heard = [told["isTyping"] for told in await jean.next("user_typing", 4)]
        assert heard == [True, True, True, False]
        await ended()
        await jean.silence()
        assert len(jean.all("user_typing")) == 4


async def test_who_may_not_leaves_nothing_either(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        await typing.set_typing(cast.zoe.id, cast.room, True, "sid")
    assert not typing._typists
