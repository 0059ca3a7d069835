"""The Python client through a proxy that loses what one likes: every message comes once, in order, and is stored once."""

import asyncio
import contextlib
from typing import Any
from uuid import uuid4

import pytest

from escale_client import Closed, Escale, Lost, MessagePayload, Unavailable, following
from escale_client.payloads import MessagesPage
from escale_client.socket import Socket
from models import Message
from tests.clients.connected import ids, logged_in, stored, take
from tests.faults.proxy import Proxy
from tests.live import Live
from tests.people import Cast


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


async def test_a_key_of_ones_own_makes_one_message(cast: Cast) -> None:
    key = uuid4()
    async with logged_in(cast.camille) as camille, camille.conversation(cast.room) as talk:
        assert await talk.send("Une", client_id=key) == await talk.send("Une", client_id=key)


async def test_closing_ends_though_the_library_lost_that_it_is_cancelled(
    cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python 3.11's wait_for does in the moment in which it is done; without the look at `closed`, closing never ended."""
    opening, opened = asyncio.Event(), Socket.open

    async def forgetful(socket: Socket, url: str, token: str) -> None:
        await opened(socket, url, token)
        opening.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(Socket, "open", forgetful)
    async with asyncio.timeout(10):
        async with Escale.with_token(live.url, cast.jean.token) as jean:
            connecting = asyncio.create_task(jean.link.connected())
            await opening.wait()
        with pytest.raises(Closed):
            await connecting
