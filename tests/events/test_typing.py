from typing import Any

import pytest

from actions import typing as typing_action
from tests.events.tables import INVALID_PAYLOAD
from tests.people import Cast


def typed(cast: Cast, user_id: int, is_typing: bool) -> dict[str, Any]:
    return {"user_id": user_id, "conversation_id": cast.room, "isTyping": is_typing}


async def test_typing_reaches_the_room_but_not_the_socket_that_types(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.camille.socket() as phone, cast.jean.socket() as jean:
        for socket in (camille, phone, jean):
            await socket.ask("join_conversation", cast.room)

        for is_typing in (True, False):
            assert await camille.ask("typing", {"conversation_id": cast.room, "isTyping": is_typing}) == {"ok": True}

        expected = [typed(cast, cast.camille.id, True), typed(cast, cast.camille.id, False)]
        assert await jean.next("user_typing", 2) == expected
        assert await phone.next("user_typing", 2) == expected
        await camille.silence()
        assert camille.heard == []


async def test_is_typing_is_a_real_boolean(cast: Cast) -> None:
    async with cast.camille.raw() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        asked = [
            f'["typing", {{"conversation_id": {cast.room}, "isTyping": {value}}}]'
            for value in ("1", "0", '"true"', '"false"', "null", "[]", "{}", "1.0")
        ]
        asked.append(f'["typing", {{"conversation_id": {cast.room}}}]')
        asked.append(f'["typing", {{"conversation_id": {cast.room}, "is_typing": true}}]')

        assert {text: await camille.ask(text) for text in asked} == dict.fromkeys(asked, INVALID_PAYLOAD)

        await jean.silence()
        assert jean.heard == []


async def test_the_server_itself_says_that_it_ended(cast: Cast) -> None:
    """When the typist sends, leaves or goes away: from that socket nothing more may come."""
    async with cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for how in ("sends", "leaves", "disconnects"):
            jean.heard.clear()
            async with cast.camille.socket() as camille:
                await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
                if how == "sends":
                    await camille.ask("send_message", {"conversation_id": cast.room, "content": "Voilà"})
                if how == "leaves":
                    await camille.ask("leave_conversation", cast.room)
            shown = await jean.next("user_typing", 2)
            assert (how, shown) == (how, [typed(cast, cast.camille.id, True), typed(cast, cast.camille.id, False)])
            await jean.silence()
            assert len(jean.all("user_typing")) == 2
            if how == "sends":  # before the message, so that no bubble and "is writing" show at once
                assert [name for name, _ in jean.heard][:3] == ["user_typing", "user_typing", "new_message"]


@pytest.mark.one_process
async def test_it_ends_by_itself_when_the_typist_falls_silent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_action, "SILENCE", 0.05)
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await camille.ask("join_conversation", cast.room)
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})

        expected = [typed(cast, cast.camille.id, True), typed(cast, cast.camille.id, False)]
        assert await jean.next("user_typing", 2) == expected
        await camille.silence()
        assert camille.heard == []


@pytest.mark.one_process
async def test_going_on_to_type_puts_the_end_off(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
        (first,) = typing_action._typists.values()
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
        (second,) = typing_action._typists.values()
        assert first.ends.cancelled()
        assert second.ends.when() > first.ends.when()
    assert typing_action.SILENCE == 8.0


async def test_a_message_sent_elsewhere_ends_typing_on_every_socket_of_its_sender(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})

        await cast.camille.say(cast.room, "Par le formulaire")

        assert await jean.next("user_typing", 2) == [typed(cast, cast.camille.id, True), typed(cast, cast.camille.id, False)]


async def test_typing_in_one_conversation_says_nothing_in_another(cast: Cast) -> None:
    async with cast.zoe.socket() as zoe, cast.camille.socket() as camille:
        assert (await zoe.ask("join_conversation", cast.room))["ok"] is False
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
        await zoe.silence()
        assert zoe.all("user_typing") == []
