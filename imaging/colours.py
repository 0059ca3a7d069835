"""Any colours in, plain sRGB of 8 bits out."""

from contextlib import suppress
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

_DISPLAYED: Final = {"1", "L", "LA", "P", "RGB", "RGBA"}


def plain(image: Image.Image) -> Image.Image:
    """Bring to 8 bits a channel, with a transparent colour made an alpha channel."""
    if image.mode == "I;16":
        # The high byte of each value: Pillow itself would cut off all above 255.
        return Image.frombytes("L", image.size, image.tobytes("raw", "I;16B")[::2])
    if "transparency" in image.info and image.mode != "P":
        return image.convert("LA" if image.mode in {"1", "L"} else "RGBA")
    return image


def smooth(image: Image.Image) -> Image.Image:
    """Leave palettes and bitmaps, whose values cannot be averaged."""
    if image.mode == "P":
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.convert("L") if image.mode == "1" else image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply an embedded colour profile; a broken or unfitting one is ignored."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            image = _converted(image, ImageCms.ImageCmsProfile(BytesIO(profile)))
    return image if image.mode in _DISPLAYED else image.convert("RGB")


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    if "srgb" in ImageCms.getProfileDescription(profile).lower():
        return image
    if image.mode == "P":
        colours = image.getpalette("RGB") or []
        strip = Image.frombytes("RGB", (len(colours) // 3, 1), bytes(colours))
        image = image.copy()
        image.putpalette(_through(strip, profile).tobytes())
        return image
    if image.mode == "LA":
        grey = _through(image.getchannel("L"), profile).convert("L")
        return Image.merge("LA", (grey, image.getchannel("A")))
    if image.mode == "L":
        return _through(image, profile).convert("L")
    return _through(image, profile)


def _through(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    srgb = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, profile, srgb, outputMode=mode)
    return image if converted is None else converted
