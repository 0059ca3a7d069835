"""What the server says, key for key as the contract writes it."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypedDict

from models import Attachment, Message, User
from models.conversation import Membership
from models.thread import StoredMessage
from wire.links import image_url


class Person(TypedDict):
    id: int
    name: str


class MessagePayload(TypedDict):
    id: int
    user_id: int
    conversation_id: int
    content: str
    attachment: str | None
    read: bool
    createdAt: str
    Sender: Person


class ConversationPayload(TypedDict):
    id: int
    voyager_id: int
    local_id: int
    Voyager: Person
    Local: Person
    createdAt: str
    updatedAt: str
    last_message: MessagePayload | None
    unread: int


class Inboxes(TypedDict):
    """What changed in the inboxes of a conversation's two people with its newest message, which goes beside this."""

    conversation: ConversationPayload  # as nobody sees it: without that message and any count
    voyager_unread: int
    local_unread: int


@lru_cache(1024)  # all that was committed together has one
def moment(when: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z (contract, `createdAt`)."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def person(user: User) -> Person:
    """As others may know them."""
    return {"id": user.id, "name": user.name}


def message(row: Message) -> MessagePayload:
    """A stored message; its `user` and `attachment` must be loaded."""
    return written(row.id, person(row.user), row.conversation_id, row.content, row.attachment, row.created_at, row.read)


def of_thread(row: StoredMessage, members: Membership) -> MessagePayload:
    """A message as a conversation's page reads it."""
    sender: Person = {"id": row.user_id, "name": members.name_of(row.user_id)}
    return written(row.id, sender, row.conversation_id, row.content, row.attachment, row.created_at, row.read)


def written(
    id_: int,
    sender: Person,
    conversation_id: int,
    content: str,
    attachment: Attachment | None,
    created_at: datetime,
    read: bool = False,
) -> MessagePayload:
    """The same from its parts, for a message that was committed this moment and need not be read again."""
    return {
        "id": id_,
        "user_id": sender["id"],
        "conversation_id": conversation_id,
        "content": content,
        "attachment": image_url(attachment) if attachment else None,
        "read": read,
        "createdAt": moment(created_at),
        "Sender": sender,
    }


def conversation(members: Membership, updated_at: datetime, last: StoredMessage | None, unread: int) -> ConversationPayload:
    """A conversation as one of its two people sees it."""
    return {
        "id": members.id,
        "voyager_id": members.voyager_id,
        "local_id": members.local_id,
        "Voyager": {"id": members.voyager_id, "name": members.voyager_name},
        "Local": {"id": members.local_id, "name": members.local_name},
        "createdAt": moment(members.created_at),
        "updatedAt": moment(updated_at),
        "last_message": of_thread(last, members) if last else None,
        "unread": unread,
    }


def myself(user: User) -> dict[str, Any]:
    """A person's own profile: the only payload with an e-mail address."""
    return {**local(user), "email": user.email, "is_local": user.is_local}


def local(user: User) -> dict[str, Any]:
    """A local as strangers see them."""
    return {"id": user.id, "name": user.name, "city": user.city, "bio": user.bio}


def error(code: str, message: str, retry_after: int | None = None) -> dict[str, Any]:
    """The negative acknowledgement."""
    told: dict[str, Any] = {"code": code, "message": message}
    if retry_after is not None:
        told["retry_after"] = retry_after
    return {"ok": False, "error": told}
