"""People of two processes behind one address."""

import asyncio
from dataclasses import replace

from tests import http
from tests.remote import PASSWORD, pair
from tests.sockets import Socket


async def talk_across(url: str, *names: str) -> None:
    """Someone logs in through the proxy and writes to someone whose socket is the other process's."""
    camille, jean, room = await pair(url)
    async with http.client(url, timeout=20) as client:
        answer = await client.post("/api/auth/login", json={"email": jean.email, "password": PASSWORD})
    jean = replace(jean, token=answer.json()["token"])
    async with camille.socket(url) as here, asyncio.timeout(20):
        while True:
            async with jean.socket(url) as there:
                if process_of(there) == process_of(here):
                    continue
                assert {process_of(here), process_of(there)} == set(names)
                assert (await there.ask("join_conversation", room))["ok"]
                sent = await here.ask("send_message", {"conversation_id": room, "content": "D’un processus à l’autre"})
                assert await there.next("new_message") == [sent["message"]]
                return


def process_of(socket: Socket) -> str:
    """Its transport's id ends with the name of the process that has it."""
    return str(socket.client.eio.sid).rpartition(".")[2]
