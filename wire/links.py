"""Addresses of images: signed, expiring, and the same for a whole day, so that browsers keep what they fetched.

An `<img>` on a Nuxt page of another origin sends no cookie: the address itself is the permission (contract, `attachment`).

What the sender says that the image shows goes with it as the fragment `#alt=...`: no key of a payload is added for it, no request
carries it, and an `<img>` that knows nothing of it shows the same image.
"""

import time
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

from itsdangerous import Signer
from itsdangerous.exc import BadSignature

import settings
from models import Attachment

DAY = 86_400
DAYS = 7  # an address lives for 7 to 8 days


@dataclass(frozen=True)
class SignedImage:
    key: str
    expires: int


def image_url(attachment: Attachment) -> str:
    """The full image's address; `&size=small` added to its query gives the small one. `width` and `height` are the full one's."""
    expires = (int(time.time()) // DAY + DAYS + 1) * DAY
    query = {"expires": expires, "height": attachment.height, "width": attachment.width}
    query["signature"] = signer().get_signature(signed_part(attachment.key, **query)).decode()  # type: ignore[assignment]
    said = f"#alt={quote(attachment.alt, safe='')}" if attachment.alt else ""
    return f"{settings.current().public_url}/media/{attachment.key}?{urlencode(query)}{said}"


def opened(key: str, query: dict[str, str]) -> SignedImage | None:
    """The image that such an address shows; None when it was altered, guessed, or has expired."""
    try:
        expires, width, height = (int(query[name]) for name in ("expires", "width", "height"))
        signer().unsign(f"{signed_part(key, expires, height, width)}.{query['signature']}")
    except (KeyError, ValueError, BadSignature):
        return None
    return SignedImage(key, expires) if expires > time.time() else None


def signed_part(key: str, expires: int, height: int, width: int) -> str:
    return f"{key}|{expires}|{height}|{width}"


def signer() -> Signer:
    """Signs with the present secret and accepts the former ones too, while they are rotated out."""
    chosen = settings.current()
    secrets = [*chosen.secret_key_fallbacks, chosen.secret_key]
    return Signer(secrets, salt="image address", sep=".", key_derivation="hmac", digest_method=sha256)
