"""Files cut down to what paints, before any decoder sees them.

Everything else (EXIF, XMP, comments, thumbnails, second pictures, what follows the end) is dropped
here, and sizes are known before a pixel is allocated. What is missing or torn is refused.
"""

from collections.abc import Callable
from typing import Final

from imaging.containers.bare import Bare
from imaging.containers.gif import bare_gif
from imaging.containers.jpeg import bare_jpeg
from imaging.containers.png import bare_png
from imaging.containers.webp import bare_webp
from imaging.formats import ImageFormat

_READERS: Final[dict[ImageFormat, Callable[[bytes], Bare]]] = {
    "png": bare_png,
    "jpeg": bare_jpeg,
    "gif": bare_gif,
    "webp": bare_webp,
}

__all__ = ["Bare", "bare"]


def bare(data: bytes, image_format: ImageFormat) -> Bare:
    """Return only what paints, within the limits, or raise `BadImage`."""
    found = _READERS[image_format](data)
    found.check()
    return found
