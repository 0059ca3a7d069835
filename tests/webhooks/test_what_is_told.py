"""What the log says of a receiver that refuses: enough to see it, in few lines, and nothing of what was written."""

import asyncio
from typing import Any

import pytest

from actions import conversations
from tests.people import Cast
from tests.webhooks.delivering import another_room, delivering
from tests.webhooks.receivers import listening
from webhooks import receiver as receiving


def told(log_lines: list[Any], *about: str) -> list[tuple[Any, ...]]:
    """What the log says of webhooks, without what follows the semicolon, and of that what is asked for."""
    lines = [line for line in log_lines if "webhook" in line["event"]]
    return [(line["event"].partition(";")[0], line["log_level"], *(line.get(name) for name in about)) for line in lines]


async def until_told(log_lines: list[Any], lines: int) -> list[Any]:
    """What the log says of webhooks, once it is that much: which of them, of which status, conversation and message."""
    async with asyncio.timeout(10):
        while len(told(log_lines)) < lines:
            await asyncio.sleep(0.02)
    return told(log_lines, "status", "conversation_id", "message_id")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("status", [302, 401, 404, 500])
async def test_a_conversation_that_is_refused_is_told_once_and_once_when_it_is_taken_again(
    cast: Cast, log_lines: list[Any], status: int
) -> None:
    """Seen to fail with no line at all, however often, while fewer than three conversations were active."""
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda _event: status
        [first, second] = await cast.camille.say(cast.room, "Premier secret", "Second secret")
        await receiver.until(lambda: len(receiver.attempts) >= 6)
        receiver.answer = lambda event: 200 if event["data"]["id"] <= second["id"] else status
        await receiver.until(lambda: len(receiver.taken) == 2)
        [third] = await cast.camille.say(cast.room, "Troisième secret")
        await receiver.until(lambda: len(receiver.attempts) >= 12)
    assert told(log_lines, "status", "conversation_id", "message_id") == [
        ("webhook refused", "warning", status, cast.room, first["id"]),
        ("webhook taken again", "info", None, cast.room, first["id"]),
        ("webhook refused", "warning", status, cast.room, third["id"]),
    ]
    assert not any("secret" in str(line) for line in log_lines)


@pytest.mark.usefixtures("impatient")
async def test_many_that_are_refused_are_told_in_few_lines(
    cast: Cast, log_lines: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are still refused after a while are named then. Seen to fail with a line for each, at once."""
    monkeypatch.setattr(receiving, "IN_A_ROW", 100)  # as where others are taken in between
    monkeypatch.setattr(receiving, "NAMED", 1)
    zoe, other = await another_room(cast)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda _event: 404
        [first] = await cast.camille.say(cast.room, "Un")
        await receiver.until(lambda: len(receiver.attempts) >= 2)
        [second] = await zoe.say(other, "Deux")
        await receiver.until(lambda: [event["data"]["conversation_id"] for _, event in receiver.attempts].count(other) >= 3)
        assert await until_told(log_lines, 1) == [("webhook refused", "warning", 404, cast.room, first["id"])]
        monkeypatch.setattr(receiving, "AWHILE", 0.0)
        assert (await until_told(log_lines, 2))[1:] == [("webhook refused", "warning", 404, other, second["id"])]
        receiver.answer = lambda _event: 200
        assert sorted((await until_told(log_lines, 4))[2:]) == [
            ("webhook taken again", "info", None, cast.room, first["id"]),
            ("webhook taken again", "info", None, other, second["id"]),
        ]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("status", "conversations_told"), [(500, 2), (503, 0)])
async def test_a_receiver_that_refuses_everything_is_away_and_no_more_is_told(
    cast: Cast, log_lines: list[Any], status: int, conversations_told: int
) -> None:
    """503 is what a proxy says of a receiver that is not there."""
    zoe, other = await another_room(cast)
    third, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    async with listening() as receiver, delivering(receiver.url):
        receiver.answer = lambda _event: status
        for writer, room in ((cast.camille, cast.room), (zoe, other), (cast.camille, third.id)):
            await writer.say(room, "Bonjour")
        await receiver.until(lambda: len(receiver.attempts) >= 12)
        assert len(told(log_lines)) == conversations_told + 1
        receiver.answer = lambda _event: 200
        said = [line[0] for line in await until_told(log_lines, 2 * conversations_told + 2)]
    assert said[: conversations_told + 1] == ["webhook refused"] * conversations_told + ["webhook receiver is away"]
    assert sorted(said[conversations_told + 1 :]) == ["webhook receiver is back"] + ["webhook taken again"] * conversations_told
