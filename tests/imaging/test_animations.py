"""Pictures that move still move, at their pace, in both versions; those of too much are seen to fail without MAX_FRAMES and
MAX_ANIMATION_PIXELS."""

import struct
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from imaging.containers.gif import read_gif, write_gif
from imaging.errors import BadImage
from imaging.formats import ImageFormat
from imaging.rendering import render
from tests.imaging import image_makers as make

PACE = [30, 40, 50, 60, 500, 70]


def pixels(image: Image.Image) -> bytes:
    return image.convert("RGBA").tobytes()


def pace(data: bytes) -> list[int]:
    durations: list[int] = make.each_frame(data, lambda frame: frame.info["duration"])
    return durations


def loops(data: bytes) -> int | None:
    loop: int | None = make.opened(data).info.get("loop")
    return loop


def test_gif_is_kept_colour_for_colour() -> None:
    data = make.animated("GIF", 6, duration=PACE, loop=3)
    rendition = render(data, "gif")
    assert rendition.small == rendition.full
    assert make.each_frame(rendition.full, pixels) == make.each_frame(data, pixels)
    assert pace(rendition.full) == PACE
    assert loops(rendition.full) == 3


@pytest.mark.parametrize("disposal", [0, 1, 2, 3])
def test_gif_with_holes_and_every_disposal(disposal: int) -> None:
    frames = []
    for index in range(5):
        frame = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
        ImageDraw.Draw(frame).ellipse((index * 6, 4, index * 6 + 20, 24), fill=(200, 40 * index, 30, 255))
        frames.append(frame)
    data = make.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, disposal=disposal)
    rendition = render(data, "gif")
    assert make.each_frame(rendition.full, pixels) == make.each_frame(data, pixels)
    assert loops(rendition.full) == loops(data)


def test_large_gif_moves_in_its_small_version() -> None:
    data = make.animated("GIF", 6, 1000, 500, duration=PACE)
    rendition = render(data, "gif")
    assert make.opened(rendition.full).size == (1000, 500)
    assert make.opened(rendition.small).size == (800, 400)
    assert pace(rendition.full) == pace(rendition.small) == PACE
    assert loops(rendition.small) == 0
    shown = make.each_frame(rendition.small, lambda frame: frame.convert("RGB"))
    wanted = make.each_frame(data, lambda frame: frame.convert("RGB").resize((800, 400), Image.Resampling.BOX))
    for one, other in zip(shown, wanted, strict=True):
        assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 0.1


def test_large_gif_with_holes_keeps_them() -> None:
    frames = []
    for index in range(4):
        frame = Image.new("RGBA", (1000, 100), (0, 0, 0, 0))
        ImageDraw.Draw(frame).rectangle((index * 200, 0, index * 200 + 150, 99), fill=(200, 10, 60, 255))
        frames.append(frame)
    data = make.saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=80, disposal=2)
    alphas = make.each_frame(render(data, "gif").small, lambda frame: frame.convert("RGBA").getchannel("A"))
    assert [[alpha.getpixel((x * 160 + 60, 40)) for x in range(4)] for alpha in alphas] == [
        [255 if x == index else 0 for x in range(4)] for index in range(4)
    ]


def test_nothing_but_frames_stays_in_a_gif() -> None:
    data = make.gif_with_comment(make.animated("GIF", 3), make.SECRET) + b"<html>" + make.SECRET
    rendition = render(data, "gif")
    assert make.SECRET not in rendition.full + rendition.small
    assert rendition.full.count(b"\x21\xff") == 1


def test_what_hides_behind_a_frame_in_its_own_blocks_is_gone() -> None:
    gif = read_gif(make.saved(make.drawing(), "GIF"))
    (frame,) = gif.frames
    hidden = frame.pixels[:-1] + bytes([len(make.SECRET)]) + make.SECRET + b"\0"
    data = write_gif(gif).replace(frame.pixels, hidden)
    assert make.SECRET in data
    assert make.SECRET not in render(data, "gif").full


def test_frames_past_their_screen_enlarge_it() -> None:
    data = bytearray(make.animated("GIF", 3))
    data[6:10] = b"\x0a\0\x0a\0"
    rendition = render(bytes(data), "gif")
    assert (rendition.width, rendition.height) == (40, 30)


@pytest.mark.parametrize("options", [{"lossless": True}, {"quality": 70}, {"allow_mixed": True}])
def test_webp_moves(options: dict[str, Any]) -> None:
    data = make.animated("WEBP", 6, duration=PACE, loop=2, **options)
    data = make.webp_with(data, make.webp_chunk(b"XMP ", make.SECRET)) + make.SECRET
    rendition = render(data, "webp")
    assert make.SECRET not in rendition.full
    assert rendition.small == rendition.full
    assert pace(rendition.full) == PACE
    assert loops(rendition.full) == 2
    assert (rendition.width, rendition.height) == (40, 30)


def test_large_webp_moves_in_both_versions() -> None:
    rendition = render(make.animated("WEBP", 3, 1000, 500), "webp")
    assert make.opened(rendition.full).size == (rendition.width, rendition.height) == (1000, 500)
    assert make.opened(rendition.small).size == (800, 400)
    assert pace(rendition.small) == pace(rendition.full) == [40, 40, 40]


def test_long_webp_keeps_the_small_size_only() -> None:
    rendition = render(make.animated("WEBP", 40, 1000, 500, lossless=True), "webp")
    assert make.opened(rendition.full).size == (800, 400)
    assert rendition.small == rendition.full
    assert len(pace(rendition.full)) == 40


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_too_many_frames(kind: ImageFormat) -> None:
    assert render(make.animated(kind.upper(), 200, lossless=True), kind).width == 40
    with pytest.raises(BadImage, match="Animation trop longue"):
        render(make.animated(kind.upper(), 201, lossless=True), kind)


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_too_many_pixels_in_all_frames_together(kind: ImageFormat) -> None:
    data = make.animated(kind.upper(), 25)
    if kind == "gif":
        data = data[:6] + b"\x88\x13\xe8\x03" + data[10:]
    elif kind == "png":
        data = data[:8] + make.png_chunk(b"IHDR", struct.pack(">II", 5000, 1000) + data[24:29]) + data[33:]
    else:
        data = data[:24] + (4999).to_bytes(3, "little") + (999).to_bytes(3, "little") + data[30:]
    with pytest.raises(BadImage, match="Animation trop grande"):
        render(data, kind)
