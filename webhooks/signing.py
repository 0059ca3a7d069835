"""Signatures as Standard Webhooks has them, so that receivers verify them with a library."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256


def headers(secrets: Iterable[str], id_: str, at: int, body: bytes) -> dict[str, str]:
    """What goes with that body, sent at that second; a signature of each secret, while one replaces another."""
    signed = f"{id_}.{at}.".encode() + body
    signatures = (b64encode(hmac.digest(key(secret), signed, sha256)).decode() for secret in secrets)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def key(secret: str) -> bytes:
    """The bytes of a secret, which is base64 behind its mark."""
    return b64decode(secret.removeprefix("whsec_"))
