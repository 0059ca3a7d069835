"""The shapes of what is answered and pushed, besides those in wire/payloads.py; the contract is made of them."""

from typing import Literal, NotRequired, TypedDict

from wire.payloads import ConversationPayload, MessagePayload


class UserTyping(TypedDict):
    user_id: int
    conversation_id: int
    isTyping: bool


class MessageReadUpdate(TypedDict):
    message_id: int
    conversation_id: int
    read_by: int


class ErrorEvent(TypedDict):
    message: str


class Joined(TypedDict):
    """Only with `after_id`: the messages since, oldest first, and whether more follow."""

    messages: NotRequired[list[MessagePayload]]
    has_more: NotRequired[bool]


class Sent(TypedDict):
    """The stored message: the original one when this `client_id` had been sent before."""

    message: MessagePayload


class Refusal(TypedDict):
    """`code` is a stable word for programs, `message` a sentence for people, `retry_after` seconds to wait."""

    code: str
    message: str
    retry_after: NotRequired[int]


class ConnectRefusal(TypedDict):
    """Why a socket was not let in; `retry_after` seconds are to be waited after `too_many`."""

    code: Literal["unauthorized", "unavailable", "too_many", "already_connected", "unknown_namespace"]
    retry_after: NotRequired[int]


class ConnectError(TypedDict):
    """What the client's `connect_error` is told: an Error with this `message`, and `data` beside it."""

    message: str
    data: ConnectRefusal


class LocalPayload(TypedDict):
    """A local as strangers see them."""

    id: int
    name: str
    city: str
    bio: str


class Myself(TypedDict):
    """A person's own profile: the only payload with an e-mail address."""

    id: int
    name: str
    city: str
    bio: str
    email: str
    is_local: bool


class LoggedIn(TypedDict):
    token: str
    user: Myself


class LocalsPage(TypedDict):
    """`next` is the `before` of the next page."""

    locals: list[LocalPayload]
    next: int | None


class ConversationsPage(TypedDict):
    """`next` is the `before` of the next page."""

    conversations: list[ConversationPayload]
    next: str | None


class OneConversation(TypedDict):
    conversation: ConversationPayload


class OpenedConversation(TypedDict):
    conversation: ConversationPayload
    existed: bool


class MessagesPage(TypedDict):
    """Oldest first, and whether more follow in the direction that was asked for."""

    messages: list[MessagePayload]
    has_more: bool


class ApiError(TypedDict):
    """A sentence for a person, a stable word for a program, the field that is meant, and seconds to wait."""

    error: str
    code: str
    field: NotRequired[str]
    retry_after: NotRequired[int]


class Health(TypedDict):
    status: str


class MessageCreated(TypedDict):
    """What is posted to the installation's webhook: `data` is what `new_message` said, `timestamp` when it was written."""

    type: Literal["message.created"]
    timestamp: str
    data: MessagePayload
