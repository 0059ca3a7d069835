"""Whoever changes what guards an account shows anew that it is theirs: the password, within the last ten minutes."""

from datetime import UTC, datetime, timedelta

from actions import audit, limits, passwords
from actions.errors import ConfirmationNeeded, InvalidField
from models import Session
from texts import _

LASTS = timedelta(minutes=10)


def need(session: Session) -> None:
    """Let only a log-in pass that was confirmed lately; beginning it counts.

    Raises: ConfirmationNeeded.
    """
    if session.confirmed_at is None or datetime.now(UTC) - session.confirmed_at >= LASTS:
        raise ConfirmationNeeded


async def confirm(session: Session, password: str) -> None:
    """Take the password as proof for the next ten minutes of this log-in.

    Raises: InvalidField for a wrong password, TooMany.
    """
    await limits.spend("confirm", session.user_id, session.id)
    if not await passwords.verify(password, session.user.password_hash):
        audit.note("confirmation_refused", user_id=session.user_id)
        raise wrong()
    session.confirmed_at = datetime.now(UTC)
    await Session.filter(id=session.id).update(confirmed_at=session.confirmed_at)


def wrong() -> InvalidField:
    """The refusal of a password that is not the present one."""
    return InvalidField(_("Le mot de passe actuel n’est pas le bon"), field="current_password")
