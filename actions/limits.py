"""How much anybody may do: one table, an entry an action. `RATE_LIMITS=off` lifts the thresholds for load tests."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

import settings
from actions.errors import TooMany

LIMITS: dict[str, RateLimitItem] = {
    name: parse(limit)
    for name, limit in {
        "join_conversation": "120/minute",
        "leave_conversation": "120/minute",
        "send_message": "60/minute",
        "send_image": "20/minute",
        "typing": "120/minute",
        "message_read": "300/minute",
        "open_conversation": "30/hour",
        "search": "120/minute",
        "log_in": "20/5minute",  # an address
        "log_in_account": "10/5minute",  # an account from an address: nobody can lock someone else out
        "sign_up": "20/hour",
        "change_account": "30/hour",
    }.items()
}

_storage = MemoryStorage()
_limiter = FixedWindowRateLimiter(_storage)


def spend(name: str, *who: object) -> None:
    """Count one `name` of that person or address.

    Raises: TooMany with the seconds to wait.
    """
    if settings.current().rate_limits == "off":
        return
    limit, key = LIMITS[name], [name, *map(str, who)]
    if not _limiter.hit(limit, *key):
        reset = _limiter.get_window_stats(limit, *key).reset_time
        raise TooMany(max(1, math.ceil(reset - time.time())))


def forget() -> None:
    """Begin counting anew (for tests)."""
    _storage.reset()
