"""Bodies that are too large, too slow, in crumbs, or not read.

Seen to fail with what arrives not counted (413), a declared length overlooked, `seconds` left out (408), `crumbled` never so
(400), no draining or no end of it by bytes or by time, and nothing swallowed of what is abandoned.
"""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import socketio
from quart import Quart, request

from stack import body_bound
from stack.asgi import BodyBound, FinishBegunRequests, Unfinished
from stack.asgi_types import Scope
from stack.body_bound import EMPTY, HEAD, HEAD_BYTES
from tests.stack.harness import PATIENCE, answer, connection, head, serving, until
from tests.stack.harness import request as http

LIMIT = 10_000
MEGABYTE = 2**20
PATHS = {
    "/form": ("text/plain; charset=utf-8", b"Envoi trop volumineux"),
    "/api/messages": ("application/json", b'{"error": "Envoi trop volumineux", "code": "too_large"}'),
}


def echoing_app() -> Quart:
    app = Quart(__name__)
    app.config["MAX_CONTENT_LENGTH"] = None

    @app.post("/<path:path>")
    async def length(path: str) -> str:
        return str(len(await request.get_data()))

    @app.get("/patient")
    async def patient() -> str:
        await asyncio.sleep(0.3)
        return "at last"

    @app.post("/deaf")
    async def deaf() -> tuple[str, int]:
        return "no", 403

    return app


def is_of_people(scope: Scope) -> bool:
    return bool(scope["path"] == "/form")


def bounded(app: Any, **how: Any) -> BodyBound:
    return BodyBound(FinishBegunRequests(app, patience=0.05), lambda scope: LIMIT, for_people=is_of_people, **how)


async def upload(port: int, path: str, size: int, chunked: bool) -> tuple[int, dict[str, str], bytes]:
    """As a browser does it: everything is sent before the answer is looked at."""
    async with connection(port) as (reader, writer):
        length = {"transfer-encoding": "chunked"} if chunked else {"content-length": size}
        writer.write(head("POST", path, length))
        for start in range(0, size, 50_000):
            piece = b"x" * min(50_000, size - start)
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            await writer.drain()
        writer.write(b"0\r\n\r\n" if chunked else b"")
        await writer.drain()
        return await answer(reader)


async def takes_less_than(size: int, writer: asyncio.StreamWriter) -> bool:
    with suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            for _ in range(0, size, 65_536):
                writer.write(bytes(65_536))
                await writer.drain()
        return False
    return True


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize("path", PATHS)
async def test_what_is_too_long_is_answered_even_after_the_whole_upload(path: str, chunked: bool) -> None:
    async with serving(bounded(echoing_app())) as port:
        for size in (LIMIT + 1, 4 * MEGABYTE):
            status, headers, body = await upload(port, path, size, chunked)
            assert (status, headers["content-type"], body) == (413, *PATHS[path])
        status, _, body = await upload(port, path, LIMIT, chunked)
        assert (status, body) == (200, str(LIMIT).encode())


async def test_a_declared_length_is_answered_before_a_byte_is_read() -> None:
    async with serving(bounded(echoing_app())) as port, connection(port) as (reader, writer):
        writer.write(head("POST", "/form", {"content-length": 10**15}))
        assert (await answer(reader))[0] == 413


async def test_an_upload_without_end_is_cut() -> None:
    async with serving(bounded(echoing_app(), drain_bytes=MEGABYTE)) as port, connection(port) as (_, writer):
        writer.write(head("POST", "/form", {"content-length": 10**15}))
        assert await takes_less_than(64 * MEGABYTE, writer)


async def test_an_upload_that_stalls_is_cut() -> None:
    async with serving(bounded(echoing_app(), drain_seconds=0.05)) as port, connection(port) as (reader, writer):
        writer.write(head("POST", "/form", {"content-length": 10**15}))
        assert (await answer(reader))[0] == 413
        async with asyncio.timeout(PATIENCE):
            assert await reader.read() == b""


async def test_a_body_that_does_not_come_is_cut_and_an_answer_that_takes_its_time_is_not() -> None:
    """Without `seconds` a byte a minute keeps a task and a connection for ever."""
    tasks = len(asyncio.all_tasks())
    bound = BodyBound(FinishBegunRequests(echoing_app(), patience=0.05), lambda scope: LIMIT, lambda scope: 0.1)
    async with serving(bound) as port:
        async with connection(port) as (reader, writer):
            writer.write(head("POST", "/form", {"content-length": 1000}) + b"4")
            assert (await answer(reader))[::2] == (408, b"Envoi trop lent")
            async with asyncio.timeout(PATIENCE):
                assert await reader.read() == b""
        assert (await http(port, "GET", "/patient"))[::2] == (200, b"at last")
    assert len(asyncio.all_tasks()) <= tasks


@pytest.mark.parametrize(("size", "answered"), [(1, 400), (600, 200)])
async def test_a_body_in_crumbs_is_cut_and_one_in_small_pieces_is_not(size: int, answered: int) -> None:
    """A megabyte of chunks of a byte each took six megabytes on the wire and five seconds of ours."""
    piece = b"%x\r\n%s\r\n" % (size, b"x" * size)
    wide = BodyBound(FinishBegunRequests(echoing_app(), patience=0.05), lambda scope: 8 * MEGABYTE)
    async with serving(wide) as port, connection(port) as (reader, writer):
        writer.write(head("POST", "/form", {"transfer-encoding": "chunked"}))
        with suppress(ConnectionError):
            for _ in range(50):
                writer.write(piece * 100)
                await writer.drain()
            writer.write(b"0\r\n\r\n")
        assert (await answer(reader))[0] == answered


