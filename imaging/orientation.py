"""Which way up a photograph is, read from its EXIF before that is thrown away."""

import struct
from typing import Final

from PIL import Image

_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turn_for(exif: bytes) -> Image.Transpose | None:
    """The turn that puts the picture upright; none when EXIF is absent or broken."""
    tiff = exif.removeprefix(b"Exif\0\0")
    endian = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if endian is None:
        return None
    try:
        (start,) = struct.unpack_from(f"{endian}I", tiff, 4)
        (count,) = struct.unpack_from(f"{endian}H", tiff, start)
        for index in range(count):
            tag, kind, _, value = struct.unpack_from(f"{endian}HHIH", tiff, start + 2 + 12 * index)
            if tag == _ORIENTATION and kind == 3:
                return _TURNS.get(value)
    except struct.error:
        pass
    return None
