"""Addresses of images: signed, expiring, and the same for a whole day, so that browsers keep what they fetched.

An `<img>` on a Nuxt page of another origin sends no cookie: the address itself is the permission (contract, `attachment`).

What the sender says that the image shows goes with it as the fragment `#alt=...`: no key of a payload is added for it, no request
carries it, and an `<img>` that knows nothing of it shows the same image.
"""

import time
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote, urlencode

from itsdangerous import Signer

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
    query["signature"] = signature(settings.current().secret_key, attachment.key, **query)  # type: ignore[assignment]
    said = f"#alt={quote(attachment.alt, safe='')}" if attachment.alt else ""
    return f"{settings.current().public_url}/media/{attachment.key}?{urlencode(query)}{said}"


def opened(key: str, query: dict[str, str]) -> SignedImage | None:
    """The image that such an address shows; None when it was altered, guessed, or has expired.

    Former secrets are accepted too, while they are rotated out.
    """
    given = [query.get(name, "") for name in ("expires", "height", "width")]
    # As texts: the same bytes have several spellings in base64, the same number in digits, and we gave out one of them.
    signed, chosen = query.get("signature", "").encode(), settings.current()
    ours = (signature(secret, key, *given).encode() for secret in (chosen.secret_key, *chosen.secret_key_fallbacks))
    if not any(compare_digest(signed, one) for one in ours):
        return None
    return SignedImage(key, int(given[0])) if int(given[0]) > time.time() else None


def signature(secret: str, key: str, expires: object, height: object, width: object) -> str:
    """What makes an address ours, under that secret."""
    signer = Signer(secret, salt="image address", sep=".", key_derivation="hmac", digest_method=sha256)
    return signer.get_signature(f"{key}|{expires}|{height}|{width}").decode()
