"""How many pictures are worked on at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from imaging.errors import ImagingUnavailable
from imaging.limits import MAX_WAITING, WORKERS_AT_ONCE


@dataclass(slots=True)
class _Room:
    benches: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WORKERS_AT_ONCE))
    people: int = 0


# One for each event loop: a semaphore belongs to the loop that first waits on it.
_ROOMS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, _Room]] = WeakKeyDictionary()


def people() -> int:
    """How many pictures are worked on or wait for it."""
    return sum(room.people for room in _ROOMS.values())


@asynccontextmanager
async def place() -> AsyncIterator[None]:
    """Wait for a free worker; where too many wait already, say so at once."""
    room = _ROOMS.setdefault(asyncio.get_running_loop(), _Room())
    if room.people >= WORKERS_AT_ONCE + MAX_WAITING:
        raise ImagingUnavailable("too many pictures are waiting")
    room.people += 1
    try:
        async with room.benches:
            yield
    finally:
        room.people -= 1
