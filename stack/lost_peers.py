"""A client whose network is gone is no fault of ours: one quiet line instead of a traceback each.

The event loop overlooks resets and broken pipes alone. When the kernel gives a silent peer up (TCP_USER_TIMEOUT), or a router
says that there is no way to it, the same happens with other numbers. And of a connection that is cut at the end, because its
request was not whole in time, asyncio asks what it failed of: a cancelled task raises that where it is asked.
"""

import asyncio
import errno
import logging
from typing import Any

LOST = {errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.ECONNREFUSED}

log = logging.getLogger(__name__)


def install(loop: asyncio.AbstractEventLoop) -> None:
    """Let that loop overlook them."""
    loop.set_exception_handler(overlook)


def overlook(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The loop's handler of errors, but for peers who are lost."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in LOST and context.get("transport") is not None:
        log.info("a peer is lost: %s", error)
    elif isinstance(error, asyncio.CancelledError):
        log.info("a connection was cut before its request was whole")
    else:
        loop.default_exception_handler(context)