async def test_who_has_too_much_under_way_is_refused_and_nobody_else() -> None:
    """Seen to fail without `unfinished`."""
    unfinished = Unfinished(2 * EMPTY + 1000, lambda scope: dict(scope["headers"]).get(b"whose", b"").decode() or None)
    app = bounded(echoing_app(), unfinished=unfinished)

    @asynccontextmanager
    async def begun(whose: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        async with connection(port) as (reader, writer):
            writer.write(head("POST", "/api/x", {"whose": whose, "content-length": LIMIT}) + b"x" * (LIMIT - 1000))
            yield reader, writer

    async with serving(app) as port:
        for _ in range(2):
            async with begun("one") as first, begun("one") as second:
                await until(lambda: unfinished._here["one"] == 2 * EMPTY)
                async with begun("one") as (third, _):
                    status, headers, body = await answer(third)
                assert (status, headers["retry-after"]) == (429, "30")
                assert body == '{"error": "Trop d’envois à la fois", "code": "too_many", "retry_after": 30}'.encode()
                for whose in ("another", ""):
                    async with begun(whose) as (reader, writer):
                        writer.write(b"x" * 1000)
                        assert (await answer(reader))[0] == 200
                first[1].write(b"x" * 1000)
                assert (await answer(first[0]))[::2] == (200, str(LIMIT).encode())
                second[1].transport.abort()
                await until(lambda: not unfinished._here)


@pytest.mark.parametrize("room", [{"most": EMPTY}, {"most": 9 * EMPTY, "of_all": EMPTY}], ids=["of one", "of all"])
async def test_where_there_is_no_room_only_what_comes_whole_is_begun(
    monkeypatch: pytest.MonkeyPatch, room: dict[str, int]
) -> None:
    """Seen to fail with no look at the room before the first of a body: who sends none of it was begun, and stayed."""
    monkeypatch.setattr(body_bound, "NO_ROOM", 0.05)
    begun = list[str]()
    app = echoing_app()
    app.before_request(lambda: begun.append("one"))
    unfinished = Unfinished(room["most"], lambda scope: "somebody", room.get("of_all", 9 * EMPTY))
    async with serving(bounded(app, unfinished=unfinished)) as port, connection(port) as (first, of_first):
        of_first.write(head("POST", "/api/x", {"content-length": 3}))
        await until(lambda: unfinished._here)
        async with connection(port) as (reader, writer):
            writer.write(head("POST", "/api/x", {"content-length": 3}))
            assert (await answer(reader))[0] == 429
        assert not begun
        assert (await http(port, "POST", "/api/x", b"abc"))[::2] == (200, b"3")
        of_first.write(b"abc")
        assert (await answer(first))[::2] == (200, b"3")
        await until(lambda: not unfinished._here and not unfinished._all)


async def test_what_was_looked_at_of_a_body_is_over_with_its_answer() -> None:
    """Seen to fail with a count that only the end of a body takes back."""
    heads = list[int]()

    async def looking(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            heads.append(len(await scope["state"][HEAD]()))
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    unfinished = Unfinished(3 * HEAD_BYTES, lambda scope: "one")
    app = BodyBound(looking, lambda scope: LIMIT, told=lambda scope: True, unfinished=unfinished, drain_seconds=0.0)
    async with serving(app) as port:
        for _ in range(4):
            async with connection(port) as (reader, writer):
                writer.write(head("POST", "/", {"content-length": MEGABYTE}) + bytes(HEAD_BYTES))
                assert (await answer(reader))[0] == 413
    assert [size >= HEAD_BYTES for size in heads] == [True] * 4


async def test_nothing_of_it_is_kept() -> None:
    async with serving(bounded(echoing_app(), drain_bytes=64 * MEGABYTE)) as port:
        tracemalloc.start()
        try:
            await upload(port, "/form", 20 * MEGABYTE, chunked=True)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 4 * MEGABYTE


@pytest.mark.logs_errors  # Engine.IO: an unknown session
@pytest.mark.parametrize("path", ["/deaf", "/socket.io/?EIO=4&transport=polling&sid=unknown"])
async def test_an_answer_that_does_not_read_the_body_arrives_and_holds_nothing(path: str) -> None:
    """Alone, Hypercorn closes on unread bytes, which resets the connection, or waits on a queue that nobody empties."""
    app = socketio.ASGIApp(socketio.AsyncServer(async_mode="asgi"), echoing_app())
    wide = BodyBound(app, lambda scope: 8 * MEGABYTE)
    tasks = len(asyncio.all_tasks())
    async with serving(wide) as port:
        assert (await upload(port, path, 4 * MEGABYTE, chunked=False))[0] in {400, 403}
        assert (await http(port, "POST", "/form", b"abc"))[2] == b"3"
    assert len(asyncio.all_tasks()) <= tasks


@pytest.mark.logs_errors  # Hypercorn: the crash
async def test_a_crash_in_mid_upload_holds_nothing() -> None:
    async def crash(scope: dict[str, object], *_: object) -> None:
        raise RuntimeError("on purpose")

    tasks = len(asyncio.all_tasks())
    async with serving(BodyBound(crash, lambda scope: 128 * MEGABYTE)) as port, connection(port) as (_, writer):
        writer.write(head("POST", "/form", {"content-length": 64 * MEGABYTE}))
        assert await takes_less_than(64 * MEGABYTE, writer)
    assert len(asyncio.all_tasks()) <= tasks
