"""Pages without scripts that receive a conversation over a response kept open: few, told the same messages as sockets."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from wire.payloads import MessagePayload

PER_PROCESS = 500
PER_PERSON = 3  # a browser has six connections for one address: pages must still come through beside its streams
HELD = 100  # messages that a slow reader may lag behind

LATE, NO_SESSION, GOING_DOWN = "late", "no session", "going down"


@dataclass(slots=True, eq=False)
class Stream:
    """One page's reception. `over` says why it ended, once it has."""

    conversation_id: int
    user_id: int
    session_id: int
    over: str = ""
    _news: deque[MessagePayload] = field(default_factory=deque)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, payload: MessagePayload) -> None:
        """Hand it a message; a reader who lags too far behind is ended, and finds it when they come back."""
        if len(self._news) >= HELD:
            self.end(LATE)
        else:
            self._news.append(payload)
            self._wake.set()

    def end(self, why: str) -> None:
        """It is over; the first reason stays."""
        self.over = self.over or why
        self._wake.set()

    async def next(self, seconds: float) -> MessagePayload | None:
        """The next message; None when none came in that time, or it is over."""
        if not self._news and not self.over:
            self._wake.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
            except TimeoutError:
                return None
        return self._news.popleft() if self._news else None


listening: dict[int, list[Stream]] = {}  # by conversation; without an entry where nobody listens
_open: set[Stream] = set()


def add(stream: Stream) -> bool:
    """False when there are as many as there may be."""
    if is_full() or has_all(stream.user_id):
        return False
    _open.add(stream)
    listening.setdefault(stream.conversation_id, []).append(stream)
    return True


def is_full() -> bool:
    return len(_open) >= PER_PROCESS


def has_all(user_id: int) -> bool:
    """Whether that person has as many as anybody may."""
    return sum(stream.user_id == user_id for stream in _open) >= PER_PERSON


def remove(stream: Stream) -> None:
    """It receives nothing any more."""
    if stream in _open:
        _open.remove(stream)
        others = listening[stream.conversation_id]
        others.remove(stream)
        if not others:
            del listening[stream.conversation_id]


def tell(payload: MessagePayload) -> None:
    """Hand the message to every page that shows its conversation."""
    for stream in listening.get(payload["conversation_id"], ()):
        stream.offer(payload)


def every() -> list[Stream]:
    """All, as they are at this moment."""
    return list(_open)


def end_all(why: str) -> None:
    """End every one, as when the process goes down."""
    for stream in every():
        stream.end(why)
