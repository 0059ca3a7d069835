"""What is asked beside the password: a code of an app, one on paper, or a passkey (actions/passkeys.py)."""

import secrets
import time
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from actions import audit, confirmation, limits, tickets, totp
from actions.errors import InvalidField, WrongCode
from models import Passkey, RecoveryCode, Session, TotpKey, User, database
from texts import _

CODES = 8
SETTING_UP = 900.0  # seconds in which an app is to be set up


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has set up."""

    app: TotpKey | None
    passkeys: list[Passkey]
    codes: int  # on paper, that are left

    def __bool__(self) -> bool:
        return self.app is not None or bool(self.passkeys)


class MadeElsewhere(Exception):
    """The same was asked twice at once, and the other request has got the codes for paper."""


async def of(user_id: int) -> Factors:
    """What this person has set up; false when the password alone is enough."""
    return Factors(
        await TotpKey.get_or_none(user_id=user_id),
        await Passkey.filter(user_id=user_id).order_by("id"),
        await RecoveryCode.filter(user_id=user_id).count(),
    )


async def asked_of(user_id: int) -> bool:
    """Whether the password alone is not enough for this person, in one look."""
    some = Q(totp_key__id__isnull=False) | Q(passkeys__id__isnull=False)
    return await User.filter(some, id=user_id).exists()


async def check_code(user: User, code: str) -> None:
    """Take a code of this person's app, or one on paper; each is taken once.

    Raises: WrongCode, TooMany.
    """
    typed = "".join(code.split()).replace("-", "")
    if len(typed) > totp.DIGITS:
        # Not bounded by account: nobody guesses these, and whoever wears out that bound keeps nobody from their paper.
        if await RecoveryCode.filter(user_id=user.id, digest=digest(typed)).delete():
            audit.note("recovery_code_used", user_id=user.id)
            return
    else:
        await limits.spend("second_factor", user.id)
        key = await TotpKey.get_or_none(user_id=user.id)
        step = totp.step_of(key.secret, typed, time.time()) if key else None
        if key and step is not None and await key.take(step):
            return
    audit.note("second_factor_refused", user_id=user.id)
    raise WrongCode


def new_app(user: User) -> tuple[str, str]:
    """A secret for an app of this person, and the ticket with which `add_app` keeps it. Nothing is stored until then."""
    secret = totp.new_secret()
    return secret, tickets.seal("app", user_id=user.id, secret=secret)


def secret_of(ticket: str, user: User) -> str | None:
    """The secret that is being set up with this ticket; None when it is not this person's, or too old."""
    said = tickets.opened("app", ticket, lasts=SETTING_UP)
    return str(said["secret"]) if said and said["user_id"] == user.id else None


async def add_app(session: Session, ticket: str, code: str) -> list[str]:
    """Ask for this app's codes from here on, once one of them shows that it works.

    Returns the codes for paper when these are this person's first.
    Raises: ConfirmationNeeded, InvalidField, TooMany.
    """
    confirmation.need(session)
    user = session.user
    await limits.spend("change_factors", user.id)
    secret = secret_of(ticket, user)
    if secret is None:
        raise InvalidField(_("Cette page était trop ancienne\u202f; en voici une nouvelle"), field="ticket")
    step = totp.step_of(secret, "".join(code.split()), time.time())
    if step is None:
        wrong = _("Ce code n’est pas celui que l’application devrait montrer\u202f; vérifiez l’heure du téléphone")
        raise InvalidField(wrong, field="code")
    try:
        async with database.transaction():
            await TotpKey.filter(user_id=user.id).delete()
            await TotpKey.create(user=user, secret=secret, last_step=step, created_at=datetime.now(UTC))
    except IntegrityError:  # sent twice at once: the other one has set it up, and shows the codes
        raise MadeElsewhere from None
    return await added(user.id, "app")


async def added(user_id: int, detail: str) -> list[str]:
    """Note it, and make the first codes for paper where there are none."""
    audit.note("second_factor_added", user_id=user_id, detail=detail)
    return [] if await RecoveryCode.exists(user_id=user_id) else await make_codes(user_id)


async def remove_app(session: Session) -> None:
    """Raises: ConfirmationNeeded, TooMany."""
    confirmation.need(session)
    await limits.spend("change_factors", session.user_id)
    if await TotpKey.filter(user_id=session.user_id).delete():
        await removed(session.user_id, "app")


async def removed(user_id: int, detail: str) -> None:
    """Note it; without anything to stand in for, the codes on paper go too."""
    audit.note("second_factor_removed", user_id=user_id, detail=detail)
    if not await of(user_id):
        await RecoveryCode.filter(user_id=user_id).delete()


async def remove_all(user_id: int) -> bool:
    """Let the password be enough again, for somebody who has lost the rest; False when it was."""
    had = bool(await of(user_id))
    async with database.transaction():
        for table in (TotpKey, Passkey, RecoveryCode):
            await table.filter(user_id=user_id).delete()
    if had:
        audit.note("second_factor_removed", user_id=user_id, detail="all, by the operator")
    return had


async def new_codes(session: Session) -> list[str]:
    """New codes for paper in place of the former ones; empty when there is nothing that they could stand in for.

    Raises: ConfirmationNeeded, MadeElsewhere, TooMany.
    """
    confirmation.need(session)
    await limits.spend("change_factors", session.user_id)
    former = await newest(session.user_id)
    return await make_codes(session.user_id, former) if await of(session.user_id) else []


async def newest(user_id: int) -> int:
    """The id of the last code on paper that was made; 0 for none."""
    row = await RecoveryCode.filter(user_id=user_id).order_by("-id").first()
    return row.id if row else 0


async def make_codes(user_id: int, former: int = 0) -> list[str]:
    """New ones in place of those of which `former` was the newest; a sheet that is shown is the one that is valid.

    Raises: MadeElsewhere where others came to be meanwhile.
    """
    codes = [b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(CODES)]
    async with database.transaction():
        await User.filter(id=user_id).select_for_update(no_key=True).first()  # one at a time
        if await newest(user_id) != former:
            raise MadeElsewhere
        await RecoveryCode.filter(user_id=user_id).delete()
        await RecoveryCode.bulk_create([RecoveryCode(user_id=user_id, digest=digest(code)) for code in codes])
    audit.note("recovery_codes_made", user_id=user_id)
    return ["-".join(code[i : i + 6] for i in range(0, len(code), 6)) for code in codes]


def digest(code: str) -> str:
    """120 random bits need no slow hash: nobody guesses them, and none is like another."""
    return sha256(code.lower().encode("utf-8", "replace")).hexdigest()
