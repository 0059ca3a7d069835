"""From untrusted bytes to the two pictures that are kept."""

from collections.abc import Callable
from typing import Final

from imaging import errors
from imaging.animations import render_frames
from imaging.containers import Bare, bare
from imaging.errors import BadImage
from imaging.formats import ImageFormat
from imaging.gifs import render_gif
from imaging.rendition import Rendition
from imaging.stills import render_still


def render(data: bytes, image_format: ImageFormat) -> Rendition:
    """Verify, clean and bound a picture, or raise `BadImage`."""
    try:
        found = bare(data, image_format)
        return _renderer(found, image_format)(found)
    except BadImage:
        raise
    except MemoryError:
        raise BadImage(*errors.TOO_LARGE) from None
    except Exception as error:
        # Decoders report torn files in every way there is (OSError, SyntaxError, EOFError,
        # ValueError, struct.error ...); nothing here touches the disk.
        raise BadImage(*errors.UNREADABLE) from error


_STILL: Final[dict[ImageFormat, Callable[[Bare], Rendition]]] = {
    "png": lambda found: render_still(found, "PNG"),
    "jpeg": lambda found: render_still(found, "JPEG"),
    "webp": lambda found: render_still(found, "WEBP"),
    "gif": render_gif,
}


def _renderer(found: Bare, image_format: ImageFormat) -> Callable[[Bare], Rendition]:
    if image_format != "gif" and found.frames > 1:
        return lambda found: render_frames(found, image_format.upper())
    return _STILL[image_format]
