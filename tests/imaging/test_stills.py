"""Pictures that do not move: what is kept, what is gone, and which way up; seen to fail with any part of a file kept, and without
turn_for."""

import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from imaging.formats import ImageFormat, sniff
from imaging.rendering import render
from imaging.rendition import Rendition
from tests.imaging import image_makers as make

KINDS: list[ImageFormat] = ["png", "jpeg", "webp", "gif"]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, in values of 0 to 255."""
    assert one.size == other.size
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return float(max(ImageStat.Stat(apart).mean))


def both(rendition: Rendition) -> tuple[bytes, bytes]:
    return rendition.full, rendition.small


def secrets_in(*files: bytes) -> list[bytes]:
    words = (make.SECRET, b"Exif\0", b"EXIF", b"eXIf", b"xmpmeta", b"XMP ", b"Telephone", b"Comment", b"ICC_PROFILE")
    return [word for word in words for file in files if word in file]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1, 1), (2, 300), (640, 480), (802, 16), (1200, 900)])
def test_formats_sizes_and_pixels_are_kept(kind: ImageFormat, size: tuple[int, int]) -> None:
    image = make.drawing(*size)
    rendition = render(make.saved(image, kind.upper()), kind)
    full, small = (make.opened(data) for data in both(rendition))
    assert sniff(rendition.full) == sniff(rendition.small) == kind
    assert full.size == (rendition.width, rendition.height) == size
    assert max(small.size) == min(800, max(size))
    assert difference(full, image) < (12 if min(size) > 2 else 60)
    assert (rendition.small == rendition.full) == (max(size) <= 800)
    assert difference(small, full.resize(small.size, Image.Resampling.BOX)) < 12


@pytest.mark.parametrize(
    ("kind", "size", "full", "small"),
    [
        ("gif", (4100, 40), (4096, 40), (800, 8)),
        ("png", (600, 6000), (600, 6000), (400, 4000)),  # the picture of a long page, which stays legible
        ("jpeg", (6000, 600), (6000, 600), (800, 80)),  # is shown as wide as any other
    ],
)
def test_both_are_bounded_and_a_strip_can_still_be_read(kind: ImageFormat, size: Any, full: Any, small: Any) -> None:
    rendition = render(make.saved(make.drawing(*size), kind.upper()), kind)
    assert make.opened(rendition.full).size == (rendition.width, rendition.height) == full
    assert make.opened(rendition.small).size == small


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_orientation_is_applied_and_forgotten(kind: ImageFormat, orientation: int) -> None:
    tags = make.exif(orientation)
    data = make.saved(make.drawing(820, 200), kind.upper(), exif=tags)
    assert make.SECRET in data
    upright = ImageOps.exif_transpose(make.opened(data)) or make.opened(data)
    rendition = render(data, kind)
    assert difference(make.opened(rendition.full), upright) < 8
    assert difference(make.opened(rendition.small), upright.resize(make.opened(rendition.small).size)) < 8
    assert not secrets_in(*both(rendition))
    assert all(not make.opened(file).getexif() for file in both(rendition))


@pytest.mark.parametrize(
    "tags",
    [
        b"Exif\0\0",
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\0" * 30,
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\xff\xff\0\0",
        b"Exif\0\0nonsense" * 40,
    ],
)
def test_broken_exif_is_ignored(tags: bytes) -> None:
    data = make.jpeg_with(make.saved(make.drawing(), "JPEG"), (0xE1, tags))
    assert (render(data, "jpeg").width, render(data, "jpeg").height) == (64, 48)


def test_nothing_but_the_picture_stays_in_a_jpeg() -> None:
    data = make.jpeg_with(
        make.saved(make.photo(1000, 700), "JPEG", icc_profile=make.swapped_profile(), comment=b"Comment"),
        (0xE1, make.exif()),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + make.SECRET),
        (0xED, b"Photoshop 3.0\0" + make.SECRET),
        (0xE2, b"MPF\0II*\0" + make.SECRET),
        (0xEF, make.SECRET),
        (0xFE, make.SECRET),
    )
    data += b"<script>" + make.SECRET + b"</script>" + make.saved(make.drawing(), "JPEG")
    assert not secrets_in(*both(render(data, "jpeg")))


def test_nothing_but_the_picture_stays_in_a_png() -> None:
    bomb = zlib.compress(bytes(80_000_000), 9)
    data = make.png_with(
        make.saved(make.photo(1000, 700), "PNG"),
        make.png_chunk(b"iCCP", b"Swap\0\0" + zlib.compress(make.swapped_profile())),
        make.png_chunk(b"tEXt", b"Comment\0" + make.SECRET),
        make.png_chunk(b"zTXt", b"Comment\0\0" + bomb),
        make.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + make.SECRET),
        make.png_chunk(b"eXIf", make.exif()[6:]),
        make.png_chunk(b"tIME", b"\x07\xe0\1\1\1\1\1"),
        make.png_chunk(b"prVt", make.SECRET),
    )
    rendition = render(data + b"PK\x03\x04" + make.SECRET, "png")
    assert not secrets_in(*both(rendition))
    assert all(set(_chunks(file)) <= {b"IHDR", b"IDAT", b"IEND"} for file in both(rendition))


def test_nothing_but_the_picture_stays_in_a_webp() -> None:
    data = make.saved(make.photo(1000, 700), "WEBP", exif=make.exif(), xmp=make.SECRET, icc_profile=make.swapped_profile())
    data = make.webp_with(data, make.webp_chunk(b"JUNK", make.SECRET)) + b"%PDF-1.7" + make.SECRET
    assert not secrets_in(*both(render(data, "webp")))


def _chunks(data: bytes) -> list[bytes]:
    position, kinds = 8, []
    while position < len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        kinds.append(kind)
        position += length + 12
    return kinds


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_colours_are_brought_to_srgb(kind: ImageFormat) -> None:
    data = make.saved(make.drawing(900, 60), kind.upper(), icc_profile=make.swapped_profile())
    rendition = render(data, kind)
    red, green, _ = make.opened(rendition.full).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert green > 150
    assert red < 90
    assert "icc_profile" not in make.opened(rendition.full).info | make.opened(rendition.small).info


def test_colours_of_palettes_too() -> None:
    image = make.drawing(900, 60).quantize(16)
    rendition = render(make.saved(image, "PNG", icc_profile=make.swapped_profile()), "png")
    full = make.opened(rendition.full)
    assert full.mode == "P"
    red, green, _ = full.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert green > 150
    assert red < 90


@pytest.mark.parametrize("profile", [b"", b"nonsense", make.foreign_profile(), make.swapped_profile()[:200]], ids=len)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_profiles_that_do_not_fit_are_ignored(profile: bytes, mode: str) -> None:
    image = make.drawing(mode=mode)
    rendition = render(make.saved(image, "JPEG", icc_profile=profile, quality=95), "jpeg")
    assert difference(make.opened(rendition.full), image) < 10


@pytest.mark.parametrize("progressive", [False, True])
def test_cmyk(progressive: bool) -> None:
    image = make.drawing(900, 700, "CMYK")
    rendition = render(make.saved(image, "JPEG", progressive=progressive, quality=95), "jpeg")
    assert make.opened(rendition.full).mode == make.opened(rendition.small).mode == "RGB"
    assert difference(make.opened(rendition.full), image) < 8


def test_grey_jpeg_stays_grey() -> None:
    assert make.opened(render(make.saved(make.drawing(mode="L"), "JPEG"), "jpeg").full).mode == "L"


def test_sixteen_bits() -> None:
    ramp = b"".join(b"\0" + b"".join(struct.pack(">H", x * 65) for x in range(1000)) for _ in range(3))
    grey = render(make.png(1000, 3, 16, 0, ramp), "png")
    for file in both(grey):
        values = make.opened(file).convert("L").resize((4, 1), Image.Resampling.BOX).tobytes()
        assert all(abs(value - expected) < 4 for value, expected in zip(values, (31, 95, 158, 222), strict=True))
    colour = b"".join(b"\0" + struct.pack(">HHH", 0xFFFF, 0x8000, 0) * 20 for _ in range(20))
    assert make.opened(render(make.png(20, 20, 16, 2, colour), "png").full).getpixel((3, 3)) == (255, 128, 0)
    key = make.png_chunk(b"tRNS", struct.pack(">HHH", 0xFFFF, 0x8000, 0))
    assert render(make.png(20, 20, 16, 2, colour, key), "png").width == 20


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(60, 40), (1000, 600)])
def test_every_kind_of_png(mode: str, size: tuple[int, int]) -> None:
    image = make.drawing(*size).convert(mode)
    if "A" in mode:
        image.putalpha(Image.linear_gradient("L").resize(size))
    rendition = render(make.saved(image, "PNG"), "png")
    full, small = (make.opened(file) for file in both(rendition))
    assert ImageChops.difference(full.convert("RGBA"), image.convert("RGBA")).getbbox() is None
    assert full.has_transparency_data == small.has_transparency_data == ("A" in mode)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
@pytest.mark.parametrize("size", [(60, 40), (1000, 600)])
def test_a_transparent_colour_stays_transparent(mode: str, size: tuple[int, int]) -> None:
    image = Image.new("L", size, 0)
    image.paste(255, (size[0] // 2, 0, *size))
    image = image.convert(mode)
    data = make.saved(image, "PNG", transparency=(0, 0, 0) if mode == "RGB" else image.getpixel((0, 0)))
    for file in both(render(data, "png")):
        alpha = make.opened(file).convert("RGBA").getchannel("A")
        assert alpha.crop((0, 0, 2, 2)).tobytes() == bytes(4)
        assert min(alpha.crop((alpha.width - 2, 0, alpha.width, 2)).tobytes()) >= 250


@pytest.mark.parametrize("lossless", [False, True])
def test_transparent_webp(lossless: bool) -> None:
    image = make.drawing(900, 500, "RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    for file in both(render(make.saved(image, "WEBP", lossless=lossless), "webp")):
        alpha = make.opened(file).getchannel("A").tobytes()
        assert min(alpha) <= 2
        assert max(alpha) >= 253


def test_interlaced_pictures() -> None:
    image = make.drawing(70, 50)
    gif = make.saved(image, "GIF", interlace=1)
    assert difference(make.opened(render(gif, "gif").full), make.opened(gif)) == 0


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_what_stays_heavy_is_scaled_down(kind: ImageFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imaging.rendition.MAX_STORED_BYTES", 800_000)
    data = make.saved(make.noise(1024, 1024), kind.upper(), lossless=True)
    assert len(data) > 3_000_000
    rendition = render(data, kind)
    assert make.opened(rendition.full).size == (rendition.width, rendition.height) == (512, 512)


def test_random_pixels_survive_png_exactly() -> None:
    image = make.noise(97, 61, seed=3)
    assert make.opened(render(make.saved(image, "PNG"), "png").full).tobytes() == image.tobytes()
