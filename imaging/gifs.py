"""GIF pictures, moving or not: their frames are unpacked and packed anew, colour for colour."""

from dataclasses import replace
from io import BytesIO
from typing import Final

from PIL import Image

from imaging.containers import Bare
from imaging.containers.bare import torn
from imaging.containers.gif import Gif, GifFrame, read_gif, write_gif
from imaging.gif_scaling import scaled_gif
from imaging.limits import FULL_SIDE, SMALL_SIDE
from imaging.rendition import Rendition, heavy

# Not grey, so that Pillow keeps palette indices as they are.
_ANY_PALETTE: Final = bytes(value for index in range(256) for value in (index, 255 - index, 0))


def render_gif(found: Bare) -> Rendition:
    """Keep palettes, timing and loops; only what is too large is painted and scaled."""
    gif = read_gif(found.data)
    gif.frames = [_repacked(frame) for frame in gif.frames]
    full, size = write_gif(gif), (gif.width, gif.height)
    small, small_size = full, size
    if max(size) > SMALL_SIDE:
        small, small_size = scaled_gif(full, SMALL_SIDE)
    if max(size) > FULL_SIDE:
        full, size = scaled_gif(full, FULL_SIDE)
    if heavy(full):
        full, size = small, small_size
    return Rendition(*size, full, small)


def _repacked(frame: GifFrame) -> GifFrame:
    # Unpacking proves that every pixel is there; packing leaves behind what hid after the last.
    image = Image.open(BytesIO(_alone(frame)), formats=["GIF"])
    if image.size != (frame.width, frame.height) or image.mode != "P":
        raise torn()
    indices = Image.frombytes("L", image.size, image.tobytes())
    out = BytesIO()
    indices.save(out, "GIF", optimize=False, interlace=0)
    (packed,) = read_gif(out.getvalue()).frames
    control = bytes([frame.control[0] & 0x1D]) + frame.control[1:] if frame.control else b""
    return replace(frame, interlaced=False, control=control, pixels=packed.pixels)


def _alone(frame: GifFrame) -> bytes:
    bare = replace(frame, left=0, top=0, palette=b"", control=b"")
    return write_gif(Gif(frame.width, frame.height, 0, _ANY_PALETTE, frames=[bare]))
