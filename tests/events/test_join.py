from typing import Any

from tests.events.tables import INVALID_PAYLOAD, LARGEST_ID
from tests.people import Cast


async def test_a_room_is_entered_by_number_and_by_object(cast: Cast) -> None:
    for room in (cast.room, {"conversation_id": cast.room}, {"conversation_id": cast.room, "after_id": None}):
        async with cast.camille.socket() as camille:
            assert await camille.ask("join_conversation", room) == {"ok": True}
            (message,) = await cast.jean.say(cast.room, "Bonjour")
            assert await camille.next("new_message") == [message]


async def test_without_the_room_no_message_comes_and_after_leaving_none_either(cast: Cast) -> None:
    for left in (cast.room, {"conversation_id": cast.room}):
        async with cast.camille.socket() as camille:
            await cast.jean.say(cast.room, "avant")
            await camille.ask("join_conversation", cast.room)
            (heard,) = await cast.jean.say(cast.room, "pendant")
            assert await camille.ask("leave_conversation", left) == {"ok": True}
            await cast.jean.say(cast.room, "après")
            await camille.silence()
            assert camille.all("new_message") == [heard]


async def test_joining_twice_brings_nothing_twice_and_leaving_twice_is_no_error(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        assert await camille.ask("leave_conversation", cast.room) == {"ok": True}
        for _ in range(2):
            assert await camille.ask("join_conversation", cast.room) == {"ok": True}
        (message,) = await cast.jean.say(cast.room, "Bonjour")
        await camille.silence()
        assert camille.all("new_message") == [message]
        for _ in range(2):
            assert await camille.ask("leave_conversation", cast.room) == {"ok": True}


async def test_joining_without_asking_for_an_answer_works_as_the_document_writes_it(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        await camille.emit("join_conversation", cast.room)
        await camille.silence()
        (message,) = await cast.jean.say(cast.room, "Bonjour")
        assert await camille.next("new_message") == [message]


async def test_after_id_answers_what_was_missed_oldest_first(cast: Cast) -> None:
    first, second, third = await cast.jean.say(cast.room, "un", "deux", "trois")
    async with cast.camille.socket() as camille:
        for after, missed in [
            (0, [first, second, third]),
            (first["id"], [second, third]),
            (third["id"], []),
            (LARGEST_ID, []),
        ]:
            answer = await camille.ask("join_conversation", {"conversation_id": cast.room, "after_id": after})
            assert answer == {"ok": True, "messages": missed, "has_more": False}


async def test_after_id_is_a_whole_number(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        asked = [
            f'["join_conversation", {{"conversation_id": {cast.room}, "after_id": {value}}}]'
            for value in ("true", "1.0", '"5"', "[]", "{}", "-1", str(2**63), "NaN")
        ]
        assert {text: await camille.ask(text) for text in asked} == dict.fromkeys(asked, INVALID_PAYLOAD)


async def test_more_than_an_answer_holds_is_asked_for_again(cast: Cast) -> None:
    await cast.fill(cast.jean, *(f"n° {n}" for n in range(450)))
    async with cast.camille.socket() as camille:
        after = 0
        pages: list[Any] = []
        while not pages or pages[-1]["has_more"]:
            pages.append(await camille.ask("join_conversation", {"conversation_id": cast.room, "after_id": after}))
            after = pages[-1]["messages"][-1]["id"]
    assert [(len(page["messages"]), page["has_more"]) for page in pages] == [(200, True), (200, True), (50, False)]
    messages = [message for page in pages for message in page["messages"]]
    assert [message["content"] for message in messages] == [f"n° {n}" for n in range(450)]
    assert [message["id"] for message in messages] == sorted(message["id"] for message in messages)
