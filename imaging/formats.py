"""The four kinds of picture, and how each is recognised."""

from typing import Final, Literal

ImageFormat = Literal["png", "jpeg", "gif", "webp"]

EXTENSIONS: Final[dict[ImageFormat, str]] = {
    "png": "png",
    "jpeg": "jpg",
    "gif": "gif",
    "webp": "webp",
}

_NAMES: Final[dict[str, ImageFormat]] = {
    "png": "png",
    "jpeg": "jpeg",
    "jpg": "jpeg",
    "gif": "gif",
    "webp": "webp",
}


def sniff(data: bytes) -> ImageFormat | None:
    """Tell which of the four formats the first bytes announce, if any."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return None


def named(declared: str) -> ImageFormat | None:
    """Understand a declared type: `png` and `image/png` alike, `jpg` as `jpeg`."""
    return _NAMES.get(declared.removeprefix("image/"))


def content_type(image_format: ImageFormat) -> str:
    """The media type to serve the format with."""
    return f"image/{image_format}"
