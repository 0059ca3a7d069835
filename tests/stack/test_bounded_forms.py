"""A file that has come in part is closed, one that has come whole is not; and what stands before a part has an end."""

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Any

import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from stack.bounded_forms import LONGEST_BOUNDARY, LONGEST_HEAD, BoundedFormParser

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


HEAD = b'--b\r\nContent-Disposition: form-data; name="a"'
END = b"\r\n\r\n1\r\n--b--\r\n"
BOMBS = {
    "a long name": HEAD + b"; x=" + b"y" * LONGEST_HEAD + END,
    "a thousand quotes": HEAD + b'; x="' + b'\\"' * 100_000 + END,
    "headers without end": HEAD + b"\r\na:b" * 200_000,
    "much before the first part": b"x" * LONGEST_HEAD + b"\r\n" + HEAD + END,
    "many line breaks before it": b"\r\n" * 100_000 + HEAD + END,
    "a long head of the second part": HEAD + b"\r\n\r\n1\r\n" + HEAD + b"\r\nx: " + b"y" * LONGEST_HEAD + END,
}


async def whole(data: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(data), 65_536):
        yield data[at : at + 65_536]


def parser() -> BoundedFormParser:
    return BoundedFormParser(max_content_length=None, silent=True)


@pytest.mark.parametrize("bomb", BOMBS)
async def test_what_stands_before_a_part_has_an_end(bomb: str) -> None:
    """Seen to fail with the library's own decoder, which reads all of it: ten seconds for the 32 MB that a photo may take."""
    with pytest.raises(RequestEntityTooLarge):
        await parser().parse(whole(BOMBS[bomb]), "multipart/form-data", None, {"boundary": "b"})


async def test_a_boundary_is_as_long_as_one_may_be() -> None:
    """Seen to fail without LONGEST_BOUNDARY: of each, an expression is made and kept."""
    for length in (1, LONGEST_BOUNDARY):
        body = whole((HEAD + END).replace(b"--b", b"--" + b"b" * length))
        fields, _ = await parser().parse(body, "multipart/form-data", None, {"boundary": "b" * length})
        assert fields.to_dict() == {"a": "1"}
    with pytest.raises(RequestEntityTooLarge):
        await parser().parse(whole(HEAD + END), "multipart/form-data", None, {"boundary": "b" * (LONGEST_BOUNDARY + 1)})


async def test_what_browsers_say_of_a_part_is_read() -> None:
    """The longest file name there is, in four bytes a character, and a photo larger than a head right behind it."""
    about = b'; filename="' + "\U0001f9f3".encode() * 255 + b'.png"\r\nContent-Type: image/png'
    body = whole(b"\r\n" + HEAD + about + b"\r\n\r\n" + b"\xff" * 200_000 + b"\r\n" + HEAD + END)
    fields, files = await parser().parse(body, "multipart/form-data", None, {"boundary": "b"})
    assert (fields["a"], len(files["a"].read())) == ("1", 200_000)
    files["a"].close()
