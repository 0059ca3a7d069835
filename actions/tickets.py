"""Short-lived statements of our own that a browser carries for us: signed, so that it can carry but not change them."""

import time
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

import settings
from models import User


def seal(purpose: str, **said: Any) -> str:
    """These words and the moment, in one text that fits a form's field. One of another purpose is worth nothing here."""
    sealed = _serializer(purpose).dumps({**said, "at": time.time()})
    return sealed if isinstance(sealed, str) else sealed.decode()


def opened(purpose: str, ticket: str, *, lasts: float) -> dict[str, Any] | None:
    """What was sealed (with the moment, as `at`); None when it is altered, not ours, or older than `lasts` seconds."""
    try:
        said: dict[str, Any] = _serializer(purpose).loads(ticket)
    except BadData:
        return None
    return said if time.time() - said["at"] < lasts else None


def seal_for(user: User, purpose: str, **said: Any) -> str:
    """The same about a person. It is worth nothing any more once their password is another one."""
    return seal(purpose, user_id=user.id, password=_fingerprint(user), **said)


async def opened_for(purpose: str, ticket: str, *, lasts: float) -> tuple[User, dict[str, Any]] | None:
    """Whom such a ticket is about, and what was sealed; None where it is worth nothing, or they may not log in any more."""
    said = opened(purpose, ticket, lasts=lasts)
    user = await User.get_or_none(id=said["user_id"], disabled_at__isnull=True) if said else None
    if said is None or user is None or said["password"] != _fingerprint(user):
        return None
    return user, said


def _fingerprint(user: User) -> str:
    return sha256(user.password_hash.encode()).hexdigest()[:16]


def _serializer(purpose: str) -> URLSafeSerializer:
    chosen = settings.current()
    secrets = [*chosen.secret_key_fallbacks, chosen.secret_key]
    return URLSafeSerializer(secrets, salt=f"ticket {purpose}", signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})
