"""Leaving for good. What was said to others stays theirs to read; everything else about the person goes."""

from actions import audit, confirmation, conversations, limits, sessions
from models import Passkey, RecoveryCode, Session, TotpKey, User, database


async def delete_account(session: Session) -> None:
    """Forget who this person was, and end their log-ins, sockets and streams; there is no way back.

    The row stays without anything of theirs, because conversations name it.
    Raises: ConfirmationNeeded, TooMany.
    """
    confirmation.need(session)
    await limits.spend("change_account", session.user_id)
    async with database.transaction():
        for table in (TotpKey, RecoveryCode, Passkey):
            await table.filter(user_id=session.user_id).delete()
        await User.forget(session.user_id)
    audit.note("account_deleted", user_id=session.user_id)
    await conversations.person_changed(session.user_id)
    await sessions.end_all(session.user_id)
