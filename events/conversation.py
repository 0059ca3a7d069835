"""Entering and leaving a conversation's room."""

from typing import Any

import figures
from actions import conversations, messages
from actions import typing as typing_action
from wire import broadcast
from wire.connections import Connection
from wire.requests import JoinConversation, LeaveConversation, read_conversation

CAUGHT_UP = 200  # messages an acknowledgement carries at the most


async def join(viewer: Connection, payload: Any) -> dict[str, Any] | None:
    """`join_conversation`: its id, or `{conversation_id, after_id?}`; with `after_id` the messages since are answered."""
    asked = read_conversation(payload, JoinConversation)
    conversation = await conversations.opened(viewer.user_id, asked.conversation_id)
    await broadcast.join_conversation(viewer, conversation.id, conversation.last_message_id or 0)
    if asked.after_id is None:
        return None
    figures.totals["catch_ups"] += 1
    # Read after joining: what is committed in between comes twice rather than never.
    since, more = await messages.page_in(conversation.membership, after=asked.after_id, limit=CAUGHT_UP)
    return {"messages": since, "has_more": more}


async def leave(viewer: Connection, payload: Any) -> None:
    """`leave_conversation`: its id, or `{conversation_id}`. Leaving a room one is not in is no error."""
    asked = read_conversation(payload, LeaveConversation)
    await conversations.membership(viewer.user_id, asked.conversation_id)
    await typing_action.stop_socket(viewer.sid, asked.conversation_id)
    await broadcast.leave_conversation(viewer, asked.conversation_id)
