"""The Python client against a live server."""

import asyncio
from collections.abc import Awaitable
from secrets import token_hex
from typing import Any

import pytest

from escale_client import (
    Conversation,
    Escale,
    EscaleError,
    Invalid,
    Lost,
    MessagePayload,
    NotAllowed,
    SecondFactorRequired,
    Unauthorized,
)
from tests.clients.connected import logged_in, take
from tests.factors import code_of, with_app
from tests.faults.proxy import Proxy
from tests.live import Live
from tests.people import PASSWORD, Cast, Person
from tests.pictures import picture


async def test_people_sign_up_find_each_other_and_talk(live: Live) -> None:
    city = f"Ville {token_hex(4)}"
    password = "une corde et deux bouées"
    async with (
        Escale.sign_up(live.url, "Anne", f"anne.{token_hex(4)}@exemple.fr", password) as anne,
        Escale.sign_up(live.url, "Yann", f"yann.{token_hex(4)}@exemple.fr", password, is_local=True, city=city) as yann,
    ):
        [found] = [local async for local in anne.locals(city)]
        assert found["id"] == yann.user["id"]
        room = (await anne.open(found["id"]))["id"]
        assert [one["id"] async for one in yann.conversations()] == [room]
        async with anne.conversation(room) as hers, yann.conversation(room) as his:
            first = await hers.send("Bonjour")
            second = await his.send("Bonjour Anne", picture())
            assert await take(hers, 2) == await take(his, 2) == [first, second]
            assert second["attachment"]
            assert hers.last == second["id"]
        assert [one["content"] async for one in yann.history(room)] == ["Bonjour", "Bonjour Anne"]


async def test_reading_and_typing_are_seen_by_the_other(cast: Cast) -> None:
    [sent] = await cast.camille.say(cast.room, "Vu")
    async with logged_in(cast.camille) as camille, logged_in(cast.jean) as jean:
        news: asyncio.Queue[Any] = asyncio.Queue()
        camille.on("user_typing", news.put_nowait)
        camille.on("message_read_update", news.put_nowait)
        async with camille.conversation(cast.room), jean.conversation(cast.room) as his:
            async with his.typing():
                assert (await news.get())["isTyping"] is True
            assert (await news.get())["isTyping"] is False
            await his.mark_read(sent)
            assert (await news.get())["message_id"] == sent["id"]


async def test_a_second_factor_is_asked_for_and_given(cast: Cast, live: Live) -> None:
    secret, _codes = await with_app(cast.camille)
    email = cast.camille.user.email
    with pytest.raises(SecondFactorRequired):
        await Escale.log_in(live.url, email, PASSWORD)
    with pytest.raises(Unauthorized, match="wrong_code"):
        await Escale.log_in(live.url, email, PASSWORD, code="000000")
    async with Escale.log_in(live.url, email, PASSWORD, code=code_of(secret)) as camille:
        assert (await camille.me())["email"] == email


async def enter(person: Person, room: int) -> None:
    async with logged_in(person) as escale, escale.conversation(room, after=0):
        pass


async def test_what_goes_wrong_is_an_exception_that_says_what(cast: Cast, live: Live) -> None:
    url, email = live.url, cast.camille.user.email
    async with logged_in(cast.camille) as camille, camille.conversation(cast.room) as talk:
        own = await talk.send("À moi")
        attempts: dict[str, tuple[type[EscaleError], str, Awaitable[Any]]] = {
            "a wrong password": (Unauthorized, "wrong_credentials", Escale.log_in(url, email, PASSWORD + "!", code="1")),
            "no token": (Unauthorized, "unauthorized", Escale.with_token(url, "none")),
            "no e-mail address": (Invalid, "invalid_field", Escale.sign_up(url, "Anne", "anne", PASSWORD)),
            "nobody there": (Lost, "lost", Escale.log_in("http://127.0.0.1:1", email, PASSWORD)),
            "another's conversation": (NotAllowed, "not_allowed", enter(cast.zoe, cast.room)),
            "oneself": (NotAllowed, "not_allowed", camille.open(cast.camille.id)),
            "blank": (Invalid, "invalid_content", talk.send(" ")),
            "too long": (Invalid, "invalid_content", talk.send("a" * 2001)),
            "no image": (Invalid, "invalid_attachment", talk.send("Voyez", b"none")),
            "a broken image": (Invalid, "invalid_attachment", talk.send("Voyez", picture()[:60])),
            "a huge image": (Invalid, "attachment_too_large", talk.send("Voyez", picture() + bytes(10 * 1024 * 1024))),
            "one's own, read": (NotAllowed, "not_allowed", talk.mark_read(own)),
        }
        for case, (kind, code, attempt) in attempts.items():
            with pytest.raises(EscaleError) as raised:
                await attempt
            assert (type(raised.value), raised.value.code) == (kind, code), case
            assert raised.value.message


async def test_the_end_of_a_log_in_ends_what_goes_on(cast: Cast) -> None:
    async with logged_in(cast.jean) as jean, jean.conversation(cast.room) as talk:
        inbox = jean.inbox()
        assert (await anext(inbox))["id"] == cast.room
        waiting = [asyncio.ensure_future(anext(one)) for one in (talk, inbox)]
        await jean.log_out()
        for one in waiting:
            with pytest.raises(Unauthorized):
                await one
        with pytest.raises(Unauthorized):
            await talk.send("Encore")
    async with logged_in(cast.camille) as camille, camille.conversation(cast.room) as talk:
        ending = asyncio.create_task(all_of(talk))
        await camille.close()
        assert await ending == []


async def all_of(talk: Conversation) -> list[MessagePayload]:
    return [message async for message in talk]


async def test_the_inbox_tells_what_there_is_what_comes_and_what_was_missed(cast: Cast, proxy: Proxy) -> None:
    async with logged_in(cast.jean, proxy.url) as jean:
        inbox = jean.inbox()
        assert (await anext(inbox))["id"] == cast.room
        [sent] = await cast.camille.say(cast.room, "Un")
        changed = await anext(inbox)
        assert changed["last_message"] == sent
        assert changed["unread"] == 1
        proxy.plugged.clear()
        await proxy.cut()
        async with logged_in(cast.zoe) as zoe:
            new = await zoe.open(cast.jean.id)
            async with zoe.conversation(new["id"]) as talk:
                await talk.send("Deux")
        proxy.plugged.set()
        assert (await anext(inbox))["id"] == new["id"]
