"""One function a server event, and the only place that emits. Called after the commit; a failure is logged and fails nothing."""

import asyncio
from typing import Any

import socketio
import structlog

from models import Message
from wire import connections, payloads, streams
from wire.connections import Connection
from wire.newest import Newest
from wire.payloads import ConversationPayload, Inboxes, MessagePayload
from wire.requests import LARGEST_ID
from wire.sequence import Sequence, Step
from wire.streams import Stream
from wire.turns import Turns

log = structlog.get_logger("escale.wire")
NAMESPACE = "/"
GAP = 200  # messages read at once to fill a gap
ON_ITS_WAY = 0.25  # seconds that a message waits for the one before it, which another process has told of or never will
INBOX_TURN = 0.1  # seconds

sequence = Sequence()
told_inboxes = Newest()
_server: socketio.AsyncServer | None = None
_gaps: dict[int, float] = {}  # conversation -> until when its gap may close by itself
_watch: asyncio.Task[None] | None = None


def use(server: socketio.AsyncServer) -> None:
    """Emit through this server (done once, by the composition root)."""
    global _server  # noqa: PLW0603 -- a process has one Socket.IO server
    _server = server


def room(conversation_id: int) -> str:
    """Who follows a conversation."""
    return f"conversation:{conversation_id}"


def user_room(user_id: int) -> str:
    """All sockets of a person."""
    return f"user:{user_id}"


async def new_message(payload: MessagePayload, previous_id: int, inboxes: Inboxes | None) -> None:
    """To all in the room, the sender's own sockets included, in the order of ids and each once; and to both people's inboxes.

    `previous_id` is the message before it in its conversation (0 for the first): when the room has not had that one, it waits
    for it, for a moment; then what lies between is read from the database.
    """
    await server().manager.hint_message(payload, previous_id, inboxes)
    await deliver(payload, previous_id, inboxes)


async def deliver(payload: MessagePayload, previous_id: int, inboxes: Inboxes | None) -> None:
    """The same to this process's sockets alone, whichever process committed it."""
    conversation_id = payload["conversation_id"]
    match sequence.offer(payload, previous_id):
        case Step.NEXT:
            await _tell_room(payload)
            while (following := sequence.following(conversation_id)) is not None:
                await _tell_room(following)
        case Step.GAP:
            _watch_gap(conversation_id)
        case Step.AHEAD | Step.KNOWN | Step.NOBODY:
            pass
    if inboxes is not None:
        await _update_inboxes(inboxes, payload)


def is_heard(conversation_id: int, *people: int) -> bool:
    """Whether anybody of this process follows that conversation, or is one of these people."""
    return sequence.last(conversation_id) is not None or any(_heard(user_room(one)) for one in people)


async def _tell_room(payload: MessagePayload) -> None:
    if streams.listening:
        streams.tell(payload)
    await _emit("new_message", payload, room(payload["conversation_id"]), here_only=True)


def _watch_gap(conversation_id: int) -> None:
    global _watch  # noqa: PLW0603 -- one for all: a timer each would cost more than most gaps last
    _gaps.pop(conversation_id, None)
    _gaps[conversation_id] = asyncio.get_running_loop().time() + ON_ITS_WAY
    if _watch is None or _watch.done():
        _watch = asyncio.create_task(_fill_gaps(), name="gaps")


async def _fill_gaps() -> None:
    """While there are any: those that have not closed in time, the oldest first."""
    loop = asyncio.get_running_loop()
    while _gaps:
        conversation_id, until = next(iter(_gaps.items()))
        await asyncio.sleep(until - loop.time())
        if _gaps.get(conversation_id) == until:
            del _gaps[conversation_id]
            if sequence.has_gap(conversation_id):
                await fill_gap(conversation_id)


async def fill_gap(conversation_id: int) -> None:
    """Tell the room what the database has beyond what the room had."""
    if not sequence.begin_filling(conversation_id):
        return
    try:
        while (last := sequence.last(conversation_id)) is not None:
            rows = await Message.between(last, LARGEST_ID, GAP, conversation_id)
            for row in rows:
                if sequence.reached(conversation_id, row.id):
                    await _tell_room(payloads.message(row))
            if not rows and sequence.end_filling(conversation_id):
                break
    except Exception:
        log.exception("gap not filled", conversation_id=conversation_id)
    finally:
        sequence.stop_filling(conversation_id)


async def user_typing(user_id: int, conversation_id: int, is_typing: bool, *, skip_sid: str | None) -> None:
    """To all in the room but the typing socket."""
    payload = {"user_id": user_id, "conversation_id": conversation_id, "isTyping": is_typing}
    await _emit("user_typing", payload, room(conversation_id), skip_sid=skip_sid)


