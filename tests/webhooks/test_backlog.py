"""What waits for the receiver, as those who run an installation see it; out of the very rows that the deliveries work from."""

import json
from typing import Any

import pytest

from actions import conversations
from models import Message, WebhookState, webhook_state
from tests.people import Cast

# By the names of messages, said in this order: `a` in one conversation, `b` in another. Up to which all was gone through, from
# where on a conversation is behind, and what waits then. Seen to fail with the conversations behind left out, with what is
# newer counted twice where its conversation is behind too, and with the oldest looked for among the new ones alone.
SAID = ("a1", "b1", "a2", "b2", "a3")
STATES: list[tuple[str, dict[str, str], list[str]]] = [
    ("a3", {}, []),
    ("b1", {}, ["a2", "b2", "a3"]),
    ("a3", {"a": "a2"}, ["a2", "a3"]),
    ("b1", {"a": "a1"}, ["a1", "a2", "b2", "a3"]),
    ("b2", {"b": "b2"}, ["b2", "a3"]),
    ("a3", {"a": "a1", "b": "b2"}, ["a1", "a2", "b2", "a3"]),
]


@pytest.fixture
async def said(cast: Cast) -> dict[str, Message]:
    other, _ = await conversations.start(cast.zoe.id, cast.jean.id)
    by_name: dict[str, Message] = {}
    for name in SAID:
        writer, room = (cast.camille, cast.room) if name[0] == "a" else (cast.zoe, other.id)
        [sent] = await writer.say(room, name)
        by_name[name] = await Message.get(id=sent["id"])
    return by_name


async def state(after_id: int, behind: dict[int, int]) -> None:
    await WebhookState.all().delete()
    await WebhookState.create(id=webhook_state.ROW, after_id=after_id, behind=json.dumps(behind))


@pytest.mark.parametrize(("after", "behind", "waiting"), STATES)
async def test_what_waits_is_counted_and_its_oldest_known(
    said: dict[str, Message], after: str, behind: dict[str, str], waiting: list[str]
) -> None:
    rooms: dict[str, Any] = {name[0]: message.conversation_id for name, message in said.items()}
    await state(said[after].id, {rooms[room]: said[first].id for room, first in behind.items()})
    assert await WebhookState.backlog() == (len(waiting), said[waiting[0]].created_at if waiting else None)


async def test_a_conversation_of_which_nothing_is_left_counts_nothing(said: dict[str, Message]) -> None:
    last = said["a3"]
    await state(last.id, {last.conversation_id: last.id + 1})
    assert await WebhookState.backlog() == (0, None)


async def test_what_nobody_has_begun_to_deliver_does_not_wait(said: dict[str, Message]) -> None:
    await WebhookState.all().delete()
    assert await WebhookState.backlog() == (0, None)


async def test_no_more_is_counted_than_anybody_needs_to_know(said: dict[str, Message], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_state, "COUNTED", 2)
    await state(said["a1"].id - 1, {said["b1"].conversation_id: said["b1"].id})
    assert await WebhookState.backlog() == (2, said["a1"].created_at)
