"""GIF: a screen, a loop count, and frames of palette indices, read and written without decoding."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from imaging.containers.bare import Bare, torn
from imaging.containers.cursor import Cursor
from imaging.limits import MAX_PARTS

_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


@dataclass(frozen=True, slots=True)
class GifFrame:
    """One rectangle of indices, still compressed, and how it is shown."""

    left: int
    top: int
    width: int
    height: int
    interlaced: bool
    palette: bytes
    control: bytes
    pixels: bytes


@dataclass(slots=True)
class Gif:
    """What paints in a GIF: no comments, no foreign extensions, no text, no tail."""

    width: int
    height: int
    background: int
    palette: bytes
    loop: bytes = b""
    frames: list[GifFrame] = field(default_factory=list)


def bare_gif(data: bytes) -> Bare:
    """Keep the frames, their timing and the loop count."""
    gif = read_gif(data)
    return Bare(write_gif(gif), gif.width, gif.height, len(gif.frames))


def read_gif(data: bytes) -> Gif:
    """Take a GIF apart; one that does not reach its own end is refused."""
    cursor = Cursor(data, 6)
    width, height, flags, background, _ = cursor.unpack("<HHBBB")
    gif = Gif(width, height, background, _palette(cursor, flags))
    control = b""
    for _ in range(MAX_PARTS):
        introducer = cursor.byte()
        if introducer == 0x3B:
            return gif
        if introducer == 0x2C:
            frame = _frame(cursor, control)
            # Some frames reach past their screen; viewers then paint the larger one.
            gif.width = max(gif.width, frame.left + frame.width)
            gif.height = max(gif.height, frame.top + frame.height)
            gif.frames.append(frame)
            control = b""
            if not (frame.palette or gif.palette):
                raise torn()
        elif introducer == 0x21:
            label = cursor.byte()
            blocks = cursor.blocks()
            if label == 0xF9 and blocks[:1] == b"\x04" and len(blocks) >= 6:
                control = blocks[1:5]
            elif label == 0xFF and blocks[1:12] in _LOOPS and blocks[12:14] == b"\x03\x01":
                gif.loop = blocks[14:16]
        else:
            raise torn()
    raise torn()


def write_gif(gif: Gif) -> bytes:
    """Put a GIF together from nothing but its frames."""
    return b"".join(_parts(gif))


def _palette(cursor: Cursor, flags: int) -> bytes:
    return cursor.take(3 << (flags & 7) + 1) if flags & 0x80 else b""


def _frame(cursor: Cursor, control: bytes) -> GifFrame:
    left, top, width, height, flags = cursor.unpack("<HHHHB")
    palette = _palette(cursor, flags)
    start = cursor.position
    cursor.byte()
    cursor.blocks()
    if not width or not height:
        raise torn()
    pixels = cursor.data[start : cursor.position]
    return GifFrame(left, top, width, height, bool(flags & 0x40), palette, control, pixels)


def _parts(gif: Gif) -> Iterator[bytes]:
    flags = _palette_flags(gif.palette)
    yield b"GIF89a"
    yield struct.pack("<HHBBB", gif.width, gif.height, flags, gif.background, 0) + gif.palette
    if gif.loop and len(gif.frames) > 1:
        yield b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + gif.loop + b"\0"
    for frame in gif.frames:
        if frame.control:
            yield b"\x21\xf9\x04" + frame.control + b"\0"
        place = (frame.left, frame.top, frame.width, frame.height)
        flags = _palette_flags(frame.palette) | frame.interlaced << 6
        yield struct.pack("<BHHHHB", 0x2C, *place, flags) + frame.palette + frame.pixels
    yield b";"


def _palette_flags(palette: bytes) -> int:
    return 0x80 | (len(palette) // 3).bit_length() - 2 if palette else 0
