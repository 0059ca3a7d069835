"""Waiting for a locked SQLite database without holding up those who only read.

SQLite's own waiting (`busy_timeout`) sits in the thread of the process's one connection, with everybody behind it. So that is
kept short, and whoever wants to write tries again, giving the connection to others in between.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

from tortoise.exceptions import OperationalError

PATIENCE = 5.0  # seconds
PAUSE = 0.05

T = TypeVar("T")


def patient(step: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    """The step, tried again while another process holds the lock; it must leave nothing behind when it fails."""

    @wraps(step)
    async def patiently(*args: Any, **kwargs: Any) -> T:
        began: float | None = None
        while True:
            try:
                return await step(*args, **kwargs)
            except OperationalError as error:
                now = asyncio.get_running_loop().time()
                began = now if began is None else began
                if not is_busy(error) or now - began >= PATIENCE:
                    raise
            await asyncio.sleep(PAUSE)

    return patiently


def is_busy(error: OperationalError) -> bool:
    """Whether another process holds the lock."""
    cause = error.args[0] if error.args else None  # as Tortoise wraps it
    return isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
