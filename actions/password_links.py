"""A link with which somebody who has forgotten their password sets a new one.

The operator makes it and hands it over, since no mail is sent.
"""

from actions import audit, limits, passwords, sessions, tickets
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
    return tickets.seal_for(user, "new password")


async def person_of(ticket: str) -> User:
    """Whose password that link sets.

    Raises: LinkOver.
    """
    found = await tickets.opened_for("new password", ticket, lasts=LASTS)
    if found is None:
        raise LinkOver
    return found[0]


async def set_password(ticket: str, new: str, *, address: str) -> User:
    """Set it, and end every log-in. A second step is asked for as before: the link stands for the password alone.

    Raises: LinkOver, InvalidField, TooMany.
    """
    async with limits.log_in(address):
        user = await person_of(ticket)
    await passwords.check(new, user.name, user.email)
    if not await passwords.replace(user, new):
        raise LinkOver  # sent twice at once, it is set once
    audit.note("password_changed", user_id=user.id, address=address, detail="by a link")
    await sessions.end_all(user.id)
    return user
