"""A large body is read of whoever is logged in alone, and few at a time of each.

Seen to fail with strangers read as members are, what declares no length taken for small, no bound (or one that all share), a
place that is not given back, and an ended log-in taken for a stranger's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

import auth
from routes import uploads
from stack.upload import LARGE_AT_ONCE
from tests.live import Live
from tests.people import Cast, Person

pytestmark = pytest.mark.one_process
SIZE = 300 * 1024
FORM, PROGRAM = "/conversations/{}/messages", "/api/conversations/{}/messages"


@asynccontextmanager
async def begun(
    live: Live, path: str, shown: str = "", size: int | None = SIZE
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    address = urlsplit(live.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    length = f"Content-Length: {size}" if size else "Transfer-Encoding: chunked"
    kind = "application/json" if path.startswith("/api/") else "multipart/form-data; boundary=b"
    head = f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: {kind}\r\n{shown}{length}\r\n\r\n"
    writer.write(head.encode())
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def status(reader: asyncio.StreamReader) -> int:
    async with asyncio.timeout(5):
        return int((await reader.readline()).split()[1])


def of(person: Person, path: str) -> str:
    if path == PROGRAM:
        return f"Authorization: Bearer {person.token}\r\n"
    return f"Cookie: {auth.cookies.cookie_name}={person.cookie}\r\n"


@pytest.mark.parametrize(("path", "answered"), [(FORM, 303), (PROGRAM, 401)])
@pytest.mark.parametrize("shown", ["", "Cookie: escale=x\r\nAuthorization: Bearer x\r\n"])
async def test_a_stranger_is_answered_before_the_body_is_there(
    cast: Cast, live: Live, path: str, answered: int, shown: str
) -> None:
    """Thirty of them kept 930 MB of disk."""
    async with begun(live, path.format(cast.room), shown) as (reader, _):
        assert await status(reader) == answered


async def test_a_stranger_who_does_not_say_how_much_is_cut(cast: Cast, live: Live) -> None:
    async with begun(live, FORM.format(cast.room), size=None) as (reader, writer):
        head = b'--b\r\nContent-Disposition: form-data; name="attachment"; filename="a.png"\r\n\r\n'
        for piece in (head, *[b"x" * 65_536] * 5):
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        assert await status(reader) == 413


async def test_what_an_ended_log_in_wrote_beside_a_large_photo_is_kept(cast: Cast) -> None:
    await cast.camille.cookie_session.delete()
    async with cast.camille.browser() as browser:
        answer = await browser.post(
            FORM.format(cast.room), data={"content": "Le port"}, files={"attachment": ("a.png", bytes(SIZE), "image/png")}
        )
    assert answer.status_code == 403
    assert "Le port" in answer.text


async def until_here(person: Person, uploads_now: int) -> None:
    async with asyncio.timeout(5):
        while uploads._here[person.id] != uploads_now:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("path", [FORM, PROGRAM])
async def test_a_person_has_few_at_a_time(cast: Cast, live: Live, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert LARGE_AT_ONCE == 4
    monkeypatch.setattr(live.settings, "rate_limits", True)
    monkeypatch.setattr(uploads, "LARGE_AT_ONCE", 1)
    where = path.format(cast.room)
    async with (
        begun(live, where, of(cast.camille, path)) as (reader, writer),
        begun(live, where, of(cast.jean, path)) as (another, of_jean),
    ):
        await until_here(cast.camille, 1)
        await until_here(cast.jean, 1)
        async with begun(live, where, of(cast.camille, path)) as (refused, _):
            assert await status(refused) == 429
        for it in (writer, of_jean):
            it.write(bytes(SIZE))
        assert {await status(reader), await status(another)} <= {400, 403, 413, 422}
        await until_here(cast.camille, 0)
        await until_here(cast.jean, 0)
