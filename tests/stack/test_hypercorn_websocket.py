import asyncio
import gc
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import FrameProtocol, Opcode

from stack import hypercorn_websocket
from stack.hypercorn_websocket import BOUND, SHARED, STRANGER_BOUND
from stack.upload import LARGE_AT_ONCE
from stack.websocket_shared import CRUMBS, LARGE, PLACE, Shared
from tests.stack.harness import PATIENCE, connection, serving, websocket

hypercorn_websocket.install()
hypercorn_websocket.install()  # twice is once

MEGABYTE = 2**20
MEMBERS = {"member": Shared(), "another": Shared()}


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers each message with its length; a member's name is their password."""
    while scope["type"] == "websocket" and (message := await receive())["type"] != "websocket.disconnect":
        if message["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
            continue
        text = message.get("text")
        if text in MEMBERS:
            scope["state"].update({BOUND: MEGABYTE, SHARED: MEMBERS[text]})
        await send({"type": "websocket.send", "text": str(len(text if text is not None else message["bytes"]))})
        if place := message.get(PLACE):
            place.leave()


def resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def frame(payload: bytes, opcode: Opcode = Opcode.TEXT, finished: bool = True) -> bytes:
    return bytes(FrameProtocol(client=True, extensions=[])._serialize_frame(opcode, payload, fin=finished))


async def test_compression_is_not_granted() -> None:
    async with serving(echo) as port, websocket(port, extensions=[PerMessageDeflate()]) as client:
        assert client.accepted is not None
        assert client.accepted.extensions == []
        await client.send("not compressed")
        assert await client.receive() == "14"


async def test_a_stranger_has_8_kib_and_a_member_what_the_application_says() -> None:
    async with serving(echo) as port, websocket(port) as client:
        await client.send("é" * STRANGER_BOUND)
        assert await client.receive() == str(STRANGER_BOUND)
        await client.send("member")
        await client.receive()
        await client.send("x" * MEGABYTE)
        assert await client.receive() == str(MEGABYTE)
        await client.send(b"x" * (MEGABYTE + 1))
        assert await client.receive() is None
        assert client.close_code == 1009
        assert await client.gone()


@pytest.mark.parametrize("data", ["x" * (STRANGER_BOUND + 1), b"x" * (STRANGER_BOUND + 1)], ids=["text", "binary"])
async def test_too_big_is_said_and_ends_the_connection(data: str | bytes) -> None:
    async with serving(echo) as port, websocket(port) as client:
        await client.send(data)
        assert await client.receive() is None
        assert client.close_code == 1009
        assert await client.gone()


async def test_fragments_without_end_cost_nothing() -> None:
    fragment, first = frame(b"x" * 4096, Opcode.CONTINUATION, finished=False), frame(b"x", finished=False)
    async with serving(echo) as port, websocket(port) as client:
        before = resident()
        client.writer.write(first)
        with suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                for _ in range(0, 20 * MEGABYTE, 4096 * 16):
                    client.writer.write(fragment * 16)
                    await client.writer.drain()
            pytest.fail("20 MB were taken")
        assert resident() - before < 5 * MEGABYTE


NOTHINGS = {
    "empty fragments": frame(b"", Opcode.CONTINUATION, finished=False),
    "small fragments": frame(b"x", Opcode.CONTINUATION, finished=False),
    "pings": frame(b"", Opcode.PING),
    "pongs": frame(b"", Opcode.PONG),
}


@pytest.mark.parametrize(("who", "code"), [("stranger", 1009), ("member", 1008)])
@pytest.mark.parametrize("crumb", NOTHINGS)
async def test_frames_that_say_nothing_end_the_connection(crumb: str, who: str, code: int) -> None:
    """Millions of them, of six bytes each, took a core from everybody for as long as they came. Seen to fail without the count of
    crumbs, with pings, pongs or small fragments left out of it, and (of strangers) without their total."""
    async with serving(echo) as port, websocket(port) as client:
        await client.send(who)
        assert await client.receive() == str(len(who))
        client.writer.write(frame(b"x", finished=False) + NOTHINGS[crumb] * 20_000)
        assert await client.receive() is None
        assert client.close_code in {code, 1006}  # a reset loses it, where more was on its way
        assert await client.gone()


async def test_connections_of_one_person_share_their_crumbs() -> None:
    """Seen to fail when each counts its own: with a hundred sockets it is a hundred times as many."""
    few = frame(b"", Opcode.PONG) * (CRUMBS // 2 + 10)
    async with serving(echo) as port, websocket(port) as one, websocket(port) as two, websocket(port) as other:
        for client, who in ((one, "member"), (two, "member"), (other, "another")):
            await client.send(who)
            assert await client.receive() == str(len(who))
        await asyncio.sleep(1.1)  # what came before is counted no more
        for client in (other, one, two):
            client.writer.write(few)
            await client.send("x")
            assert await client.receive() == (None if client is two else "1")
        assert two.close_code == 1008


async def test_few_large_messages_of_a_person_are_read_at_once() -> None:
    """Seen to fail without _take: each connection of a person kept the 14 MB that it was sent, finished or not."""
    large, part = "x" * (2 * LARGE), frame(b"x" * (LARGE + 1), finished=False)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(echo))
        others = [await stack.enter_async_context(websocket(port)) for _ in range(LARGE_AT_ONCE + 2)]
        for client, who in zip(others, ["member"] * (LARGE_AT_ONCE + 1) + ["another"], strict=True):
            await client.send(who)
            await client.receive()
        *begun, waiting, another = others
        for client in begun:
            client.writer.write(part)
            await client.writer.drain()
        async with asyncio.timeout(PATIENCE):
            while MEMBERS["member"].places:
                await asyncio.sleep(0.01)
        asked = [asyncio.create_task(client.send(large)) for client in (waiting, another)]
        assert await another.receive() == str(len(large))
        answered = asyncio.create_task(waiting.receive())
        assert (await asyncio.wait([answered], timeout=0.2))[1]
        begun[0].writer.write(frame(b"", Opcode.CONTINUATION))
        assert await begun[0].receive() == str(LARGE + 1)
        assert await answered == str(len(large))
        await asyncio.gather(*asked)
        for client in begun[1:]:
            client.writer.close()
        async with asyncio.timeout(PATIENCE):
            while MEMBERS["member"].places < LARGE_AT_ONCE:
                await asyncio.sleep(0.01)


ASKED = {
    "without": b"Host: test\r\n\r\n",
    "without a key": b"Host: test\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "of another version": b"Host: test\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    "that is not waited for": b"Host: test\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    + frame(b"too early"),
}


@pytest.mark.parametrize("handshake", ASKED)
async def test_a_handshake_that_is_refused_ends_the_connection(handshake: str) -> None:
    """Seen to fail without _send_error_response: it stays for as long as its peer likes, and nobody counts it."""
    over = list[str]()

    async def waiting(scope: dict[str, Any], receive: Any, send: Any) -> None:
        while scope["type"] == "websocket":
            over.append((await receive())["type"])
            if over[-1] == "websocket.disconnect":
                return

    async with serving(waiting) as port, connection(port) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + ASKED[handshake])
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
    assert over == (["websocket.connect", "websocket.disconnect"] if handshake == "that is not waited for" else [])


