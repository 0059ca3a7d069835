"""Packets from strangers. Seen to fail with reserved names, binary packets and other namespaces handed on."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import socketio
from socketio import packet

from stack.socketio_packets import REFUSED, OrJson, TextPacket
from tests.stack.harness import WS_PATH, WebSocket, serving, socketio_client, websocket

DEEP = 100_000

# What is sent after the "4" of an Engine.IO message, and what it is refused for.
REFUSED_WITHOUT_ID = {
    "CONNECT_ERROR": ('4{"message":"x"}', "malformed"),
    "unknown type": ("9", "malformed"),
    "event without data": ("2", "malformed"),
    "not JSON": ("2[not json", "malformed"),
    "an object": ('2{"event":"echo"}', "malformed"),
    "a string": ('2"echo"', "malformed"),
    "no name": ("2[]", "event_name"),
    "a number for a name": ("2[7]", "event_name"),
    "null for a name": ("2[null]", "event_name"),
    "true for a name": ("2[true]", "event_name"),
    "a list for a name": ('2[["echo"]]', "event_name"),
    "an endless name": (f'2["{"x" * 65}"]', "event_name"),
    "connect": ('2["connect"]', "event_name"),
    "connect with arguments": ('2["connect",{"REMOTE_ADDR":"10.0.0.1"},{"token":"x"}]', "event_name"),
    "disconnect": ('2["disconnect","reason"]', "event_name"),
    "connect_error": ('2["connect_error"]', "event_name"),
    "star": ('2["*","echo"]', "event_name"),
    "our own": (f'2["{REFUSED}","malformed"]', "event_name"),
    "an endless id": ("2" + "9" * 5000 + '["echo"]', "malformed"),
    "a foreign digit": ('2²["echo"]', "malformed"),
    "deep": ("2" + "[" * DEEP, "too_complex"),
    "deep and closed": ('2["echo",' + "[" * 8000 + "]" * 8000 + "]", "malformed"),
    "deeper than ours": ('2["echo",' + "[" * 40 + "]" * 40 + "]", "too_complex"),
    "tiny objects": ('2["echo",[' + "{}," * 50_000 + "{}]]", "too_complex"),
    "tiny numbers": ('2["echo",[' + "1," * 50_000 + "1]]", "too_complex"),
    "another namespace": ('2/admin,["echo"]', "namespace"),
    "another namespace with an id": ('2/admin,5["echo"]', "namespace"),
    "an endless namespace": ("2/" + "x" * 5000 + ',["echo"]', "namespace"),
    "leaving another namespace": ("1/admin,", "namespace"),
    "binary event": ('51-["echo",{"_placeholder":true,"num":0}]', "binary"),
    "many attachments": ('5999999999-["echo"]', "binary"),
    "binary acknowledgement": ("61-7[]", "binary"),
    "text event with attachments": ('21-["echo"]', "binary"),
    "acknowledgement without id": ("3[]", "malformed"),
    "acknowledgement that is no list": ('37{"a":1}', "malformed"),
    "binary acknowledgement with id": ("61-7[1]", "binary"),
}
REFUSED_WITH_ID = {
    "reserved": ('27["connect"]', "event_name"),
    "not JSON": ("27[nope", "malformed"),
    "nothing": ("27", "malformed"),
    "deep": ("27" + "[" * DEEP, "too_complex"),
    "binary": ('51-7["echo"]', "binary"),
}


def chat() -> socketio.AsyncServer:
    sio = socketio.AsyncServer(async_mode="asgi", serializer=TextPacket, json=OrJson, async_handlers=False)
    sio.seen = []

    async def connect(sid: str, environ: dict[str, Any], auth: object) -> None:
        sio.seen.append(("connect", auth))

    async def disconnect(sid: str, reason: str) -> None:
        sio.seen.append(("disconnect", reason))

    async def echo(sid: str, *data: Any) -> Any:
        return data

    async def refused(sid: str, reason: str) -> dict[str, Any]:
        await sio.emit("error", {"message": reason}, to=sid)
        return {"ok": False, "error": {"code": reason}}

    for name, handler in {"connect": connect, "disconnect": disconnect, "echo": echo, REFUSED: refused}.items():
        sio.on(name, handler)
    return sio


@asynccontextmanager
async def chatting(caplog: pytest.LogCaptureFixture) -> AsyncIterator[tuple[int, Any]]:
    sio = chat()
    async with serving(socketio.ASGIApp(sio)) as port:
        yield port, sio
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


async def still_usable(client: WebSocket) -> None:
    await client.send('4299["echo","still here"]')
    assert await client.receive() == '4399["still here"]'


async def test_each_refused_packet_is_answered_and_the_socket_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    async with chatting(caplog) as (port, sio), raised_bound(), socketio_client(port) as client:
        for name, (text, reason) in REFUSED_WITHOUT_ID.items():
            await client.send(f"4{text}")
            assert await client.receive() == f'42["error",{{"message":"{reason}"}}]', name
        await still_usable(client)
        for name, (text, reason) in REFUSED_WITH_ID.items():
            await client.send(f"4{text}")
            assert await client.receive() == f'42["error",{{"message":"{reason}"}}]', name
            assert await client.receive() == f'437[{{"ok":false,"error":{{"code":"{reason}"}}}}]', name
        await still_usable(client)
        await client.send(b"an attachment")  # of nothing that was announced
        assert await client.receive() == '42["error",{"message":"binary"}]'
        await still_usable(client)
        assert sio.seen == [("connect", None)]


@asynccontextmanager
async def raised_bound() -> AsyncIterator[None]:
    """The table has frames that a stranger could not send: the bound of Hypercorn's stream is not what is tested."""
    from stack import hypercorn_websocket

    before, hypercorn_websocket.STRANGER_BOUND = hypercorn_websocket.STRANGER_BOUND, 2**24
    try:
        yield
    finally:
        hypercorn_websocket.STRANGER_BOUND = before


