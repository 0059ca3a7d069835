"""A store that answers what no store should: with a way elsewhere, without end, or not at once.

Seen to fail with obstore's own requests, which ask the other server, show what it answers as an image, and carry the image there;
without `most` (64 MB were read), and with one attempt.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import storage
from tests.storage.conftest import Store
from tests.storage.test_storage import kept, names

INNER = b"not for strangers"
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Answering:
    """A small HTTP server, and the heads of what it was asked."""

    url: str = ""
    heads: list[str] = field(default_factory=list)
    sent: int = 0


@asynccontextmanager
async def answering(answer: Answer) -> AsyncIterator[Answering]:
    here = Answering()
    connected: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected[writer] = asyncio.current_task()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            here.heads.append(head)
            if "content-length: " in head:
                await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
            await answer(writer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answered, "127.0.0.1", 0) as server:
        here.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield here
    for writer, task in connected.items():  # whoever read no more may not have hung up
        writer.transport.abort()
        if task:
            await task


def whole(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = {"Content-Length": len(body), "Connection": "close", **headers}
    return "\r\n".join([f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in lines.items()), "", ""]).encode() + body


PART = {"ETag": '"1"', "Last-Modified": "Sat, 28 Nov 2026 19:00:00 GMT"}


async def inner(writer: asyncio.StreamWriter) -> None:
    """As a store would answer for a part of a file."""
    range_ = {"Content-Range": f"bytes 0-{len(INNER) - 1}/{len(INNER)}"}
    writer.write(whole("206 Partial Content", INNER, **range_, **PART))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_what_it_points_to_is_not_asked(store: Store, tmp_path: Path, status: int) -> None:
    async with answering(inner) as secret:

        async def pointing(writer: asyncio.StreamWriter) -> None:
            writer.write(whole(f"{status} Elsewhere", Location=f"{secret.url}/meta-data"))

        async with answering(pointing) as pointer:
            place = storage.of(store.place("x", AWS_ENDPOINT_URL=pointer.url))
            for asked in (place.piece("name", 0, len(INNER)), kept(place, tmp_path, name=b"x"), place.remove(["name"])):
                with pytest.raises(OSError, match=f"the store answers {status}"):
                    await asked
            assert secret.heads == []
            assert len(pointer.heads) == 3

            # The list of names goes there, as docs/operating.md says: without our key, and nothing of it is shown.
            with pytest.raises(OSError, match=r"\A[^\n]+\Z"):
                await names(place)
            assert "authorization: " in pointer.heads[3]
            assert not [head for head in secret.heads if "authorization" in head]


async def test_an_answer_without_end_is_not_read(store: Store) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/100\r\nContent-Length: 67108864\r\n\r\n")
        while here.sent < 64 * 2**20:
            writer.write(bytes(65_536))
            await writer.drain()
            here.sent += 65_536

    async with answering(endless) as here:
        with pytest.raises(OSError, match="name is not as long as it was"):
            await storage.of(store.place("x", AWS_ENDPOINT_URL=here.url)).piece("name", 0, 100)
    assert here.sent < 16 * 2**20  # what fits between two sockets


@pytest.mark.parametrize("first", [b"", whole("503 Slow Down")], ids=["gone", "busy"])
async def test_whoever_does_not_answer_is_asked_once_more(store: Store, tmp_path: Path, first: bytes) -> None:
    async def in_the_end(writer: asyncio.StreamWriter) -> None:
        if len(here.heads) % 2:
            writer.write(first)
        elif here.heads[-1].startswith("get "):
            await inner(writer)
        else:
            writer.write(whole("200 OK"))

    async with answering(in_the_end) as here:
        place = storage.of(store.place("x", AWS_ENDPOINT_URL=here.url))
        assert await place.piece("name", 0, len(INNER)) == INNER
        await kept(place, tmp_path, name=b"x")
        await place.remove(["name"])
    assert [head.split()[0] for head in here.heads] == ["get"] * 2 + ["put"] * 2 + ["delete"] * 2
    assert all("x-amz-signature=" in head for head in here.heads)
