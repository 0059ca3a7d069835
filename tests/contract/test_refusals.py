"""What is refused of any request, whatever it asks for, is described as well, and is what it is described as."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from contract.api import OPERATIONS
from tests import promised
from tests.people import Cast, Person
from tests.stack.harness import answer, connection, head
from wire import bounds

WITH_BODY = [asked for asked, operation in OPERATIONS.items() if operation.body]
CHUNKED = {"transfer-encoding": "chunked"}


async def refusal(
    person: Person, asked: tuple[str, str], room: int, headers: Mapping[str, object], pieces: Iterable[bytes] = ()
) -> tuple[int, str]:
    """Status and code of what comes of it. Raises: as promised.answer, for what openapi.json does not say."""
    method, path = asked[0], asked[1].replace("<conversation_id>", str(room))
    async with connection(urlsplit(person.live.url).port or 0) as (reader, writer):
        writer.write(head(method, path, {"authorization": f"Bearer {person.token}", **headers}))
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        status, said, body = await answer(reader)
    told = httpx.Response(status, headers=said, content=body, request=httpx.Request(method, person.live.url + path))
    await promised.answer(told)
    return status, told.json()["code"]


@pytest.mark.parametrize("asked", OPERATIONS, ids=" ".join)
async def test_a_body_that_says_it_is_too_large(cast: Cast, asked: tuple[str, str]) -> None:
    """Seen to fail for logout, /health and every GET, none of which announced 413."""
    assert await refusal(cast.camille, asked, cast.room, {"content-length": 2**30}) == (413, "too_large")


@pytest.mark.parametrize("asked", WITH_BODY, ids=" ".join)
async def test_a_body_that_goes_on_and_on(cast: Cast, asked: tuple[str, str]) -> None:
    pieces = [b"10000\r\n%s\r\n" % bytes(2**16)] * 300
    assert await refusal(cast.camille, asked, cast.room, CHUNKED, pieces) == (413, "too_large")


@pytest.mark.parametrize("asked", WITH_BODY, ids=" ".join)
async def test_a_body_in_crumbs(cast: Cast, asked: tuple[str, str]) -> None:
    assert await refusal(cast.camille, asked, cast.room, CHUNKED, [b"1\r\n \r\n" * 2_500]) == (400, "too_many_pieces")


@pytest.mark.one_process
@pytest.mark.parametrize("asked", WITH_BODY, ids=" ".join)
async def test_a_body_that_does_not_come(cast: Cast, asked: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen to fail for each, none of which announced 408."""
    monkeypatch.setattr(bounds, "TEXT", 0.1)
    monkeypatch.setattr(bounds, "UPLOAD", 0.1)
    assert await refusal(cast.camille, asked, cast.room, {"content-length": 100}, [b"{"]) == (408, "too_slow")