async def message_read_update(message_id: int, conversation_id: int, read_by: int) -> None:
    """To all in the room."""
    payload = {"message_id": message_id, "conversation_id": conversation_id, "read_by": read_by}
    await _emit("message_read_update", payload, room(conversation_id))


async def conversation_updated(user_id: int, payload: ConversationPayload, *, here_only: bool = False) -> None:
    """To every socket of one person, joined or not: their inbox's row. An event of our own."""
    if inbox_news(user_room(user_id), payload):
        await _inbox_turns.tell_now((user_room(user_id), payload["id"]), (payload, here_only))


async def _update_inboxes(inboxes: Inboxes, newest: MessagePayload) -> None:
    """The same for both people of this process, at most ten times a second: messages may come thick and fast."""
    conversation = inboxes["conversation"]
    for user_id, unread in (
        (conversation["voyager_id"], inboxes["voyager_unread"]),
        (conversation["local_id"], inboxes["local_unread"]),
    ):
        inbox = user_room(user_id)
        if told_inboxes.note(inbox, conversation["id"], newest["id"], unread) and _heard(inbox):
            seen: ConversationPayload = {**conversation, "last_message": newest, "unread": unread}
            await _inbox_turns.tell((inbox, seen["id"]), (seen, True))


async def _tell_inbox(key: tuple[str, int], state: tuple[ConversationPayload, bool]) -> None:
    payload, here_only = state
    # While it waited for its turn, another process may have told of something later.
    if told_inboxes.is_newest(*key, *_state(payload)):
        await _emit("conversation_updated", payload, key[0], here_only=here_only)


_inbox_turns = Turns(INBOX_TURN, _tell_inbox)


def inbox_news(inbox: str, payload: ConversationPayload) -> bool:
    """Remember that this inbox (the name of its room) was told of it; False when it knew that, or something later."""
    return told_inboxes.note(inbox, payload["id"], *_state(payload))


def _state(payload: ConversationPayload) -> tuple[int, int]:
    last = payload["last_message"]
    return last["id"] if last else 0, payload["unread"]


async def error(sid: str, message: str) -> None:
    """To the offending socket only."""
    await _emit("error", {"message": message}, sid, here_only=True)


async def join_user(sid: str, user_id: int) -> None:
    """From here on that socket hears what concerns this person."""
    await server().enter_room(sid, user_room(user_id))


async def join_conversation(connection: Connection, conversation_id: int, last_id: int) -> None:
    """From here on that socket hears the conversation, beginning after `last_id`, its newest message as it was looked up."""
    if connections.get(connection.sid) is not connection:
        return  # gone while it was being let in: nobody would take it out again
    sequence.follow(conversation_id, last_id)
    connection.conversations.add(conversation_id)
    await server().enter_room(connection.sid, room(conversation_id))


async def leave_conversation(connection: Connection, conversation_id: int) -> None:
    """From here on that socket hears it no more; what nobody hears here is not followed."""
    await server().leave_room(connection.sid, room(conversation_id))
    connection.conversations.discard(conversation_id)
    _forget_if_unheard(conversation_id)


def open_stream(stream: Stream, last_id: int) -> bool:
    """From here on that page hears its conversation, beginning after `last_id`, as a socket that joins does; False when there
    are too many."""
    if not streams.add(stream):
        return False
    sequence.follow(stream.conversation_id, last_id)
    return True


def close_stream(stream: Stream) -> None:
    """That page has gone."""
    streams.remove(stream)
    _forget_if_unheard(stream.conversation_id)


def _forget_if_unheard(conversation_id: int) -> None:
    if conversation_id not in streams.listening and not _heard(room(conversation_id)):
        sequence.forget(conversation_id)


def _heard(room_name: str) -> bool:
    """Whether any socket of this process is in there."""
    return bool(server().manager.rooms.get(NAMESPACE, {}).get(room_name))


async def leave_conversations(connection: Connection) -> None:
    """That socket is going away."""
    for conversation_id in list(connection.conversations):
        await leave_conversation(connection, conversation_id)


async def cut(sid: str) -> None:
    """End that socket; JavaScript clients take it as the server's word and don't come back by themselves."""
    transport = server().manager.eio_sid_from_sid(sid, "/")
    await server().disconnect(sid)
    if transport is not None:  # a polite client closes it now; any other would keep it, and go on sending
        await server().eio.disconnect(transport)


def server() -> socketio.AsyncServer:
    """The one that emits."""
    if _server is None:
        raise RuntimeError("broadcast.use() was not called: create the app first")
    return _server


async def _emit(event: str, payload: Any, to: str, *, skip_sid: str | None = None, here_only: bool = False) -> None:
    try:
        await server().manager.emit(event, payload, NAMESPACE, room=to, skip_sid=skip_sid, ignore_queue=here_only)
    except Exception:
        log.exception("emit failed", event_name=event, room=to)
