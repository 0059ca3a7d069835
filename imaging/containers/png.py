"""PNG: chunks with a length, a type and a checksum."""

import struct
import zlib
from typing import Final

from imaging.containers.bare import Bare, torn
from imaging.limits import MAX_PARTS

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PAINTS: Final = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"}
# Of pictures that move: how many frames, and each one's place, pace and pixels.
_ANNOUNCES, _FRAME, _PIXELS = b"acTL", b"fcTL", b"fdAT"
_MOVES: Final = {_ANNOUNCES, _FRAME, _PIXELS}
_KEPT: Final = _PAINTS | _MOVES


def bare_png(data: bytes) -> Bare:
    """Keep the chunks that paint. What contradicts itself about its frames becomes its still picture, as in browsers."""
    kept: list[tuple[bytes, bytes]] = []
    width = height = depth = announced = 0
    exif = b""
    position = len(_SIGNATURE)
    for part in range(MAX_PARTS):
        kind, body, end = _chunk(data, position)
        if (part == 0) != (kind == b"IHDR"):
            raise torn()
        if kind == b"IHDR":
            if len(body) != 13:
                raise torn()
            width, height, depth = struct.unpack_from(">IIB", body)
        elif kind == b"eXIf":
            exif = body
        elif kind == _ANNOUNCES and len(body) == 8:
            (announced,) = struct.unpack_from(">I", body)
        # A transparent colour of 16 bits has no equal among the 8 that are kept.
        if kind in _KEPT and not (kind == b"tRNS" and depth == 16):
            kept.append((kind, data[position:end]))
        if kind == b"IEND":
            frames = _frames([kind for kind, _ in kept], announced)
            chunks = [chunk for kind, chunk in kept if frames > 1 or kind not in _MOVES]
            return Bare(b"".join((_SIGNATURE, *chunks)), width, height, frames, exif)
        position = end
    raise torn()


def _frames(kinds: list[bytes], announced: int) -> int:
    """How many there are, where all agrees on it; otherwise 1."""
    whole = kinds.count(_ANNOUNCES) == 1 and kinds.count(_FRAME) == announced and kinds.index(_ANNOUNCES) < kinds.index(b"IDAT")
    return announced if whole else 1


def _chunk(data: bytes, position: int) -> tuple[bytes, bytes, int]:
    start = position + 8
    if len(data) < start:
        raise torn()
    (length,) = struct.unpack_from(">I", data, position)
    end = start + length
    if len(data) < end + 4:
        raise torn()
    (checksum,) = struct.unpack_from(">I", data, end)
    if zlib.crc32(memoryview(data)[position + 4 : end]) != checksum:
        raise torn()
    kind = data[position + 4 : start]
    # Bodies of IDAT stay where they are: only heads and EXIF are looked into.
    body = data[start:end] if kind in {b"IHDR", b"eXIf", _ANNOUNCES} else b""
    return kind, body, end + 4
