"""Each conversation's deliveries go by themselves: none waits for another one's."""

from typing import Any

import pytest

from actions import conversations
from models import Message
from tests.people import Cast
from tests.webhooks.delivering import another_room, delivering
from tests.webhooks.receivers import Receiver, listening
from webhooks import deliveries
from webhooks import receiver as receiving


@pytest.mark.usefixtures("impatient")
async def test_a_conversation_that_is_refused_does_not_hold_up_the_others(cast: Cast, log_lines: list[Any]) -> None:
    zoe, other = await another_room(cast)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda event: 400 if event["data"]["conversation_id"] == cast.room else 200
        refused, taken = [], []
        for n in range(5):
            refused += await cast.camille.say(cast.room, f"{n}")
            taken += await zoe.say(other, f"{n}")
            await receiver.until(lambda n=n: len(receiver.taken) == n + 1)  # type: ignore[misc]
        assert receiver.ids() == [message["id"] for message in taken]
        receiver.answer = lambda _event: 200
        await receiver.until(lambda: len(receiver.taken) == 10)
    assert receiver.ids(cast.room) == [message["id"] for message in refused]
    assert not [line for line in log_lines if "away" in line["event"]]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("answers", [[None], [500, None]], ids=["at first", "tried again"])
async def test_a_conversation_that_waits_for_an_answer_does_not_hold_up_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, answers: list[int | None]
) -> None:
    """Seen to fail with all that was new, or due again, awaited together: what was new waited until that one was given up."""
    monkeypatch.setattr(receiving, "SECONDS", 15.0)
    attempts, left = len(answers), list(answers)
    zoe, other = await another_room(cast)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda event: left.pop(0) if event["data"]["conversation_id"] == cast.room else 200
        [hangs] = await cast.camille.say(cast.room, "Un")
        await receiver.until(lambda: len(receiver.attempts) == attempts)
        for n in range(3):
            await zoe.say(other, f"{n}")
            await receiver.until(lambda n=n: len(receiver.taken) == n + 1)  # type: ignore[misc]
        assert [id_ for id_, _ in receiver.attempts].count(f"msg_{hangs['id']}") == attempts
        assert receiver.ids(cast.room) == []


@pytest.mark.usefixtures("impatient")
async def test_conversations_that_are_tried_again_leave_places_for_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen to fail with as many of them at a time as there are places."""
    monkeypatch.setattr(receiving, "SECONDS", 15.0)
    monkeypatch.setattr(receiving, "AT_ONCE", 2)
    monkeypatch.setattr(deliveries, "AGAIN", 1)
    zoe, other = await another_room(cast)
    hanging = {cast.room: [500, None], other: [500, None]}
    third, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda event: hanging.get(event["data"]["conversation_id"], [200])[0 if first(receiver, event) else -1]
        await cast.camille.say(cast.room, "Un")
        await zoe.say(other, "Deux")
        await receiver.until(lambda: len(receiver.attempts) == 3)
        [sent] = await cast.camille.say(third.id, "Trois")
        await receiver.until(lambda: receiver.ids() == [sent["id"]])
        assert len(receiver.attempts) == 4


@pytest.mark.usefixtures("impatient")
async def test_few_conversations_at_a_time_read_what_they_have_to_catch_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Senders need the database's connections as well. Seen to fail with as many as are behind."""
    monkeypatch.setattr(deliveries, "READERS", 1)
    zoe, other = await another_room(cast)
    third, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    read, here, most = Message.between, 0, 0

    async def counted(after: int, up_to: int, limit: int, conversation_id: int | None = None) -> list[Message]:
        nonlocal here, most
        here += conversation_id is not None
        most = max(most, here)
        try:
            return await read(after, up_to, limit, conversation_id)
        finally:
            here -= conversation_id is not None

    monkeypatch.setattr(Message, "between", counted)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda event: 500 if first(receiver, event) else 200
        for writer, room in ((cast.camille, cast.room), (zoe, other), (cast.camille, third.id)):
            await writer.say(room, "Bonjour")
        await receiver.until(lambda: len(receiver.taken) == 3)
    assert most == 1


def first(receiver: Receiver, event: Any) -> bool:
    """Whether that is the first attempt."""
    return [tried["data"]["id"] for _, tried in receiver.attempts].count(event["data"]["id"]) == 1
