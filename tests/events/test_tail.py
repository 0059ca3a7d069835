"""A commit may succeed although it was reported as failed: the database went away before its answer. Nobody announces it."""

from datetime import UTC, datetime
from uuid import uuid4

from models import Conversation
from models.message_log import NewMessage, append
from tests.people import Cast


async def test_what_was_committed_and_not_announced_is_told_within_seconds(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        for socket in (camille, jean):
            await socket.ask("join_conversation", cast.room)
        members = (await Conversation.get(id=cast.room).select_related("voyager", "local")).membership
        row = NewMessage(members, cast.camille.id, "Bonjour", None, uuid4())
        (written,) = await append([row], datetime.now(UTC))
        for socket in (camille, jean):
            assert [message["id"] for message in await socket.next("new_message")] == [written.id]
        assert (await jean.next("conversation_updated"))[0]["last_message"]["content"] == "Bonjour"
