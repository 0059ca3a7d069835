"""Passkeys (WebAuthn): registered, removed, and shown at the log-in, after the password or in its place."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from tortoise.exceptions import IntegrityError

from actions import accounts, audit, confirmation, limits, second_factor, tickets
from actions.errors import InvalidField, WrongCode
from models import Passkey, Session, User
from texts import _
from wire.requests import LARGEST_ID

MOST = 20  # passkeys of one person
LONGEST = 20_000  # characters of what a browser answers
ASKED = 300.0  # seconds in which it is to answer
NAME_LIMIT = 40


@dataclass(frozen=True, slots=True)
class House:
    """Who asks, as browsers see it: passkeys are bound to a host's name."""

    origin: str

    @property
    def host(self) -> str:
        """The name that passkeys are bound to."""
        try:
            return urlsplit(self.origin).hostname or ""
        except ValueError:  # what a stranger calls us need not be a name
            return ""

    @property
    def named(self) -> bool:
        """Whether it has a name; to a bare address no passkey can be bound."""
        try:
            ip_address(self.host)
        except ValueError:
            return bool(self.host)
        return False


async def to_register(user: User, house: House) -> tuple[str, str]:
    """What the browser is to be asked for a new passkey, as JSON, and the ticket with which `register` keeps it."""
    import webauthn
    from webauthn.helpers import structs

    challenge = secrets.token_urlsafe(32)
    known = await Passkey.filter(user_id=user.id).values_list("credential", flat=True)
    options = webauthn.generate_registration_options(
        rp_id=house.host,
        rp_name="Escale",
        user_id=str(user.id).encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge.encode(),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=binary(str(one))) for one in known],
    )
    return asked(options), tickets.seal("new passkey", user_id=user.id, challenge=challenge)


async def register(session: Session, ticket: str, answer: str, name: str, house: House) -> list[str]:
    """Keep the passkey that the browser has made. Returns the codes for paper when these are this person's first.

    Raises: ConfirmationNeeded, InvalidField, TooMany.
    """
    import webauthn

    confirmation.need(session)
    user = session.user
    await limits.spend("change_factors", user.id)
    name = accounts.checked_line(name, "name", NAME_LIMIT) or _("Clé d’accès")
    said = tickets.opened("new passkey", ticket, lasts=ASKED)
    failed = InvalidField(_("La clé d’accès n’a pas pu être ajoutée\u202f; réessayez"), field="passkey")
    if said is None or said["user_id"] != user.id or len(answer) > LONGEST:
        raise failed
    if await Passkey.filter(user_id=user.id).count() >= MOST:
        raise InvalidField(_("Vous avez déjà %(count)s clés d’accès\u202f; retirez-en une d’abord", count=MOST), field="passkey")
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=said["challenge"].encode(),
            expected_rp_id=house.host,
            expected_origin=house.origin,
            require_user_verification=True,
        )
        await Passkey.create(
            user=user,
            name=name,
            credential=text(made.credential_id),
            public_key=text(made.credential_public_key),
            sign_count=made.sign_count,
            created_at=datetime.now(UTC),
        )
    except IntegrityError:
        raise failed from None
    except junk() as wrong:
        raise failed from wrong
    return await second_factor.added(user.id, "passkey")


async def remove(session: Session, passkey_id: int) -> None:
    """Forget one of this person's passkeys; one that is not theirs, or not there, is nothing to forget.

    Raises: ConfirmationNeeded, TooMany.
    """
    confirmation.need(session)
    await limits.spend("change_factors", session.user_id)
    if await Passkey.filter(id=min(passkey_id, LARGEST_ID), user_id=session.user_id).delete():
        await second_factor.removed(session.user_id, "passkey")


def to_show(challenge: str, known: list[Passkey], house: House) -> str:
    """What the browser is to be asked at the log-in, as JSON: one of the `known`, or any where none is named."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=house.host,
        challenge=challenge.encode(),
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=binary(one.credential)) for one in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return asked(options)


def asked(options: Any) -> str:
    """As JSON, without the host's name: browsers put in where they are, and what a stranger calls us is echoed nowhere."""
    import webauthn

    question = json.loads(webauthn.options_to_json(options))
    question.pop("rpId", None)
    if "rp" in question:
        question["rp"].pop("id", None)
    return json.dumps(question)


async def shown(answer: str, challenge: str, asked_at: float, house: House) -> User:
    """Whose passkey this is, once its answer to that challenge is found to be right; each is taken once.

    Raises: WrongCode.
    """
    import webauthn

    if len(answer) > LONGEST:
        raise WrongCode
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        key = await Passkey.get_or_none(credential=text(credential.raw_id)).select_related("user")
        if key is None:
            raise WrongCode
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=house.host,
            expected_origin=house.origin,
            credential_public_key=binary(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except junk() as wrong:
        raise WrongCode from wrong
    user: User = key.user
    if not await key.take(found.new_sign_count, datetime.fromtimestamp(asked_at, UTC), datetime.now(UTC)) or user.disabled_at:
        audit.note("second_factor_refused", user_id=user.id)
        raise WrongCode
    return user


def warm() -> None:
    """Load what the first visitor would otherwise wait for."""
    import webauthn  # noqa: F401


def junk() -> tuple[type[Exception], ...]:
    """What the library raises of an answer that no browser gave."""
    from webauthn.helpers.exceptions import WebAuthnException

    return (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def text(data: bytes) -> str:
    """As it is kept, and as browsers write it: base64url."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def binary(kept: str) -> bytes:
    """What was kept so."""
    return urlsafe_b64decode(kept + "=" * (-len(kept) % 4))