async def test_all_that_a_stranger_says_is_counted_until_they_are_known() -> None:
    said = "x" * 8000
    async with serving(echo) as port, websocket(port) as client:
        for _ in range(8):
            await client.send(said)
            assert await client.receive() == "8000"
        await client.send("member")
        await client.receive()
        for _ in range(10):
            await client.send(said)
            assert await client.receive() == "8000"
    async with serving(echo) as port, websocket(port) as client:
        for _ in range(8):
            await client.send(said)
            assert await client.receive() == "8000"
        await client.send(said)
        assert await client.receive() is None
        assert client.close_code == 1009


async def test_what_is_not_a_frame_ends_the_connection_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    junk = {
        "unknown opcode": b"\x83\x80abcd",
        "reserved bits": b"\xf1\x80abcd",
        "not masked": b"\x81\x02hi",
        "long ping": b"\x89\xfe\x01\x00abcd" + bytes(256),
        "not UTF-8": frame(b"\xff\xff"),
        "stray continuation": frame(b"x", Opcode.CONTINUATION),
    }
    async with serving(echo) as port:
        for name, data in junk.items():
            async with websocket(port) as client:
                client.writer.write(data + frame(b"more"))
                client.writer.write(frame(b"and more"))
                assert await client.receive() is None, name
                assert client.close_code == (1007 if name == "not UTF-8" else 1002), name
                assert not client.close_reason, name  # wsproto's quotes Python
                assert await client.gone(), name
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]


async def test_a_goodbye_is_answered() -> None:
    async with serving(echo) as port, websocket(port) as client:
        client.writer.write(frame(b"\x03\xe8", Opcode.CLOSE))
        assert await client.receive() is None
        assert client.close_code == 1000
        assert await client.gone()
