"""socket.io-client with nothing but its address and a token."""

from uuid import uuid4

from tests.javascript.node import FOLDER, Program
from tests.live import Live
from tests.people import Cast

CLIENT = FOLDER / "client.mjs"


async def test_it_begins_with_polling_and_goes_over_to_a_websocket(cast: Cast, live: Live) -> None:
    async with Program.running(CLIENT, live.url, cast.camille.token) as client:
        assert (await client.until(lambda line: "transport" in line))["transport"] == "polling"
        assert (await client.until(lambda line: "upgraded" in line))["upgraded"] == "websocket"
        await client.until(lambda line: "connected" in line)


async def test_it_is_answered_while_it_changes_transports(cast: Cast, live: Live) -> None:
    """Sent one after the other from the first moment on: each is acknowledged, none twice, in their order."""
    async with Program.running(CLIENT, live.url, cast.camille.token) as client:
        assert await client.ask("join_conversation", cast.room) == {"ok": True}
        for n in range(20):
            answer = await client.ask("send_message", {"conversation_id": cast.room, "content": f"message {n}"})
            assert answer["ok"]
        await client.until(lambda line: line.get("event") == "new_message" and line["payload"]["content"] == "message 19")
    heard = [line["payload"]["content"] for line in client.said if line.get("event") == "new_message"]
    assert heard == [f"message {n}" for n in range(20)]


async def test_it_is_told_what_was_wrong(cast: Cast, live: Live) -> None:
    async with Program.running(CLIENT, live.url, cast.zoe.token) as client:
        answer = await client.ask("send_message", {"conversation_id": cast.room, "content": "bonjour"})
        assert answer == {"ok": False, "error": {"code": answer["error"]["code"], "message": "Non autorisé"}}
        refused = await client.until(lambda line: line.get("event") == "error")
        assert refused["payload"] == {"message": "Non autorisé"}


async def test_a_retry_is_the_same_message(cast: Cast, live: Live) -> None:
    order = {"conversation_id": cast.room, "content": "une seule fois", "client_id": str(uuid4())}
    async with Program.running(CLIENT, live.url, cast.camille.token) as client:
        first, second = await client.ask("send_message", order), await client.ask("send_message", order)
    assert first["message"] == second["message"]


async def test_a_wrong_token_is_a_connect_error_with_a_code(cast: Cast, live: Live) -> None:
    async with Program.running(CLIENT, live.url, "not a token") as client:
        refused = await client.until(lambda line: "refused" in line)
    assert refused["refused"]
    assert refused["data"]["code"] == "unauthorized"
    assert not any("connected" in line for line in client.said)
