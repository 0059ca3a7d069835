"""WebP: RIFF chunks; still pictures, or frames on a canvas."""

import struct
from collections.abc import Iterator
from typing import Final

from imaging.containers.bare import Bare, torn
from imaging.limits import MAX_PARTS

_PAINTS: Final = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_EXIF_AND_XMP: Final = 0x08 | 0x04


def bare_webp(data: bytes) -> Bare:
    """Keep the chunks that paint, up to the end that the file announces."""
    (length,) = struct.unpack_from("<I", data.ljust(12, b"\0"), 4)
    end = 8 + length
    if length < 12 or len(data) < end:
        raise torn()
    kept: list[bytes] = []
    exif = b""
    width = height = frames = 0
    for kind, body in _chunks(data, end):
        if not kept:
            width, height = _size(kind, body)
        frames += kind == b"ANMF"
        if kind == b"EXIF":
            exif = exif or body
        if kind == b"VP8X":
            kept.append(_packed(kind, bytes([body[0] & ~_EXIF_AND_XMP]) + body[1:10]))
        elif kind in _PAINTS:
            kept.append(_packed(kind, body))
    content = b"WEBP" + b"".join(kept)
    return Bare(b"RIFF" + struct.pack("<I", len(content)) + content, width, height, frames or 1, exif)


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _chunks(data: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    position = 12
    for _ in range(MAX_PARTS):
        if position >= end:
            return
        if position + 8 > end:
            raise torn()
        kind, length = struct.unpack_from("<4sI", data, position)
        start = position + 8
        if start + length > end:
            raise torn()
        yield kind, data[start : start + length]
        position = start + length + length % 2
    raise torn()


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8X" and len(body) >= 10:
        return (
            int.from_bytes(body[4:7], "little") + 1,
            int.from_bytes(body[7:10], "little") + 1,
        )
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and body[:1] == b"\x2f" and len(body) >= 5:
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise torn()
