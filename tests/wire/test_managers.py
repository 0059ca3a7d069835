import asyncio
from typing import Any

import pytest

from actions.typing import SILENCE
from tests.faults.own_redis import OwnRedis
from wire.managers import TIMEOUT, UNTOLD, RedisManager, channel


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("redis://127.0.0.1:6379", "escale:ours:0"),
        ("redis://127.0.0.1:6379/0", "escale:ours:0"),
        ("redis://127.0.0.1:6379/7", "escale:ours:7"),
        ("unix:///run/redis.sock?db=3", "escale:ours:3"),
    ],
)
def test_installations_on_one_redis_do_not_hear_each_other(url: str, name: str) -> None:
    """Whether they use different numbers of it or the same; tests/actions/test_counts.py holds it of what is counted."""
    assert channel(url, "ours") == name


def test_typing_is_ended_for_a_process_only_once_it_would_have_said_so() -> None:
    assert UNTOLD >= SILENCE + TIMEOUT


async def test_a_hint_reaches_the_other_processes_where_somebody_hears_it() -> None:
    """Not the process that said it, and not one where nobody follows the conversation or is one of the two."""

    def process(name: str, heard: set[int]) -> RedisManager:
        async def on_message(payload: Any, previous_id: int, inboxes: Any) -> None:
            await told.put((name, payload, previous_id, inboxes))

        return RedisManager(
            *(redis.url, "ours", on_message, lambda person: told.put_nowait((name, person))),
            *(lambda *concerned: bool(heard & set(concerned)), lambda *_payload: True),
        )

    async def listening(manager: RedisManager) -> None:
        async for heard in manager._listen():
            await told.put(heard)

    told: asyncio.Queue[Any] = asyncio.Queue()
    async with OwnRedis.running() as redis, asyncio.timeout(10):
        speaker, follower, person = process("speaker", {1, 2}), process("follower", {1}), process("person", {8})
        tasks = [asyncio.create_task(listening(one)) for one in (speaker, follower, person)]
        while speaker.deaf or follower.deaf or person.deaf:
            await asyncio.sleep(0.01)
        inboxes = {"conversation": {"voyager_id": 8, "local_id": 9}, "voyager_unread": 1, "local_unread": 0}
        for conversation_id, id_, mine in ((2, 5, None), (1, 6, None), (3, 7, inboxes)):
            payload = {"conversation_id": conversation_id, "id": id_, "user_id": 9, "content": "a\nb"}
            await speaker.hint_message(payload, id_ - 1, mine)
        first, second = [await told.get() for _ in range(2)]
        assert {(name, payload["id"], before) for name, payload, before, _ in (first, second)} == {
            ("follower", 6, 5),
            ("person", 7, 6),
        }
        assert [inboxes for *_, inboxes in (first, second) if inboxes] == [inboxes]
        await speaker._publish({"method": "emit", "event": "user_typing"})
        assert [await told.get() for _ in range(2)] == [{"method": "emit", "event": "user_typing"}] * 2
        await speaker.hint_person(9)
        assert {await told.get() for _ in range(2)} == {("follower", 9), ("person", 9)}
        assert told.empty()
        for task in tasks:
            task.cancel()
        for manager in (speaker, follower, person):
            await manager.close()
