"""Who is writing. Kept in memory and told to the room; the server itself says that it ended (contract, `typing`)."""

import asyncio
from dataclasses import dataclass

from actions import conversations
from wire import broadcast
from wire.payloads import Inboxes, MessagePayload

SILENCE = 8.0  # seconds after which a typist has stopped


@dataclass(slots=True)
class Typist:
    """One socket that is typing in one conversation."""

    user_id: int
    conversation_id: int
    sid: str
    ends: asyncio.TimerHandle


_typists: dict[tuple[str, int], Typist] = {}  # (sid, conversation) -> who
_sids: dict[tuple[int, int], set[str]] = {}  # (person, conversation) -> where they type: every message asks
_ending: set[asyncio.Task[None]] = set()


async def set_typing(user_id: int, conversation_id: int, is_typing: bool, sid: str) -> None:
    """Tell the other person, and see to it that it ends.

    Raises: NotAllowed.
    """
    await conversations.membership(user_id, conversation_id)
    key = (sid, conversation_id)
    _forget(key)
    if is_typing:
        ends = asyncio.get_running_loop().call_later(SILENCE, _fell_silent, key)
        _typists[key] = Typist(user_id, conversation_id, sid, ends)
        _sids.setdefault((user_id, conversation_id), set()).add(sid)
    await broadcast.user_typing(user_id, conversation_id, is_typing, skip_sid=sid)


async def stop(user_id: int, conversation_id: int, *, skip_sid: str | None) -> None:
    """They sent what they were typing: it ends on whichever socket it began."""
    for sid in tuple(_sids.get((user_id, conversation_id), ())):
        await _end((sid, conversation_id), skip_sid or sid)


async def heard_elsewhere(message: MessagePayload, previous_id: int, inboxes: Inboxes | None) -> None:
    """Another process has committed it: its writer may have been typing on a socket of this one."""
    await stop(message["user_id"], message["conversation_id"], skip_sid=None)
    await broadcast.deliver(message, previous_id, inboxes)


async def stop_socket(sid: str, conversation_id: int | None = None) -> None:
    """That socket left a conversation, or went away altogether."""
    for key in [k for k in _typists if k[0] == sid and conversation_id in (None, k[1])]:
        await _end(key, sid)


async def _end(key: tuple[str, int], skip_sid: str) -> None:
    if typist := _forget(key):
        await broadcast.user_typing(typist.user_id, typist.conversation_id, False, skip_sid=skip_sid)


def _forget(key: tuple[str, int]) -> Typist | None:
    typist = _typists.pop(key, None)
    if typist is not None:
        typist.ends.cancel()
        where = (typist.user_id, typist.conversation_id)
        _sids[where].discard(typist.sid)
        if not _sids[where]:
            del _sids[where]
    return typist


def _fell_silent(key: tuple[str, int]) -> None:
    task = asyncio.get_running_loop().create_task(_end(key, key[0]))
    _ending.add(task)  # the loop itself keeps tasks only weakly
    task.add_done_callback(_ending.discard)
