import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from actions import conversations
from models import Attachment, Conversation, Message
from tests.people import Cast
from tests.pictures import data_url, picture


@pytest.mark.parametrize("with_photo", [False, True])
async def test_form_socket_and_api_with_one_client_id_at_once_make_one_row(cast: Cast, with_photo: bool) -> None:
    client_id, content = str(uuid4()), "Une seule fois"
    attachment = {"attachment": data_url(picture())} if with_photo else {}
    asked = {"content": content, "client_id": client_id, **attachment}
    async with (
        cast.camille.socket() as camille,
        cast.camille.program() as api,
        cast.camille.visitor() as browser,
        cast.jean.socket() as jean,
    ):
        await jean.ask("join_conversation", cast.room)
        composer = (await browser.get(f"/conversations/{cast.room}")).composer
        file = {"attachment": ("a.png", picture(), "image/png")} if with_photo else None

        over_socket, over_api, page, again = await asyncio.gather(
            camille.ask("send_message", {"conversation_id": cast.room, **asked}),
            api.post(f"/api/conversations/{cast.room}/messages", json=asked),
            browser.submit(composer, files=file, content=content, client_id=client_id),
            api.post(f"/api/conversations/{cast.room}/messages", json=asked),
        )

        assert page.written == [content]
        message = over_socket["message"]
        assert over_api.json()["message"] == again.json()["message"] == message
        assert sorted([over_api.status_code, again.status_code])[0] == 200
        await jean.silence()
        assert jean.all("new_message") == [message]
    row = await Message.get(conversation_id=cast.room)
    assert row.client_id == UUID(client_id)
    assert (await Conversation.get(id=cast.room)).local_unread == 1
    assert await Attachment.filter(user_id=cast.camille.id).count() == with_photo


async def test_a_retry_much_later_finds_the_original_read_mark_and_all(cast: Cast) -> None:
    asked = {"conversation_id": cast.room, "content": "Reçu ?", "client_id": str(uuid4())}
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        first = (await camille.ask("send_message", asked))["message"]
        await jean.ask("message_read", {"message_id": first["id"]})
        again = (await camille.ask("send_message", {**asked, "content": "autre chose"}))["message"]
    assert again == {**first, "read": True}


async def test_the_same_client_id_of_another_person_or_conversation_is_another_message(cast: Cast) -> None:
    elsewhere, _ = await conversations.start(cast.camille.id, cast.zoe.id)
    client_id = str(uuid4())
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        ids = {
            (await socket.ask("send_message", {"conversation_id": room, "content": "x", "client_id": client_id}))["message"]["id"]
            for socket, room in [(camille, cast.room), (jean, cast.room), (camille, elsewhere.id)]
        }
    assert len(ids) == 3


async def test_what_is_no_uuid_is_an_error(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.camille.program() as api:
        wrongs: list[Any] = ["", "5", "not a uuid", 5, True, [], {}, "0" * 33, "\0" * 36]
        for wrong in wrongs:
            asked = {"conversation_id": cast.room, "content": "x", "client_id": wrong}
            answer = await camille.ask("send_message", asked)
            assert (wrong, answer["error"]["code"]) == (wrong, "invalid_payload")
            posted = await api.post(f"/api/conversations/{cast.room}/messages", json=asked)
            assert (posted.status_code, posted.json()["code"]) == (400, "invalid_payload")
    assert not await Message.exists(conversation_id=cast.room)


async def test_a_refused_message_may_be_corrected_under_its_client_id(cast: Cast) -> None:
    client_id = str(uuid4())
    async with cast.camille.socket() as camille:
        asked = {"conversation_id": cast.room, "client_id": client_id}
        assert (await camille.ask("send_message", {**asked, "content": ""}))["ok"] is False
        assert (await camille.ask("send_message", {**asked, "content": "corrigé"}))["message"]["content"] == "corrigé"
