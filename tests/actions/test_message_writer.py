"""The writer of messages under everything that may go wrong around it."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from actions import conversations, messages
from actions.errors import Unavailable
from actions.message_writer import MessageWriter, writer
from models import Message
from models.conversation import Membership
from models.message_log import NewMessage, Written
from tests.people import Cast
from wire import broadcast

NOWHERE = 2**62  # an id that no attachment has


class Announced:
    """Takes announcements down."""

    def __init__(self, wrong: BaseException | None = None) -> None:
        self.ids: list[int | None] = []
        self.wrong = wrong

    async def __call__(self, row: NewMessage, written: Written) -> None:
        self.ids.append(written.id)
        if self.wrong:
            raise self.wrong


async def members(cast: Cast) -> Membership:
    return await conversations.membership(cast.camille.id, cast.room)


def row(cast: Cast, membership: Membership, content: str, attachment_id: int | None = None) -> NewMessage:
    return NewMessage(membership, cast.camille.id, content, attachment_id, uuid4())


async def stored(cast: Cast) -> list[str]:
    return [message.content for message in await Message.filter(conversation_id=cast.room).order_by("id")]


async def send(cast: Cast, content: str) -> int:
    return (await messages.send(cast.camille.id, cast.room, content))[0]["id"]


@pytest.mark.logs_errors
async def test_one_bad_row_does_not_fail_its_neighbours(cast: Cast, log_lines: list[Any]) -> None:
    here, told = await members(cast), Announced()
    rows = [row(cast, here, f"n° {n}", NOWHERE if n == 2 else None) for n in range(5)]
    answers = await asyncio.gather(*(writer.write(one, told) for one in rows), return_exceptions=True)
    assert isinstance(answers[2], Unavailable)
    assert await stored(cast) == ["n° 0", "n° 1", "n° 3", "n° 4"]
    ids = [answer.id or 0 for answer in answers if isinstance(answer, Written)]
    assert told.ids == ids == sorted(ids)
    assert [(line["event"], line["rows"]) for line in log_lines if line["log_level"] == "error"] == [("commit failed", 1)]


async def test_stopping_commits_and_announces_what_waits(cast: Cast) -> None:
    here, told, leaving = await members(cast), Announced(), MessageWriter()
    leaving.start()
    writing = [asyncio.create_task(leaving.write(row(cast, here, f"n° {n}"), told)) for n in range(20)]
    await asyncio.sleep(0)
    assert len(leaving.waiting) == 20
    await leaving.stop()
    assert [answer.id for answer in await asyncio.gather(*writing)] == told.ids
    assert await stored(cast) == [f"n° {n}" for n in range(20)]
    with pytest.raises(Unavailable):
        await leaving.write(row(cast, here, "trop tard"), told)
    await leaving.stop()


async def test_the_message_of_a_cancelled_sender_is_stored_and_announced(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        sending = asyncio.create_task(send(cast, "je raccroche"))
        while not writer.waiting:
            await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        (heard,) = await jean.next("new_message")
    assert heard["content"] == "je raccroche"
    assert await stored(cast) == ["je raccroche"]


@pytest.mark.logs_errors
@pytest.mark.parametrize("wrong", [RuntimeError("Redis has a cold"), asyncio.CancelledError()], ids=["failed", "cancelled"])
async def test_an_announcement_that_fails_fails_neither_its_message_nor_others(cast: Cast, wrong: BaseException) -> None:
    here, bad, good = await members(cast), Announced(wrong), Announced()
    rows = [(row(cast, here, "une"), good), (row(cast, here, "deux"), bad), (row(cast, here, "trois"), good)]
    answers = await asyncio.gather(*(writer.write(one, told) for one, told in rows))
    assert [answer.id for answer in answers] == [good.ids[0], bad.ids[0], good.ids[1]]
    assert await send(cast, "quatre")
    assert await stored(cast) == ["une", "deux", "trois", "quatre"]


@pytest.mark.logs_errors
async def test_what_can_not_be_emitted_is_stored_acknowledged_and_told_by_the_next_look(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, log_lines: list[Any]
) -> None:
    async def broken(*_args: Any, **_how: Any) -> None:
        raise OSError("no way out")

    async with cast.jean.socket() as jean:
        with monkeypatch.context() as patch:
            patch.setattr(broadcast.server().manager, "emit", broken)
            ids = await asyncio.gather(*(send(cast, f"n° {n}") for n in range(3)))
        assert "emit failed" in {line["event"] for line in log_lines}
        caught_up = await jean.ask("join_conversation", {"conversation_id": cast.room, "after_id": 0})
        assert [message["id"] for message in caught_up["messages"]] == sorted(ids)
        following = await send(cast, "la suite")
        assert [message["id"] for message in await jean.next("new_message")] == [following]


async def test_announcements_come_in_the_order_of_ids(cast: Cast) -> None:
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        ids = await asyncio.gather(*(send(cast, f"n° {n}") for n in range(60)))
        heard = [message["id"] for message in await jean.next("new_message", 60)]
    assert heard == sorted(ids)
