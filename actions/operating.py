"""What whoever runs the installation does with an account (`quart people`), so that nobody has to write SQL."""

from datetime import UTC, datetime

from actions import audit, sessions
from models import Session, User


async def disable(user: User) -> int:
    """Let this person neither log in nor be found, and end their log-ins, of which it returns how many.

    Live sockets are cut by the processes that have them, within seconds (sessions.watch).
    """
    await User.filter(id=user.id).update(disabled_at=datetime.now(UTC))
    audit.note("account_disabled", user_id=user.id)
    return await sessions.end_all(user.id)


async def enable(user: User) -> bool:
    """Let a disabled person in again; False for one who has deleted their account, of which nothing is left to log in to."""
    if not await User.filter(id=user.id, deleted_at__isnull=True).update(disabled_at=None):
        return False
    audit.note("account_enabled", user_id=user.id)
    return True


async def log_everybody_out() -> int:
    """End every log-in there is; returns how many."""
    ended = await Session.all().delete()
    audit.note("session_ended", detail=f"{ended} at once, by the operator")
    return ended