async def test_odd_but_understood(caplog: pytest.LogCaptureFixture) -> None:
    async with chatting(caplog) as (port, _), socketio_client(port) as client:
        for sent, got in {
            '["echo","\\ud800"]': '["\\ud800"]',
            '["echo",1e400]': "[null]",
            '["echo",{"a":1,"a":2}]': '[{"a":2}]',
            '["echo"]': "[]",
            '["echo","\\u0000"]': '["\\u0000"]',
        }.items():
            await client.send(f"425{sent}")
            answer = str(await client.receive())
            assert json.loads(answer.removeprefix("435")) == json.loads(got), sent


@pytest.mark.parametrize("auth", ["[1,2]", '"token"', "{not json", "7", "[" * 5000])
async def test_credentials_are_an_object_or_nothing(auth: str, caplog: pytest.LogCaptureFixture) -> None:
    async with chatting(caplog) as (port, sio), websocket(port, WS_PATH) as client:
        await client.receive()
        await client.send("40" + auth)
        assert str(await client.receive()).startswith("40{")
        assert sio.seen == [("connect", None)]


async def test_connecting_elsewhere_and_twice_is_refused_by_name(caplog: pytest.LogCaptureFixture) -> None:
    async with chatting(caplog) as (port, sio), websocket(port, WS_PATH) as client:
        await client.receive()
        await client.send("40/admin,")
        assert await client.receive() == '44/admin,"Unable to connect"'
        await client.send('40/?token=x,{"token":"x"}')
        assert str(await client.receive()).startswith("40{")
        assert sio.seen == [("connect", {"token": "x"})]
        await client.send("40")
        assert await client.receive() == '44"Unable to connect"'
        await still_usable(client)


async def test_leaving_and_coming_back(caplog: pytest.LogCaptureFixture) -> None:
    async with chatting(caplog) as (port, _), socketio_client(port) as client:
        await client.send("41[[[[")
        await client.send("40")
        assert str(await client.receive()).startswith("40{")
        await still_usable(client)


def test_a_large_photograph_passes() -> None:
    photo = "data:image/png;base64," + "A" * 13_980_000
    received = TextPacket(encoded_packet=f'21["send_message",{{"attachment":"{photo}"}}]')
    assert (received.packet_type, received.id) == (packet.EVENT, 1)
    assert received.data[1]["attachment"] == photo


@pytest.mark.parametrize("junk", ["", {}, [], 5, True, {"a": 1}, b"", bytearray(b"x")])
def test_whatever_engineio_hands_over_becomes_an_event(junk: object) -> None:
    received = TextPacket(encoded_packet=junk)
    assert received.packet_type == packet.EVENT
    assert received.data[0] == REFUSED


@pytest.mark.parametrize("text", ["9" * 25, "9" * 5000, "-" + "9" * 30, "NaN", "Infinity", "-Infinity"])
def test_numbers_beyond_json_are_floats(text: str) -> None:
    assert isinstance(OrJson.loads(f"[{text}]")[0], float)


def test_dumps_always_gives_text() -> None:
    assert OrJson.dumps({"a": "é"}, separators=(",", ":")) == '{"a":"é"}'
    assert OrJson.dumps(["\ud800"]) == '["\\ud800"]'
    assert OrJson.dumps([2**70]) == f"[{2**70}]"
