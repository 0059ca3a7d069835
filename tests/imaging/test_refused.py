"""Files that are not what they say, or not all there, or made to hurt.

Seen to fail without MAX_PIXELS (the floods), MAX_SCANS, and MAX_PARTS of each kind (a file that is but for these a picture).
"""

import itertools
import struct
import zlib
from contextlib import suppress

import pytest

from imaging.errors import BadImage
from imaging.formats import ImageFormat
from imaging.limits import MAX_PARTS
from imaging.rendering import render
from tests.imaging import image_makers as make

GOOD: dict[str, tuple[ImageFormat, bytes]] = {
    "png": ("png", make.saved(make.photo(120, 90), "PNG")),
    "palette": ("png", make.saved(make.drawing().quantize(8), "PNG")),
    "jpeg": ("jpeg", make.saved(make.photo(120, 90), "JPEG")),
    "progressive": ("jpeg", make.saved(make.photo(120, 90), "JPEG", progressive=True)),
    "webp": ("webp", make.saved(make.photo(120, 90), "WEBP")),
    "lossless": ("webp", make.saved(make.photo(120, 90), "WEBP", lossless=True)),
    "alpha": ("webp", make.saved(make.photo(120, 90).convert("RGBA"), "WEBP", exact=True)),
    "moving webp": ("webp", make.animated("WEBP", 4)),
    "gif": ("gif", make.saved(make.photo(120, 90), "GIF")),
    "moving png": ("png", make.animated("PNG", 4, 120, 90)),
    "moving gif": ("gif", make.animated("GIF", 4)),
}


def refusal(data: bytes, kind: ImageFormat) -> BadImage:
    with pytest.raises(BadImage) as refused:
        render(data, kind)
    return refused.value


