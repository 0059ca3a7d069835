"""Transports that have not shown who they are: a bounded number at a time, and none for long.

A socket costs a task and buffers from its first byte. Whoever means to log in needs a moment for it; whoever does not must not
take the room of those who do.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

import settings
from stack import engineio_bounds
from wire import broadcast

log = structlog.get_logger("escale.wire")

DEADLINE = 10.0  # seconds to show a living log-in
LOOKS = 5  # at whether it has: a loop that is itself held up, by all who come back at once, must not take it out on them
# Times that one transport may sign off and stay. Each log-in after it costs two milliseconds of ours, and a handful of bytes in a
# connection that a proxy counts once; a new transport is a request like any other.
SIGN_OFFS = 10
# At one moment. Many people may share an address, and all come back at once after a restart; each needs but a moment.
OF_AN_ADDRESS, OF_ALL = 256, 4096


@dataclass(slots=True)
class Stranger:
    address: str
    deadline: asyncio.TimerHandle
    looks: int = LOOKS  # still to come


_strangers: dict[str, Stranger] = {}  # transport -> who
_of_address: Counter[str] = Counter()
_ending: set[asyncio.Task[None]] = set()


def waiting() -> int:
    """How many there are."""
    return len(_strangers)


def enter(transport: str, address: str) -> bool:
    """That Engine.IO connection has yet to show who it is; False when there is no room for it."""
    if settings.current().rate_limits and (len(_strangers) >= OF_ALL or _of_address[address] >= OF_AN_ADDRESS):
        log.warning("no room for a stranger", address=address, here=len(_strangers))
        return False
    wait(transport, address)
    return True


def wait(transport: str, address: str) -> None:
    """The same for one that is here already and has signed off: there is room for it, but it may not stay like that."""
    leave(transport)
    _strangers[transport] = Stranger(address, _next_look(transport))
    _of_address[address] += 1


@contextmanager
def looked_at(transport: str) -> Iterator[None]:
    """Whoever has shown something does not lose the time that we take to look at it."""
    stranger = _strangers.get(transport)
    if stranger is not None:
        stranger.deadline.cancel()
    try:
        yield
    finally:
        if stranger is not None and _strangers.get(transport) is stranger:
            stranger.deadline = _next_look(transport)
            stranger.looks -= 1


def leave(transport: str) -> None:
    """It has shown who it is, or is gone."""
    if stranger := _strangers.pop(transport, None):
        stranger.deadline.cancel()
        _of_address[stranger.address] -= 1
        if not _of_address[stranger.address]:
            del _of_address[stranger.address]


def end(transport: str) -> None:
    """Turn it away."""
    leave(transport)
    if socket := broadcast.server().eio.sockets.pop(transport, None):
        task = asyncio.create_task(engineio_bounds.turn_away(socket))
        _ending.add(task)
        task.add_done_callback(_ending.discard)


def _next_look(transport: str) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(DEADLINE / LOOKS, _look, transport)


def _look(transport: str) -> None:
    stranger = _strangers[transport]
    stranger.looks -= 1
    if stranger.looks > 0:
        stranger.deadline = _next_look(transport)
    else:
        end(transport)
