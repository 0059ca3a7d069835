"""The events: what clients emit, what is acknowledged, what the server emits. Rules and words are those of docs/contract."""

from dataclasses import dataclass, field
from typing import Any

from wire import requests, shapes
from wire.payloads import ConversationPayload, MessagePayload

ANSWERED_TO_ALL = ("unauthorized", "invalid_payload", "not_allowed", "too_many", "unavailable", "internal")
UNKNOWN_EVENT = "unknown_event"  # to an event that is none of these

PERSON = {"id": 7, "name": "Camille"}
MESSAGE: dict[str, Any] = {
    "id": 1042,
    "user_id": 7,
    "conversation_id": 5,
    "content": "Salut ! Disponible samedi ?",
    "attachment": None,
    "read": False,
    "createdAt": "2026-05-14T09:30:00.000Z",
    "Sender": PERSON,
}
CONVERSATION: dict[str, Any] = {
    "id": 5,
    "voyager_id": 7,
    "local_id": 12,
    "Voyager": PERSON,
    "Local": {"id": 12, "name": "Jean"},
    "createdAt": "2026-05-12T18:02:11.000Z",
    "updatedAt": "2026-05-14T09:30:00.000Z",
    "last_message": MESSAGE,
    "unread": 1,
}


@dataclass(frozen=True)
class ClientEvent:
    """`payload` is the shape of its one argument, which may be a bare conversation id where `bare` says so; `answer` is what an
    acknowledgement holds besides `ok`; `codes` are those of its refusals that not every event has."""

    summary: str
    payload: type
    example: Any
    bare: bool = False
    answer: type | None = None
    answered: dict[str, Any] = field(default_factory=dict)  # an example of it
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServerEvent:
    summary: str
    payload: Any
    example: Any


CLIENT_EVENTS = {
    "join_conversation": ClientEvent(
        "Hear a conversation. With `after_id`, the acknowledgement carries the messages since.",
        requests.JoinConversation,
        5,
        bare=True,
        answer=shapes.Joined,
        answered={"messages": [MESSAGE], "has_more": False},
    ),
    "leave_conversation": ClientEvent(
        "Hear it no more. Leaving a room one is not in is no error.", requests.LeaveConversation, 5, bare=True
    ),
    "send_message": ClientEvent(
        "Send a message. With the same `client_id` again it is the same message, once.",
        requests.SendMessage,
        {"conversation_id": 5, "content": "Salut ! Disponible samedi ?"},
        answer=shapes.Sent,
        answered={"message": MESSAGE},
        codes=("account_deleted", "invalid_content", "invalid_attachment", "invalid_attachment_alt", "attachment_too_large"),
    ),
    "typing": ClientEvent("Say that one is writing, or has stopped.", requests.Typing, {"conversation_id": 5, "isTyping": True}),
    "message_read": ClientEvent(
        "Mark a message of the other person read; with `up_to`, every earlier one too.",
        requests.MessageRead,
        {"message_id": 1042, "conversation_id": 5},
    ),
}

SERVER_EVENTS = {
    "new_message": ServerEvent("A message was stored: to every socket in the room.", MessagePayload, MESSAGE),
    "user_typing": ServerEvent(
        "Somebody writes, or has stopped: to the room, but for the socket that said so.",
        shapes.UserTyping,
        {"user_id": 7, "conversation_id": 5, "isTyping": True},
    ),
    "message_read_update": ServerEvent(
        "A message was read: to the room.", shapes.MessageReadUpdate, {"message_id": 1042, "conversation_id": 5, "read_by": 12}
    ),
    "conversation_updated": ServerEvent(
        "An inbox's row changed, or is new and has no message yet: to all of a person's sockets, joined or not, ten times a "
        "second at most.",
        ConversationPayload,
        CONVERSATION,
    ),
    "error": ServerEvent(
        "Something asked for was not done: to the socket that asked.", shapes.ErrorEvent, {"message": "Message invalide"}
    ),
}

# Told by a packet of its own kind, before there is anybody to emit to.
CONNECT_ERROR = ServerEvent(
    "A socket was not let in: `unauthorized` without a living log-in, `already_connected` after a second CONNECT, "
    "`unknown_namespace` for any but `/`; after `unavailable` and `too_many` another try may succeed.",
    shapes.ConnectError,
    {"message": "Authentification requise", "data": {"code": "unauthorized"}},
)
