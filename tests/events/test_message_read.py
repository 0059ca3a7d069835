"""Marking as read. Seen to fail with one's own messages taken, and with everybody's conversation opened."""

from typing import Any

from actions import conversations
from models import Conversation, Message
from tests.events.tables import NOT_ALLOWED
from tests.people import Cast
from wire.payloads import MessagePayload


def update(message: MessagePayload, read_by: int) -> dict[str, Any]:
    return {"message_id": message["id"], "conversation_id": message["conversation_id"], "read_by": read_by}


async def test_the_room_learns_that_a_message_was_read_and_by_whom(cast: Cast) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        for socket in (camille, jean):
            await socket.ask("join_conversation", cast.room)

        asked = {"message_id": message["id"], "conversation_id": cast.room}
        assert await camille.ask("message_read", asked) == {"ok": True}

        expected = [update(message, cast.camille.id)]
        assert await jean.next("message_read_update") == expected
        assert await camille.next("message_read_update") == expected
    assert (await Message.get(id=message["id"])).read is True
    assert (await Conversation.get(id=cast.room)).voyager_unread == 0


async def test_marking_twice_is_no_error_and_tells_nobody_twice(cast: Cast) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        asked = {"message_id": message["id"], "conversation_id": cast.room}

        assert [await camille.ask("message_read", asked) for _ in range(3)] == [{"ok": True}] * 3

        await jean.silence()
        await camille.silence()
        assert jean.heard == [("message_read_update", update(message, cast.camille.id))]
        assert len(camille.all("conversation_updated")) == 1


async def test_without_a_conversation_id_the_message_names_it(cast: Cast) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.socket() as camille:
        assert await camille.ask("message_read", {"message_id": message["id"]}) == {"ok": True}
    assert (await Message.get(id=message["id"])).read is True


async def test_one_message_is_marked_and_its_neighbours_are_not(cast: Cast) -> None:
    _, second, _ = await cast.jean.say(cast.room, "un", "deux", "trois")
    async with cast.camille.socket() as camille:
        await camille.ask("message_read", {"message_id": second["id"], "conversation_id": cast.room})
    rows = await Message.filter(conversation_id=cast.room).order_by("id")
    assert [row.read for row in rows] == [False, True, False]
    assert (await Conversation.get(id=cast.room)).voyager_unread == 2


async def test_up_to_marks_every_earlier_message_of_the_other_person(cast: Cast) -> None:
    one, two = await cast.jean.say(cast.room, "un", "deux")
    await cast.camille.say(cast.room, "à moi")
    three, _four = await cast.jean.say(cast.room, "trois", "quatre")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await camille.ask("message_read", {"message_id": two["id"]})

        await camille.ask("message_read", {"message_id": three["id"], "conversation_id": cast.room, "up_to": True})

        assert await jean.next("message_read_update", 3) == [update(m, cast.camille.id) for m in (two, one, three)]
    rows = await Message.filter(conversation_id=cast.room).order_by("id")
    assert [(row.content, row.read) for row in rows] == [
        ("un", True),
        ("deux", True),
        ("à moi", False),
        ("trois", True),
        ("quatre", False),
    ]
    conversation = await Conversation.get(id=cast.room)
    assert (conversation.voyager_unread, conversation.local_unread) == (1, 1)


async def test_ones_own_message_and_another_conversations_are_refused(cast: Cast) -> None:
    (own,) = await cast.camille.say(cast.room, "à moi")
    elsewhere, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    (other,) = await cast.zoe.say(elsewhere.id, "ailleurs")
    (private,) = await cast.jean.say((await conversations.start(cast.jean.id, cast.zoe.id))[0].id, "entre eux")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for asked in [
            {"message_id": own["id"], "conversation_id": cast.room},
            {"message_id": own["id"]},
            {"message_id": own["id"], "up_to": True},
            {"message_id": other["id"], "conversation_id": cast.room},
            {"message_id": other["id"], "conversation_id": cast.room, "up_to": True},
            {"message_id": private["id"], "conversation_id": private["conversation_id"]},
            {"message_id": private["id"], "conversation_id": cast.room},
            {"message_id": private["id"]},
        ]:
            assert (asked, await camille.ask("message_read", asked)) == (asked, NOT_ALLOWED)
        await jean.silence()
        assert jean.heard == []
    assert await Message.filter(id__in=[own["id"], other["id"], private["id"]], read=True).count() == 0
