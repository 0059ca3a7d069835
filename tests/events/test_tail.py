"""A commit may succeed although it was reported as failed: the database went away before its answer. Nobody announces it."""

from datetime import UTC, datetime
from uuid import uuid4

from models import Conversation, Message
from models.message_log import NewMessage, append
from tests.people import Cast
from tests.queries import counted
from wire import broadcast, payloads
from wire.payloads import MessagePayload


async def committed_silently(cast: Cast, *texts: str) -> list[tuple[MessagePayload, int]]:
    """What each announcement of them would say."""
    members = (await Conversation.get(id=cast.room).select_related("voyager", "local")).membership
    rows = [NewMessage(members, cast.camille.id, text, None, uuid4()) for text in texts]
    written = await append(rows, datetime.now(UTC))
    stored = await Message.filter(id__in=[one.id for one in written]).order_by("id").select_related("user", "attachment")
    return [(payloads.message(row), one.previous_id) for row, one in zip(stored, written, strict=True)]


async def test_what_was_committed_and_not_announced_is_told_within_seconds(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        for socket in (camille, jean):
            await socket.ask("join_conversation", cast.room)
        ((message, _),) = await committed_silently(cast, "Bonjour")
        for socket in (camille, jean):
            assert await socket.next("new_message") == [message]
        assert (await jean.next("conversation_updated"))[0]["last_message"]["content"] == "Bonjour"


async def test_announcements_that_overtake_each_other_are_told_in_order_without_asking_the_database(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        first, second, third = await committed_silently(cast, "Un", "Deux", "Trois")
        with counted() as statements:
            for announcement in (third, second, first):
                await broadcast.deliver(*announcement, None)
            assert await jean.next("new_message", 3) == [first[0], second[0], third[0]]
        assert not statements.all


async def test_a_message_whose_predecessor_never_comes_waits_for_it_only_a_moment(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        first, second = await committed_silently(cast, "Un", "Deux")
        await broadcast.deliver(*second, None)
        assert await jean.next("new_message", 2) == [first[0], second[0]]
