"""Ids, on every event. Seen to fail with Conversation.open_to answering for everybody's, and with an Id of any whole number."""

import pytest

from models import Conversation, Message
from tests.events.tables import INVALID_PAYLOAD, NO_IDS, NO_OBJECTS, NOT_ALLOWED, NOT_THERE
from tests.people import Cast

# How each event carries an id, as JSON text.
PLACES = {
    "join": '["join_conversation", {id}]',
    "join by object": '["join_conversation", {{"conversation_id": {id}}}]',
    "leave": '["leave_conversation", {id}]',
    "leave by object": '["leave_conversation", {{"conversation_id": {id}}}]',
    "send": '["send_message", {{"conversation_id": {id}, "content": "Bonjour"}}]',
    "typing": '["typing", {{"conversation_id": {id}, "isTyping": true}}]',
    "read": '["message_read", {{"message_id": {message}, "conversation_id": {id}}}]',
    "read a message": '["message_read", {{"message_id": {id}, "conversation_id": {room}}}]',
    "read without conversation": '["message_read", {{"message_id": {id}}}]',
}
EVENTS = ["join_conversation", "leave_conversation", "send_message", "typing", "message_read"]


@pytest.mark.parametrize("place", PLACES)
async def test_what_is_no_id_is_an_error_and_changes_nothing(cast: Cast, place: str) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    async with cast.camille.raw() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)

        answers = {
            text: await camille.ask(PLACES[place].format(id=text, room=cast.room, message=message["id"])) for text in NO_IDS
        }

        assert answers == dict.fromkeys(NO_IDS, INVALID_PAYLOAD)
        assert camille.heard == [("error", {"message": "Demande invalide"})] * len(NO_IDS)
        await jean.silence()
        assert jean.heard == []
        assert (await camille.ask(f'["join_conversation", {cast.room}]'))["ok"]
    assert await Message.filter(conversation_id=cast.room).count() == 1
    assert (await Message.get(id=message["id"])).read is False


@pytest.mark.parametrize("place", PLACES)
async def test_unknown_and_foreign_ids_are_answered_alike(cast: Cast, place: str) -> None:
    (message,) = await cast.jean.say(cast.room, "Bonjour")
    foreign = message["id"] if "message" in place or "without" in place else cast.room
    async with cast.zoe.raw() as zoe, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)

        answers = [
            await zoe.ask(PLACES[place].format(id=id_, room=cast.room, message=message["id"])) for id_ in [foreign, *NOT_THERE]
        ]

        assert answers == [NOT_ALLOWED] * 3
        assert zoe.heard == [("error", {"message": "Non autorisé"})] * 3
        await jean.silence()
        assert jean.heard == []
    assert (await Message.get(id=message["id"])).read is False


async def test_junk_in_place_of_the_payload_is_answered_and_the_socket_goes_on(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        for event in EVENTS:
            asked = [f'["{event}", {junk}]' for junk in NO_OBJECTS if junk != "3"]
            asked += [f'["{event}"]', f'["{event}", {cast.room}, {cast.room}]', f'["{event}", {{}}, {{}}]']
            assert {text: await camille.ask(text) for text in asked} == dict.fromkeys(asked, INVALID_PAYLOAD)
        assert camille.heard == [("error", {"message": "Demande invalide"})] * len(EVENTS) * 9
        assert await camille.ask(f'["join_conversation", {cast.room}]') == {"ok": True}


async def test_fields_that_a_client_may_not_set_are_overlooked(cast: Cast) -> None:
    async with cast.camille.socket() as camille:
        answer = await camille.ask(
            "send_message",
            {
                "conversation_id": cast.room,
                "content": "De la part de Jean ?",
                "user_id": cast.jean.id,
                "id": 1,
                "read": True,
                "createdAt": "2001-01-01T00:00:00.000Z",
                "Sender": {"id": cast.jean.id, "name": "Jean"},
            },
        )
    message = answer["message"]
    stored = await Message.get(id=message["id"])
    assert (stored.user_id, stored.read, stored.created_at.year > 2001) == (cast.camille.id, False, True)
    assert message["Sender"] == {"id": cast.camille.id, "name": "Camille"}


async def test_the_last_of_two_equal_keys_counts(cast: Cast) -> None:
    async with cast.camille.raw() as camille:
        payload = f'{{"conversation_id": 987654321, "content": "Deux clés", "conversation_id": {cast.room}}}'
        answer = await camille.ask(f'["send_message", {payload}]')
    assert answer["message"]["conversation_id"] == cast.room


async def test_whoever_takes_part_needs_no_room_to_act(cast: Cast) -> None:
    (question,) = await cast.jean.say(cast.room, "Vous venez ?")
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        await camille.ask("join_conversation", cast.room)
        await camille.ask("leave_conversation", cast.room)

        for event, payload in [
            ("typing", {"conversation_id": cast.room, "isTyping": True}),
            ("send_message", {"conversation_id": cast.room, "content": "Oui"}),
            ("message_read", {"conversation_id": cast.room, "message_id": question["id"]}),
        ]:
            assert (await camille.ask(event, payload))["ok"]

        await jean.silence()
        assert [name for name, _ in jean.heard if name != "conversation_updated"] == [
            "user_typing",
            "user_typing",
            "new_message",
            "message_read_update",
        ]
        assert camille.all("new_message") == []
    assert (await Conversation.get(id=cast.room)).voyager_unread == 0
