"""JPEG: segments that begin with a marker, and compressed scans between them."""

import re
import struct
from typing import Final

from imaging.containers.bare import Bare, torn
from imaging.limits import MAX_PARTS, MAX_SCANS

_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_MARKER_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES: Final = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES: Final = {0xC4, 0xCC, 0xDB, 0xDD}
_ALONE: Final = {0x01, *range(0xD0, 0xD8)}
_SCAN: Final = 0xDA
_END: Final = 0xD9


def bare_jpeg(data: bytes) -> Bare:
    """Keep frame, tables, scans, colour profile and colour transform, up to the first end."""
    kept = [b"\xff\xd8"]
    width = height = scans = 0
    exif = b""
    position = 2
    for _ in range(MAX_PARTS):
        code, start = _marker(data, position)
        if code == _END:
            if not scans:
                raise torn()
            return Bare(b"".join([*kept, b"\xff\xd9"]), width, height, exif=exif)
        if code in _ALONE:
            position = start
            continue
        body, position = _segment(data, start)
        if code in _FRAMES:
            if width or len(body) < 6:
                raise torn()
            height, width = struct.unpack_from(">HH", body, 1)
        elif code == 0xE1 and body.startswith(b"Exif\0\0"):
            exif = exif or body
        elif code == _SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise torn()
            following = _MARKER_AFTER_SCAN.search(data, position)
            if following is None:
                raise torn()
            position = following.start()
        if _paints(code, body):
            kept.append(data[start - 2 : position])
    raise torn()


def _marker(data: bytes, position: int) -> tuple[int, int]:
    found = _MARKER.search(data, position)
    if found is None:
        raise torn()
    return data[found.start() + 1], found.end()


def _segment(data: bytes, start: int) -> tuple[bytes, int]:
    length = int.from_bytes(data[start : start + 2], "big")
    end = start + length
    if length < 2 or len(data) < end:
        raise torn()
    return data[start + 2 : end], end


def _paints(code: int, body: bytes) -> bool:
    return (
        code in _FRAMES
        or code in _TABLES
        or code == _SCAN
        or (code == 0xE0 and body.startswith(b"JFIF\0"))
        or (code == 0xE2 and body.startswith(b"ICC_PROFILE\0"))
        or (code == 0xEE and body.startswith(b"Adobe"))
    )
