import asyncio
from typing import Any

import pytest

from actions import conversations, messages
from tests.people import Cast
from tests.sockets import Socket
from wire import broadcast, payloads


def told(cast: Cast, heard: list[Any]) -> list[tuple[int, str | None, int]]:
    """Conversation, last words, unread."""
    return [(p["id"], p["last_message"] and p["last_message"]["content"], p["unread"]) for p in heard]


async def at_last(cast: Cast, socket: Socket, state: tuple[int, str, int]) -> None:
    """Wait until that is what the socket was told last: states that come thick and fast may be passed over."""
    async with asyncio.timeout(5):
        while told(cast, socket.all("conversation_updated"))[-1:] != [state]:
            await asyncio.sleep(0.01)


async def test_both_people_learn_of_a_message_without_joining_each_with_their_own_count(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean, cast.jean.tab() as tab, cast.zoe.socket() as zoe:
        for text, writer, counts in (("un", cast.camille, (0, 1)), ("deux", cast.camille, (0, 2)), ("trois", cast.jean, (1, 2))):
            await writer.say(cast.room, text)
            for socket, unread in ((camille, counts[0]), (jean, counts[1]), (tab, counts[1])):
                await at_last(cast, socket, (cast.room, text, unread))
        await zoe.silence()
        assert zoe.heard == []


async def test_both_people_learn_of_a_new_conversation_before_a_word_is_said(cast: Cast) -> None:
    async with cast.zoe.socket() as zoe, cast.jean.socket() as jean, cast.camille.socket() as camille:
        async with cast.zoe.program() as api:
            opened = (await api.post("/api/conversations", json={"local_id": cast.jean.id})).json()["conversation"]
            assert opened["last_message"] is None
            for socket in (zoe, jean):
                assert await socket.next("conversation_updated") == [opened]
            assert (await api.post("/api/conversations", json={"local_id": cast.jean.id})).json()["existed"]
        await cast.zoe.say(opened["id"], "Bonjour")
        await at_last(cast, jean, (opened["id"], "Bonjour", 1))
        await camille.silence()
        assert camille.heard == []
        assert [row["last_message"] is None for row in jean.all("conversation_updated")] == [True, False]


async def test_many_messages_at_once_are_told_in_few_words_of_which_the_last_is_true(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await cast.camille.say(cast.room, *(f"n° {n}" for n in range(1, 41)))
        await at_last(cast, jean, (cast.room, "n° 40", 40))
        await jean.silence()
        heard = told(cast, jean.all("conversation_updated"))
        assert heard[0] == (cast.room, "n° 1", 1)
        assert [unread for *_, unread in heard] == sorted(unread for *_, unread in heard)
        assert len(heard) < 40


async def test_reading_lowers_the_readers_count_on_all_their_sockets(cast: Cast) -> None:
    one, _two, three = await cast.camille.say(cast.room, "un", "deux", "trois")
    async with cast.jean.socket() as jean, cast.jean.tab() as tab:
        await jean.ask("message_read", {"message_id": one["id"]})
        await jean.ask("message_read", {"message_id": three["id"], "up_to": True})
        for socket in (jean, tab):
            await at_last(cast, socket, (cast.room, "trois", 0))
            assert (cast.room, "trois", 2) in told(cast, socket.all("conversation_updated"))


async def test_it_is_what_the_api_lists(cast: Cast) -> None:
    async with cast.jean.socket() as jean, cast.jean.program() as api:
        await cast.camille.say(cast.room, "Bonjour")
        (payload,) = await jean.next("conversation_updated")
        assert (await api.get("/api/conversations")).json()["conversations"] == [payload]
        assert (await api.get(f"/api/conversations/{cast.room}")).json() == {"conversation": payload}


async def test_a_first_message_makes_a_new_conversation_known(cast: Cast) -> None:
    async with cast.zoe.socket() as zoe, cast.camille.socket() as camille:
        opened, _ = await conversations.start(cast.camille.id, cast.zoe.id)
        await cast.camille.say(opened.id, "Bonjour Zoé")
        _, payload = await zoe.next("conversation_updated", 2)
        assert (payload["id"], payload["Voyager"]["name"], payload["Local"]["name"], payload["unread"]) == (
            opened.id,
            "Camille",
            "Zoé",
            1,
        )
        await camille.next("conversation_updated", 2)


async def test_the_email_of_the_other_person_is_in_nothing_that_is_pushed(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", {"conversation_id": cast.room, "after_id": 0})
        await cast.camille.say(cast.room, "Bonjour")
        await jean.silence()
        assert cast.camille.user.email not in str(jean.heard)


async def test_a_mark_tells_of_the_message_that_came_while_it_was_made(cast: Cast) -> None:
    """The conversation was looked up before that message was committed, and its row is counted after it."""
    async with cast.jean.socket() as jean:
        (one,) = await cast.camille.say(cast.room, "Un")
        looked_up = await conversations.opened(cast.jean.id, cast.room)
        await cast.camille.say(cast.room, "Deux")
        await messages.mark_in(looked_up, cast.jean.id, one["id"], up_to=True)
        await at_last(cast, jean, (cast.room, "Deux", 1))


@pytest.mark.one_process
async def test_a_row_from_before_a_mark_is_told_to_nobody_after_it(cast: Cast) -> None:
    """As one that another process committed, and Redis brings late; or that was committed while others were announced."""
    async with cast.jean.socket() as jean:
        (one,) = await cast.camille.say(cast.room, "Un")
        looked_up = await conversations.opened(cast.jean.id, cast.room)
        before = payloads.conversation(looked_up.membership, looked_up.updated_at, None, 0)
        assert (await jean.ask("message_read", {"message_id": one["id"]}))["ok"]
        await at_last(cast, jean, (cast.room, "Un", 0))
        await broadcast.deliver(one, 0, {"conversation": before, "voyager_unread": 0, "local_unread": 1})
        other, _ = await conversations.start(cast.zoe.id, cast.jean.id)
        await cast.zoe.say(other.id, "Deux", "Trois")
        await at_last(cast, jean, (other.id, "Trois", 2))  # at the end of a turn: all that waited for it was told
        counts = [row["unread"] for row in jean.all("conversation_updated") if row["id"] == cast.room]
        assert counts == [1, 0]
