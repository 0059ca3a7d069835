import re
from typing import Any

from models import Message
from tests.people import Cast
from tests.pictures import data_url, picture

MESSAGE = {
    "id": int,
    "user_id": int,
    "conversation_id": int,
    "content": str,
    "attachment": str | None,
    "read": bool,
    "createdAt": str,
    "Sender": {"id": int, "name": str},
}
CONVERSATION = {
    "id": int,
    "voyager_id": int,
    "local_id": int,
    "Voyager": {"id": int, "name": str},
    "Local": {"id": int, "name": str},
    "createdAt": str,
    "updatedAt": str,
    "last_message": MESSAGE,
    "unread": int,
}
# Every event that the server emits, with all its keys and no other.
EMITTED: dict[str, dict[str, Any]] = {
    "new_message": MESSAGE,
    "user_typing": {"user_id": int, "conversation_id": int, "isTyping": bool},
    "message_read_update": {"message_id": int, "conversation_id": int, "read_by": int},
    "error": {"message": str},
    "conversation_updated": CONVERSATION,
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def shape_of(value: Any, shape: Any) -> None:
    """Exactly these keys in this order, each of its type (a boolean is no integer)."""
    if isinstance(shape, dict):
        assert list(value) == list(shape)
        for key, inner in shape.items():
            shape_of(value[key], inner)
    else:
        assert isinstance(value, shape)
        assert isinstance(value, bool) == (shape is bool)


async def test_everything_that_is_emitted_has_exactly_the_documented_keys(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        for socket in (camille, jean):
            await socket.ask("join_conversation", cast.room)
        await camille.ask("typing", {"conversation_id": cast.room, "isTyping": True})
        photo = {"conversation_id": cast.room, "content": "Le port", "attachment": data_url(picture())}
        sent = await camille.ask("send_message", photo)
        await jean.ask("message_read", {"message_id": sent["message"]["id"], "conversation_id": cast.room})
        await jean.ask("send_message", {"conversation_id": cast.room, "content": ""})
        await camille.silence()
        await jean.silence()

        heard = camille.heard + jean.heard
        assert {event for event, _ in heard} == set(EMITTED)
        for event, payload in heard:
            shape_of(payload, EMITTED[event])


async def test_moments_are_utc_with_milliseconds_and_the_same_for_everybody(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.program() as api:
        await camille.ask("join_conversation", cast.room)
        sent = (await camille.ask("send_message", {"conversation_id": cast.room, "content": "Quelle heure ?"}))["message"]
        (pushed,) = await camille.next("new_message")
        listed = (await api.get(f"/api/conversations/{cast.room}/messages")).json()["messages"]
        inbox = (await api.get("/api/conversations")).json()["conversations"][0]
    assert MOMENT.fullmatch(sent["createdAt"])
    assert sent == pushed == listed[0] == inbox["last_message"]
    assert inbox["updatedAt"] == sent["createdAt"]
    stored = await Message.get(id=sent["id"])
    assert stored.created_at.microsecond % 1000 == 0


async def test_an_attachment_is_an_address_and_its_bytes_are_never_pushed(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        photo = {"conversation_id": cast.room, "content": "Le port", "attachment": data_url(picture(size=(40, 30)))}
        await camille.ask("send_message", photo)
        (message,) = await jean.next("new_message")
    assert re.fullmatch(
        r"/media/[\w-]+\?expires=\d+&height=30&width=40&signature=[\w-]+",
        message["attachment"],
    )
    assert "base64" not in str(jean.heard)


async def test_an_error_reaches_the_offending_socket_alone(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.camille.socket() as phone, cast.jean.socket() as jean:
        for socket in (camille, phone, jean):
            await socket.ask("join_conversation", cast.room)
        await camille.emit("send_message", {"conversation_id": cast.room, "content": ""})
        await camille.emit("join_conversation", "5")
        assert await camille.next("error", 2) == [{"message": "Message invalide"}, {"message": "Demande invalide"}]
        for socket in (phone, jean):
            await socket.silence()
            assert socket.heard == []
        assert camille.client.connected
