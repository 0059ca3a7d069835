"""Images as the wire takes them."""

from base64 import b64encode

from escale_client.errors import Invalid

LARGEST = 10 * 1024 * 1024  # bytes
BEGINNINGS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
}


def data_url(image: bytes) -> str:
    """A file's bytes as a data URL.

    Raises: Invalid, in the server's own words, for what it would refuse: asking it would cost all the bytes.
    """
    if len(image) > LARGEST:
        raise Invalid("Image trop lourde (10\u00a0Mo au plus)", "attachment_too_large", field="attachment")
    kind = next((kind for kind, begins in BEGINNINGS.items() if image.startswith(begins)), None)
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        kind = "webp"
    if kind is None:
        raise Invalid("Image invalide", "invalid_attachment", field="attachment")
    return f"data:image/{kind};base64,{b64encode(image).decode()}"
