"""What a client that polls posts: one body at a time, of which a person has few large ones, however many sockets they have.

Each may be of 14 MB, and the library counts them not at all, nor the requests that wait for news. A client of Socket.IO waits for
the answer to one before it sends the next of its kind.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stack.upload import LARGE_AT_ONCE
from wire import bounds, connections

WAITING = 4  # of a socket, in GETs: one, and those whose connection was lost without our knowing

_waiting: Counter[str] = Counter()
_posting: set[str] = set()
_large: Counter[int] = Counter()


@contextmanager
def room(scope: Mapping[str, Any]) -> Iterator[bool]:
    """Whether there is any for this request's body, for as long as it is not answered."""
    socket = bounds.transport(scope) if bounds.is_of_sockets(scope) else ""
    if not socket:
        yield True
        return
    with _room_to_post(socket, scope) if scope["method"] == "POST" else _room_to_wait(socket) as there_is:
        yield there_is


@contextmanager
def _room_to_wait(socket: str) -> Iterator[bool]:
    _waiting[socket] += 1
    try:
        yield _waiting[socket] <= WAITING
    finally:
        _waiting[socket] -= 1
        if not _waiting[socket]:
            del _waiting[socket]


@contextmanager
def _room_to_post(socket: str, scope: Mapping[str, Any]) -> Iterator[bool]:
    who = connections.person_at(socket) if bounds.may_be_large(scope) else None
    if socket in _posting or (who is not None and _large[who] >= LARGE_AT_ONCE):
        yield False
        return
    _posting.add(socket)
    if who is not None:
        _large[who] += 1
    try:
        yield True
    finally:
        _posting.discard(socket)
        if who is not None:
            _large[who] -= 1
            if not _large[who]:
                del _large[who]
