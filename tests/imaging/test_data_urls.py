"""The data URL: exactly what the contract says, and nothing decoded that is too large."""

import base64
import re
import string

import pytest

from imaging.data_urls import PIECE, parse_data_url
from imaging.errors import BadImage
from imaging.formats import sniff
from imaging.limits import MAX_BYTES
from tests.imaging import image_makers as make

PIXELS = b"\x89PNG\r\n\x1a\nand some more bytes"


def url(data: bytes, head: str = "data:image/png;base64,") -> str:
    return head + base64.b64encode(data).decode()


def code_of(text: str) -> str:
    with pytest.raises(BadImage) as refused:
        parse_data_url(text)
    return refused.value.code


@pytest.mark.parametrize("name", ["png", "jpeg", "jpg", "gif", "webp"])
@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 1000])
def test_what_is_allowed_comes_back_whole(name: str, length: int) -> None:
    data = make.chance(length).randbytes(length)
    expected = "jpeg" if name == "jpg" else name
    assert parse_data_url(url(data, f"data:image/{name};base64,")) == (expected, data)


@pytest.mark.parametrize(
    "head",
    [
        "",
        ",",
        "data:,",
        "DATA:image/png;base64,",
        "data:IMAGE/PNG;base64,",
        "data:image/PNG;base64,",
        "data:image/png;BASE64,",
        "data:image/png,",
        "data:image/png;charset=utf-8;base64,",
        "data:image/png;base64;x=1,",
        "data: image/png;base64,",
        " data:image/png;base64,",
        "data:image/svg+xml;base64,",
        "data:image/avif;base64,",
        "data:image/bmp;base64,",
        "data:image/tiff;base64,",
        "data:text/html;base64,",
        "data:image/png\0;base64,",
        "data:image/png;base64",
        "https://example.org/a.png,",
    ],
)
def test_other_heads_are_refused(head: str) -> None:
    assert code_of(url(PIXELS, head)) == "invalid_attachment"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "=",
        "====",
        "QUJD=",
        "QUJD==",
        "QUJD====",
        "QUI",
        "QUI==",
        "QQ=",
        "QQ===",
        "Q===",
        "QU=D",
        "=QUJ",
        "QUJD\n",
        "QUJD QUJD",
        "QUJD\r\nQUJD",
        "QUJD\tQUJ",
        "QUJDQUI \n",
        "QUJ-",
        "QUJ_",
        "QUJ%",
        "QQ==QUJD",
        "QUI=QUJD",
        "QUJé",
        "QUJ\ud800",
        "\udcffQUJ",
        "QUJ\0",
        "QUJ\uff21",
        # The bits behind the last byte are not zero: the same picture spelled twice.
        "QR==",
        "Qf==",
        "QUJ=",
        "QUL=",
    ],
)
def test_loose_base64_is_refused(body: str) -> None:
    assert code_of("data:image/png;base64," + body) == "invalid_attachment"


def test_mutilated_texts_are_accepted_only_when_canonical() -> None:
    chance = make.chance(20)
    alphabet = string.ascii_letters + string.digits + "+/=" + " \n-_"
    canonical = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
    accepted = 0
    for _ in range(4000):
        text = list(base64.b64encode(chance.randbytes(chance.randint(1, 9))).decode())
        for _ in range(chance.randint(0, 2)):
            text[chance.randrange(len(text))] = chance.choice(alphabet)
        body = "".join(text)
        try:
            _, data = parse_data_url("data:image/gif;base64," + body)
        except BadImage:
            continue
        accepted += 1
        assert canonical.fullmatch(body)
        assert base64.b64encode(data).decode() == body
    assert accepted > 1000


@pytest.mark.parametrize("length", [MAX_BYTES - 2, MAX_BYTES - 1, MAX_BYTES])
def test_ten_mebibytes_are_allowed(length: int) -> None:
    assert len(parse_data_url(url(bytes(length)))[1]) == length


@pytest.mark.parametrize("length", [MAX_BYTES + 1, MAX_BYTES + 2, MAX_BYTES + 3, 4 * MAX_BYTES])
def test_one_byte_more_is_too_large(length: int) -> None:
    assert code_of(url(bytes(length))) == "attachment_too_large"


def test_size_is_judged_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imaging.data_urls._decode", lambda _: pytest.fail("decoded"))
    assert code_of("data:image/png;base64," + "*" * (2 * MAX_BYTES)) == "attachment_too_large"


def test_padding_ends_a_picture_and_no_piece_of_it() -> None:
    padded = "A" * (PIECE - 2) + "=="
    for body in (padded + "AAAA", padded + padded):
        with pytest.raises(BadImage):
            parse_data_url("data:image/png;base64," + body)
    assert len(parse_data_url("data:image/png;base64," + "A" * PIECE + padded)[1]) == (2 * PIECE) // 4 * 3 - 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<!doctype html>", None),
        (b"BM\0\0\0\0", None),
        (b"II*\0", None),
        (b"\0\0\0\x1cftypavif", None),
        (b" \x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_sniff(data: bytes, expected: str | None) -> None:
    assert sniff(data) == expected
