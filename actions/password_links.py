"""A link with which somebody who has forgotten their password sets a new one.

The operator makes it and hands it over, since no mail is sent.
"""

from actions import accounts, audit, limits, passwords, sessions, tickets
from actions.errors import Refused
from models import User
from texts import _

LASTS = 86_400.0  # seconds


class LinkOver(Refused):
    """The link is altered, too old, used already, or of a password that was changed since."""

    code = "link_over"
    status = 410

    @staticmethod
    def default() -> str:
        return _("Ce lien ne vaut plus\u202f; demandez-en un autre à qui vous l’a donné")


def made_for(user: User) -> str:
    """The ticket that such a link carries. A new password makes it void."""
    audit.note("password_link_made", user_id=user.id)
    return tickets.seal("new password", user_id=user.id, password=accounts.fingerprint(user))


async def person_of(ticket: str) -> User:
    """Whose password that link sets.

    Raises: LinkOver.
    """
    said = tickets.opened("new password", ticket, lasts=LASTS)
    user = await User.get_or_none(id=said["user_id"], disabled_at__isnull=True) if said else None
    if said is None or user is None or said["password"] != accounts.fingerprint(user):
        raise LinkOver
    return user


async def set_password(ticket: str, new: str, *, address: str) -> User:
    """Set it, and end every log-in. A second step is asked for as before: the link stands for the password alone.

    Raises: LinkOver, InvalidField, TooMany.
    """
    await limits.spend("log_in", address)
    user = await person_of(ticket)
    former = user.password_hash
    await passwords.check(new, user.name, user.email)
    user.password_hash = await passwords.hash_password(new)
    # Sent twice at once, it is set once.
    if not await User.filter(id=user.id, password_hash=former).update(password_hash=user.password_hash):
        raise LinkOver
    audit.note("password_changed", user_id=user.id, address=address, detail="by a link")
    await sessions.end_all(user.id)
    return user
