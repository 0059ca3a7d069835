import asyncio
from typing import Any
from uuid import uuid4

from models import Message
from tests.people import Cast, Person
from tests.sockets import Socket


async def test_one_clients_events_are_handled_in_the_order_in_which_it_sent_them(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for n in range(100):
            await camille.emit("send_message", {"conversation_id": cast.room, "content": f"n° {n}"})
        heard = await jean.next("new_message", 100)
    assert [message["content"] for message in heard] == [f"n° {n}" for n in range(100)]
    assert [message["id"] for message in heard] == sorted(message["id"] for message in heard)


async def test_different_events_of_one_client_keep_their_order_too(cast: Cast) -> None:
    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        await jean.ask("join_conversation", cast.room)
        for n in range(20):
            await camille.emit("typing", {"conversation_id": cast.room, "isTyping": True})
            await camille.emit("send_message", {"conversation_id": cast.room, "content": f"n° {n}"})
        await jean.next("new_message", 20)
        shown = [(name, payload.get("isTyping")) for name, payload in jean.heard if name != "conversation_updated"]
    assert shown == [("user_typing", True), ("user_typing", False), ("new_message", None)] * 20


async def test_with_many_in_flight_everybody_sees_the_order_of_the_database(cast: Cast) -> None:
    async def writes(person: Person, socket: Socket, lane: int) -> list[dict[str, Any]]:
        """One after the other in each lane, eight lanes at once: over the socket and over HTTP in turn."""
        sent = []
        async with person.program() as api:
            for n in range(10):
                content = {"content": f"{person.user.name} {lane}.{n}", "client_id": str(uuid4())}
                if lane % 2:
                    answer = await api.post(f"/api/conversations/{cast.room}/messages", json=content)
                    sent.append(answer.json()["message"])
                else:
                    sent.append((await socket.ask("send_message", {"conversation_id": cast.room, **content}))["message"])
        return sent

    async with cast.camille.socket() as camille, cast.jean.socket() as jean:
        for socket in (camille, jean):
            await socket.ask("join_conversation", cast.room)
        lanes = [writes(cast.camille, camille, lane) for lane in range(8)] + [writes(cast.jean, jean, lane) for lane in range(8)]
        sent = await asyncio.gather(*lanes)
        seen = [await socket.next("new_message", 160) for socket in (camille, jean)]

    stored = await Message.filter(conversation_id=cast.room).order_by("id").values_list("id", "content")
    assert [(message["id"], message["content"]) for message in seen[0]] == list(stored)
    assert seen[0] == seen[1]
    for lane in sent:
        ids = [message["id"] for message in lane]
        assert ids == sorted(ids)
    assert len(stored) == 160
