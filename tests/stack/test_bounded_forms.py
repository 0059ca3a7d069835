"""A file that has come in part is closed, one that has come whole is not."""

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any

import pytest

from stack.bounded_forms import BoundedFormParser

FILE = b'--b\r\nContent-Disposition: form-data; name="attachment"; filename="a.png"\r\n\r\n' + b"x" * 700_000


class HungUp(Exception):
    pass


async def body(end: bytes | None) -> AsyncIterator[bytes]:
    yield FILE
    if end is None:
        raise HungUp
    yield end


@pytest.mark.parametrize(
    ("end", "closed"), [(b"\r\n--b--\r\n", False), (b"", True), (None, True)], ids=["whole", "cut off", "hung up"]
)
async def test_what_is_left_open(end: bytes | None, closed: bool) -> None:
    made: list[IO[bytes]] = []

    def make(*_: Any) -> IO[bytes]:
        made.append(tempfile.SpooledTemporaryFile(max_size=500_000))  # noqa: SIM115 -- who closes it is the question
        return made[-1]

    parser = BoundedFormParser(max_content_length=None, stream_factory=make)
    try:
        _, files = await parser.parse(body(end), "multipart/form-data", len(FILE), {"boundary": "b"})
        assert len(files) == (0 if closed else 1)
    except HungUp:
        assert end is None
    assert [file.closed for file in made] == [closed]
    made[0].close()
