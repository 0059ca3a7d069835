"""The Python client against a live server, and through a proxy that loses what one likes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any
from uuid import uuid4

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
    Unavailable,
    following,
)
from escale_client.payloads import MessagesPage
from models import Message
from tests.factors import code_of, with_app
from tests.faults.proxy import Proxy
from tests.live import Live
from tests.people import PASSWORD, Cast, Person
from tests.pictures import picture

SOON = (0.02, 0.05)  # seconds between attempts to connect


@asynccontextmanager
async def logged_in(person: Person, url: str = "", **how: Any) -> AsyncIterator[Escale]:
    opening = Escale.with_token(url or person.live.url, person.token, pauses=SOON, **how)
    async with asyncio.timeout(20), opening as escale:
        yield escale


@pytest.fixture
async def proxy(live: Live) -> AsyncIterator[Proxy]:
    async with Proxy.to(int(live.url.rpartition(":")[2])) as proxy:
        yield proxy


async def take(talk: Conversation, count: int) -> list[MessagePayload]:
    return [await anext(talk) for _ in range(count)]


async def stored(room: int) -> list[Message]:
    return await Message.filter(conversation_id=room).order_by("id")


def ids(messages: list[MessagePayload]) -> list[int]:
    return [message["id"] for message in messages]


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


async def test_nothing_is_lost_and_nothing_comes_twice_when_the_connection_is_cut(cast: Cast, proxy: Proxy) -> None:
    async with logged_in(cast.jean, proxy.url) as jean, jean.conversation(cast.room, after=0) as talk:
        heard = ids(await take(talk, 1)) if (await cast.camille.say(cast.room, "Avant")) else []
        lost: asyncio.Queue[None] = asyncio.Queue()
        jean.on("disconnect", lost.put_nowait)
        for _ in range(3):
            await proxy.cut()
            await lost.get()
            await cast.fill(cast.camille, *(f"Pendant {n}" for n in range(250)))
            saying = asyncio.create_task(cast.camille.say(cast.room, *(f"Aussitôt {n}" for n in range(30))))
            heard += ids(await take(talk, 280))
            await saying
        assert heard == [row.id for row in await stored(cast.room)]
        [last] = await cast.camille.say(cast.room, "Après")
        assert await take(talk, 1) == [last]


async def test_what_is_written_while_it_reads_on_comes_in_its_place(cast: Cast, live: Live) -> None:
    filled = await cast.fill(cast.camille, *(f"{n}" for n in range(250)))
    said: list[MessagePayload] = []

    class Interrupted(Escale):
        async def page(self, *which: Any, **how: Any) -> MessagesPage:
            page = await super().page(*which, **how)
            if not said:  # pushed after the page was read, and before it is taken
                pushed = asyncio.Event()
                self.on("new_message", lambda _: pushed.set())
                said.extend(await cast.camille.say(cast.room, "Entre-temps"))
                await pushed.wait()
            return page

    async with Interrupted.with_token(live.url, cast.jean.token) as jean, jean.conversation(cast.room, after=0) as talk:
        async with asyncio.timeout(20):
            assert ids(await take(talk, 251)) == [*filled, *ids(said)]


async def test_what_is_sent_together_keeps_its_order_though_the_first_has_to_be_sent_again(cast: Cast, live: Live) -> None:
    refused: list[str] = []

    class Unlucky(Escale):
        async def ask(self, event: str, payload: Any, seconds: float | None = None) -> dict[str, Any]:
            if event == "send_message" and not refused:
                refused.append(payload["content"])
                raise Unavailable("Service momentanément indisponible", "unavailable", retry_after=0.05)
            return await super().ask(event, payload, seconds)

    async with Unlucky.with_token(live.url, cast.camille.token) as camille, camille.conversation(cast.room) as talk:
        await asyncio.gather(*(talk.send(f"{n}") for n in range(5)))
    assert refused == ["0"]
    assert [row.content for row in await stored(cast.room)] == [f"{n}" for n in range(5)]


async def test_a_lost_acknowledgement_does_not_make_a_second_message(cast: Cast, proxy: Proxy) -> None:
    async with logged_in(cast.camille, proxy.url) as camille, camille.conversation(cast.room) as talk:
        for n in range(3):
            proxy.swallow_answers = True
            sending = [asyncio.create_task(talk.send(f"{n} {m}")) for m in range(3)]
            while not await Message.exists(conversation_id=cast.room, content=f"{n} 0"):
                await asyncio.sleep(0.01)
            await proxy.cut()
            proxy.swallow_answers = False
            sent = await asyncio.gather(*sending)
            assert [message["content"] for message in sent] == [f"{n} {m}" for m in range(3)]
    assert [row.content for row in await stored(cast.room)] == [f"{n} {m}" for n in range(3) for m in range(3)]


async def test_without_patience_a_lost_message_names_its_key_and_can_be_sent_again(cast: Cast, proxy: Proxy) -> None:
    async with logged_in(cast.camille, proxy.url, seconds=0.5) as camille, camille.conversation(cast.room) as talk:
        proxy.swallow_answers = True
        with pytest.raises(Lost) as raised:
            await talk.send("Une fois", patience=0)
        proxy.swallow_answers = False
        sent = await talk.send("Une fois", client_id=raised.value.client_id)
    assert [row.id for row in await stored(cast.room)] == [sent["id"]]


async def test_whoever_reads_slowly_gets_everything_all_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HELD", 5)
    async with logged_in(cast.jean) as jean, jean.conversation(cast.room) as talk:
        sent = await cast.camille.say(cast.room, *(f"Vite {n}" for n in range(30)))
        await asyncio.sleep(0)
        heard = await take(talk, 10)
        sent += await cast.camille.say(cast.room, *(f"Plus vite {n}" for n in range(30)))
        assert heard + await take(talk, 50) == sent


async def test_it_goes_on_from_where_one_was(cast: Cast) -> None:
    one, two, three = await cast.camille.say(cast.room, "Un", "Deux", "Trois")
    [own] = await cast.jean.say(cast.room, "À moi")
    async with logged_in(cast.jean) as jean:
        async with jean.conversation(cast.room, after=one["id"]) as talk:
            assert ids(await take(talk, 3)) == ids([two, three, own])
        async with jean.conversation(cast.room, after="unread") as talk:
            assert ids(await take(talk, 4)) == ids([one, two, three, own])
            await talk.mark_read(two)
        async with jean.conversation(cast.room, after="unread") as talk:
            assert ids(await take(talk, 2)) == ids([three, own])
            await talk.mark_read(three)
        async with jean.conversation(cast.room, after="unread") as talk, jean.conversation(cast.room) as other:
            [new] = await cast.camille.say(cast.room, "Quatre")
            assert await take(talk, 1) == await take(other, 1) == [new]


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


async def test_a_key_of_ones_own_makes_one_message(cast: Cast) -> None:
    key = uuid4()
    async with logged_in(cast.camille) as camille, camille.conversation(cast.room) as talk:
        assert await talk.send("Une", client_id=key) == await talk.send("Une", client_id=key)
