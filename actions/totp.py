"""The codes of an authenticator app (RFC 6238), as every such app makes them: SHA-1, six digits, thirty seconds."""

import hmac
import secrets
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

STEP, DIGITS = 30, 6
DRIFT = 1  # steps that a clock may be off

ISSUER = "Escale"


def new_secret() -> str:
    """160 random bits, in the base32 that apps read."""
    return b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The six digits of that time step."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, now: float) -> int | None:
    """The time step, this one or a neighbour, that shows this code; None when none does."""
    here = int(now) // STEP
    given = code.encode("utf-8", "replace")
    found = [step for step in range(here - DRIFT, here + DRIFT + 1) if hmac.compare_digest(code_at(secret, step).encode(), given)]
    return found[-1] if found else None


def address(secret: str, account: str) -> str:
    """What the app reads from the picture."""
    query = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{ISSUER}:{quote(account)}?{query}"
