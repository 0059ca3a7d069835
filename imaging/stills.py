"""Pictures that do not move."""

from io import BytesIO
from typing import Any, Final

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from imaging.colours import plain, to_srgb
from imaging.containers import Bare
from imaging.containers.bare import torn
from imaging.limits import FULL_SIDE, FULL_STRIP, SMALL_SIDE, SMALL_STRIP
from imaging.orientation import turn_for
from imaging.rendition import Rendition, heavy
from imaging.sizes import fitted

# Named so that Pillow does not load, and never tries, its fifty other decoders.
_PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

_OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {"compress_level": 5},
    "WEBP": {"quality": 85, "method": 2},
}


def render_still(found: Bare, kind: str) -> Rendition:
    """Decode all of it, bring it upright and to sRGB, and encode it anew in its own format."""
    image = _upright(opened(found, kind), found.exif)
    full = _encoded(image, kind)
    while heavy(full):
        image = fitted(image, max(image.size) // 2)
        full = _encoded(image, kind)
    # Pages show it as wide as any other: only what is tall is seen better.
    smaller = fitted(image, SMALL_SIDE, SMALL_STRIP if image.height > image.width else (0, 0))
    return Rendition(image.width, image.height, full, full if smaller is image else _encoded(smaller, kind))


def opened(found: Bare, kind: str) -> Image.Image:
    """Open with one decoder only, which must see what the head announced."""
    image = Image.open(BytesIO(found.data), formats=[kind])
    if image.size != (found.width, found.height):
        raise torn()
    image.load()
    return image


def _upright(image: Image.Image, exif: bytes) -> Image.Image:
    profile = image.info.get("icc_profile")
    # Scaled before anything that copies: a copy of 40 megapixels is 160 MB.
    image = to_srgb(fitted(plain(image), FULL_SIDE, FULL_STRIP), profile)
    turn = turn_for(exif)
    return image if turn is None else image.transpose(turn)


def _encoded(image: Image.Image, kind: str) -> bytes:
    # Encoders write comments, profiles and densities that they find here.
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
    out = BytesIO()
    image.save(out, kind, **_OPTIONS[kind])
    return out.getvalue()
