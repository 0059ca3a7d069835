import asyncio

import pytest

from tests.processes import ServerProcess, server_process
from tests.remote import pair
from wire.managers import UNTOLD

pytestmark = pytest.mark.only_on("postgres")  # several processes share it

Servers = tuple[ServerProcess, ServerProcess]


async def test_people_on_two_processes_hear_each_other_in_one_order(pair_of_servers: Servers) -> None:
    one, other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with camille.socket(one.url) as here, jean.socket(other.url) as there:
        for socket in (here, there):
            assert await socket.ask("join_conversation", room) == {"ok": True}

        async def talk(socket: object, name: str) -> None:
            for n in range(50):
                answer = await socket.ask("send_message", {"conversation_id": room, "content": f"{name} {n}"})  # type: ignore[attr-defined]
                assert answer["ok"]

        await asyncio.gather(talk(here, "Camille"), talk(there, "Jean"))

        stored = await camille.messages(one.url, room)
        assert len(stored) == 100
        assert [m["id"] for m in await here.next("new_message", 100)] == [m["id"] for m in stored]
        assert [m["id"] for m in await there.next("new_message", 100)] == [m["id"] for m in stored]


async def test_typing_reading_and_inboxes_cross_processes(pair_of_servers: Servers) -> None:
    one, other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with camille.socket(one.url) as here, jean.socket(other.url) as there:
        for socket in (here, there):
            await socket.ask("join_conversation", room)
        await here.ask("typing", {"conversation_id": room, "isTyping": True})
        assert (await there.next("user_typing"))[0] == {"user_id": camille.id, "conversation_id": room, "isTyping": True}
        sent = (await here.ask("send_message", {"conversation_id": room, "content": "Bonjour"}))["message"]
        assert await there.next("new_message") == [sent]
        assert (await there.next("conversation_updated"))[0]["unread"] == 1
        assert (await there.ask("message_read", {"message_id": sent["id"], "conversation_id": room}))["ok"]
        assert (await here.next("message_read_update"))[0]["read_by"] == jean.id


async def test_who_is_renamed_through_one_process_is_so_on_the_other(pair_of_servers: Servers) -> None:
    """Soon: what a process remembers of who is in a conversation would last for a minute. Who is gone is told of like that."""
    one, other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with jean.socket(other.url) as there, camille.program(one.url) as api, camille.program(other.url) as elsewhere:
        await there.ask("join_conversation", room)
        assert (await there.ask("send_message", {"conversation_id": room, "content": "Bonjour"}))["ok"]
        assert (await api.patch("/api/users/me", json={"name": "Camille R."})).status_code == 200
        async with asyncio.timeout(5):
            sender = ""
            while sender != "Camille R.":
                said = await elsewhere.post(f"/api/conversations/{room}/messages", json={"content": "C’est moi"})
                sender = said.json()["message"]["Sender"]["name"]
        assert (await there.next("new_message"))[0]["Sender"]["name"] == jean.name


async def test_a_message_sent_through_one_process_ends_its_writers_typing_on_the_other(pair_of_servers: Servers) -> None:
    one, other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with camille.socket(one.url) as here, jean.socket(other.url) as there:
        await there.ask("join_conversation", room)
        await here.ask("typing", {"conversation_id": room, "isTyping": True})
        await there.next("user_typing")
        async with camille.program(other.url) as client:
            sent = await client.post(f"/api/conversations/{room}/messages", json={"content": "D’un autre appareil"})
            assert sent.status_code in (200, 201)
        assert [heard["isTyping"] for heard in await there.next("user_typing", 2)] == [True, False]


async def test_typing_on_a_process_that_is_killed_ends_for_those_of_the_other(pair_of_servers: Servers) -> None:
    """Seen to fail: Camille typed for ever."""
    one, _other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with jean.socket(one.url) as here, server_process(**one.environment) as third:
        await here.ask("join_conversation", room)
        async with camille.socket(third.url) as there:
            await there.ask("typing", {"conversation_id": room, "isTyping": True})
            await here.next("user_typing")
            await third.kill()
        await asyncio.sleep(UNTOLD - 1)
        told = {"user_id": camille.id, "conversation_id": room}
        assert await here.next("user_typing", 2) == [{**told, "isTyping": True}, {**told, "isTyping": False}]


async def test_a_log_out_on_one_process_cuts_the_socket_on_the_other(pair_of_servers: Servers) -> None:
    one, other = pair_of_servers
    camille, _jean, _room = await pair(one.url)
    async with camille.socket(other.url) as there:
        async with camille.program(one.url) as client:
            assert (await client.post("/api/auth/logout")).status_code == 204
        await asyncio.wait_for(there.closed.wait(), 5)


async def test_a_page_without_scripts_receives_what_the_other_process_commits(pair_of_servers: Servers) -> None:
    one, other = pair_of_servers
    camille, jean, room = await pair(one.url)
    async with jean.stream(other.url, room) as there, camille.socket(one.url) as here:
        for n in range(20):
            assert (await here.ask("send_message", {"conversation_id": room, "content": f"Message {n}."}))["ok"]
        await there.until("Message 19.")
        assert [there.text.count(f"Message {n}.") for n in range(20)] == [1] * 20
        async with jean.program(other.url) as client:
            assert (await client.post("/api/auth/logout")).status_code == 204  # another log-in's end is none of the page's
        await here.ask("send_message", {"conversation_id": room, "content": "Toujours là"})
        await there.until("Toujours là")