@pytest.mark.parametrize("name", GOOD)
def test_cut_off_anywhere(name: str) -> None:
    kind, data = GOOD[name]
    assert render(data, kind).full
    step = max(1, len(data) // 60)
    for length in [*range(12, len(data), step), *range(len(data) - 12, len(data))]:
        assert refusal(data[:length], kind).code == "invalid_attachment", length


# Not JPEG: its decoder fills up what is missing before the end marker.
@pytest.mark.parametrize("name", [name for name, (kind, _) in GOOD.items() if kind != "jpeg"])
def test_cut_off_and_closed_again(name: str) -> None:
    # A container that is whole around pixels that are not.
    kind, data = GOOD[name]
    half = len(data) // 2
    if kind == "webp":
        closed = b"RIFF" + struct.pack("<I", half - 8) + data[8:half]
    elif kind == "png":
        body = zlib.compress(bytes(5000))
        closed = data[:33] + make.png_chunk(b"IDAT", body) + make.png_chunk(b"IEND", b"")
    else:
        closed = data[:half] + b"\0;"
    assert refusal(closed, kind).code == "invalid_attachment"


@pytest.mark.parametrize("name", ["png", "palette"])
def test_one_wrong_bit_in_a_png(name: str) -> None:
    kind, data = GOOD[name]
    for position in range(12, len(data), max(1, len(data) // 80)):
        broken = bytearray(data)
        broken[position] ^= 4
        assert refusal(bytes(broken), kind).code in {"invalid_attachment", "attachment_too_large"}


@pytest.mark.parametrize("name", GOOD)
def test_damage_anywhere_is_refused_or_harmless(name: str) -> None:
    kind, data = GOOD[name]
    for position in range(3, len(data), max(1, len(data) // 60)):
        broken = bytearray(data)
        broken[position] ^= 0xFF
        try:
            rendition = render(bytes(broken), kind)
        except BadImage:
            continue
        assert make.opened(rendition.full).size == (rendition.width, rendition.height)


def flooded_gif(width: int, height: int) -> bytes:
    data: bytes = make.saved(make.drawing(), "GIF")
    at = data.index(b",\0\0\0\0")
    return data[: at + 5] + struct.pack("<HH", width, height) + data[at + 9 :]


def flooded_jpeg(side: int) -> bytes:
    data = make.saved(make.drawing(), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", side, side) + data[at + 4 :]


def flooded_webp(side: int) -> bytes:
    edge = (side - 1).to_bytes(3, "little")
    picture = make.saved(make.drawing(), "WEBP")[12:]
    head = make.webp_chunk(b"VP8X", b"\0\0\0\0" + edge + edge)
    body = b"WEBP" + head + picture
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", make.png(30_000, 30_000, 1, 0, bytes(2_000_000))),
        ("png", make.png(2**31 - 1, 2**31 - 1, 16, 6, b"")),
        ("png", make.png(40_000_001, 1, 8, 0, bytes(1000))),
        ("jpeg", flooded_jpeg(65_500)),
        ("webp", flooded_webp(16_384)),
        ("gif", flooded_gif(65_535, 65_535)),
        ("gif", b"GIF89a\xff\xff\xff\xff" + make.saved(make.drawing(), "GIF")[10:]),
    ],
    ids=["png", "widest png", "one row", "jpeg", "webp", "gif frame", "gif screen"],
)
def test_pixel_floods(kind: ImageFormat, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(data) < 50_000
    monkeypatch.setattr("PIL.Image.open", lambda *_, **__: pytest.fail("a decoder saw it"))
    assert refusal(data, kind).message == "Image trop grande (40 mégapixels au plus)"


def test_forty_megapixels_are_still_allowed() -> None:
    rendition = render(make.png(40_000, 1000, 1, 0, bytes(5001 * 1000)), "png")
    assert (rendition.width, rendition.height) == (15_000, 375)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", make.png(0, 5, 8, 0, b"")),
        ("png", make.png(5, 5, 3, 0, bytes(30))),
        ("png", make.png(5, 5, 8, 3, bytes(30))),
        ("png", b"\x89PNG\r\n\x1a\n" + make.png_chunk(b"IEND", b"")),
        ("png", b"\x89PNG\r\n\x1a\n" + make.png_chunk(b"IDAT", b"") * (MAX_PARTS + 1)),
        ("png", make.png_with(GOOD["png"][1], make.png_chunk(b"prVt", b"") * (MAX_PARTS + 1))),
        ("png", make.png_with(GOOD["png"][1], GOOD["png"][1][8:33])),
        ("jpeg", b"\xff\xd8\xff\xd9"),
        ("jpeg", b"\xff\xd8" + b"\xff\xfe\0\2" * (MAX_PARTS + 1) + GOOD["jpeg"][1][2:]),
        ("jpeg", b"\xff\xd8" + b"\xff" * 1_000_000),
        ("jpeg", b"\xff\xd8\xff\xfe\0\0" + GOOD["jpeg"][1][2:]),
        ("gif", b"GIF89a\1\0\1\0\0\0\0;"),
        ("gif", b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"),
        ("gif", GOOD["gif"][1][:-1] + b"\x21\xfe\0" * (MAX_PARTS + 1) + b";"),
        ("webp", b"RIFF\4\0\0\0WEBP"),
        ("webp", make.webp_with(b"RIFF\0\0\0\0WEBP", make.webp_chunk(b"EXIF", b"") * 5)),
        ("webp", make.webp_with(GOOD["webp"][1], make.webp_chunk(b"JUNK", b"") * (MAX_PARTS + 1))),
        ("webp", b"RIFF\xff\xff\xff\xffWEBP" + GOOD["webp"][1][12:]),
    ],
    ids=itertools.count(),
)
def test_nonsense(kind: ImageFormat, data: bytes) -> None:
    assert refusal(data, kind).message == "Image illisible"


def test_a_jpeg_of_very_many_scans() -> None:
    _, data = GOOD["progressive"]
    at = data.rindex(b"\xff\xda")
    assert refusal(data[:at] + data[at:-2] * 120 + b"\xff\xd9", "jpeg").message == "Image illisible"


def test_a_colour_profile_that_explodes() -> None:
    bomb = make.png_chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(200_000_000), 9))
    data = make.png_with(GOOD["png"][1], bomb)
    assert len(data) < 300_000
    with suppress(BadImage):
        assert b"iCCP" not in render(data, "png").full
