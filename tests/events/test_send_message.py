from uuid import uuid4

from tests.people import Cast


async def test_both_people_receive_exactly_the_documented_payload(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        assert await camille.ask("join_conversation", cast.room) == {"ok": True}
        assert await jean.ask("join_conversation", cast.room) == {"ok": True}

        answer = await camille.ask("send_message", {"conversation_id": cast.room, "content": "Salut ! Disponible samedi ?"})

        message = answer["message"]
        assert answer == {"ok": True, "message": message}
        assert list(message) == [
            "id",
            "user_id",
            "conversation_id",
            "content",
            "attachment",
            "read",
            "createdAt",
            "Sender",
        ]
        assert message["Sender"] == {"id": cast.camille.id, "name": "Camille"}
        assert message["read"] is False
        assert await jean.next("new_message") == [message]
        assert await camille.next("new_message") == [message]


async def test_a_retry_is_answered_with_the_original_and_pushed_to_nobody(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        sent = {"conversation_id": cast.room, "content": "Une fois", "client_id": str(uuid4())}

        first, second = await camille.ask("send_message", sent), await camille.ask("send_message", sent)

        assert first == second
        await jean.silence()
        assert jean.all("new_message") == [first["message"]]


async def test_a_stranger_can_neither_join_nor_write(cast: Cast) -> None:
    async with cast.zoe.socket() as zoe, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for event, payload in [
            ("join_conversation", cast.room),
            ("send_message", {"conversation_id": cast.room, "content": "Bonjour"}),
            ("typing", {"conversation_id": cast.room, "isTyping": True}),
            ("join_conversation", 987_654_321),
        ]:
            answer = await zoe.ask(event, payload)
            assert answer == {"ok": False, "error": {"code": "not_allowed", "message": "Non autorisé"}}
        assert zoe.all("error") == [{"message": "Non autorisé"}] * 4
        await jean.silence()
        assert jean.heard == []
