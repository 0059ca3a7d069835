"""PNG pictures that move, as those of the other formats do (contract, stored images)."""

import struct

import pytest
from PIL import Image, ImageDraw

from imaging.rendering import render
from tests.imaging import image_makers as make
from tests.imaging.test_animations import PACE, loops, pace, pixels


def frames_of(data: bytes) -> int:
    return int(getattr(make.opened(data), "n_frames", 1))


def test_png_moves() -> None:
    """Seen to fail: it became a still picture, and nobody was told."""
    data = make.png_with(make.animated("PNG", 6, duration=PACE, loop=2), make.png_chunk(b"tEXt", b"Comment\0" + make.SECRET))
    rendition = render(data + make.SECRET, "png")
    assert make.SECRET not in rendition.full
    assert rendition.small == rendition.full
    assert make.each_frame(rendition.full, pixels) == make.each_frame(data, pixels)
    assert (pace(rendition.full), loops(rendition.full)) == (PACE, 2)
    assert (rendition.width, rendition.height) == (40, 30)


@pytest.mark.parametrize("disposal", [0, 1, 2])
@pytest.mark.parametrize("blend", [0, 1])
@pytest.mark.parametrize("palette", [False, True])
def test_holes_and_every_way_from_one_frame_to_the_next(disposal: int, blend: int, palette: bool) -> None:
    frames = []
    for index in range(5):
        frame = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
        ImageDraw.Draw(frame).ellipse((index * 6, 4, index * 6 + 20, 24), fill=(200, 40 * index, 30, 255))
        frames.append(frame.quantize(16) if palette else frame)
    how = {"duration": 80, "disposal": disposal, "blend": blend}
    data = make.saved(frames[0], "PNG", save_all=True, append_images=frames[1:], **how)
    assert make.each_frame(render(data, "png").full, pixels) == make.each_frame(data, pixels)


def test_large_png_moves_in_both_versions_and_long_ones_in_the_small_one() -> None:
    rendition = render(make.animated("PNG", 3, 1000, 500), "png")
    assert make.opened(rendition.full).size == (rendition.width, rendition.height) == (1000, 500)
    assert make.opened(rendition.small).size == (800, 400)
    assert pace(rendition.small) == pace(rendition.full) == [40, 40, 40]
    rendition = render(make.animated("PNG", 40, 1000, 500), "png")
    assert make.opened(rendition.full).size == (800, 400)
    assert rendition.small == rendition.full
    assert frames_of(rendition.full) == 40


def test_a_still_picture_before_the_frames_is_none_of_them() -> None:
    still, frames = make.drawing(40, 30), [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    data = make.saved(still, "PNG", save_all=True, append_images=frames, default_image=True, duration=50)
    assert frames_of(data) == 4
    assert make.each_frame(render(data, "png").full, pixels) == [pixels(frame) for frame in frames]


def test_it_is_turned_upright() -> None:
    data = make.png_with(make.animated("PNG", 3), make.png_chunk(b"eXIf", make.exif(6).removeprefix(b"Exif\0\0")))
    rendition = render(data, "png")
    assert (rendition.width, rendition.height) == (30, 40)
    upright = [pixels(frame.transpose(Image.Transpose.ROTATE_270)) for frame in make.each_frame(data, Image.Image.copy)]
    assert make.each_frame(rendition.full, pixels) == upright


@pytest.mark.parametrize("announced", [0, 1, 4, 6, 2**31])
def test_one_that_contradicts_itself_is_its_still_picture(announced: int) -> None:
    """As in browsers, and nothing is made of a number that a head names."""
    data = make.animated("PNG", 5)
    at = data.index(b"acTL")
    lie = make.png_chunk(b"acTL", struct.pack(">II", announced, 0))
    rendition = render(data[: at - 4] + lie + data[at + 16 :], "png")
    assert frames_of(rendition.full) == 1
    assert pixels(make.opened(rendition.full)) == pixels(make.opened(data))
