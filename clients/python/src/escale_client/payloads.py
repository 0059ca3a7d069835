"""The contract's types. Written by `quart contract python`; docs/contract says what they mean."""

from typing import Literal, NotRequired, TypedDict

# Every `code` of ApiError.
ApiErrorCode = Literal[
    "account_deleted", "attachment_too_large", "bad_request", "going_down", "http_error", "internal",
    "invalid_attachment", "invalid_attachment_alt", "invalid_content", "invalid_field", "invalid_payload",
    "method_not_allowed", "not_allowed", "not_found", "second_factor_required", "too_large", "too_many",
    "too_many_pieces", "too_slow", "unauthorized", "unavailable", "wrong_code", "wrong_credentials"
]  # fmt: skip


class ApiError(TypedDict):
    """A sentence for a person, a stable word for a program, the field that is meant, and seconds to wait."""

    code: ApiErrorCode
    error: str
    field: NotRequired[str]
    retry_after: NotRequired[int]


class ConnectRefusal(TypedDict):
    """Why a socket was not let in; `retry_after` seconds are to be waited after `too_many`."""

    code: Literal["already_connected", "too_many", "unauthorized", "unavailable", "unknown_namespace"]
    retry_after: NotRequired[int]


class ConnectError(TypedDict):
    """What the client's `connect_error` is told: an Error with this `message`, and `data` beside it."""

    data: ConnectRefusal
    message: str


class Person(TypedDict):
    id: int
    name: str


class MessagePayload(TypedDict):
    Sender: Person
    attachment: str | None
    content: str
    conversation_id: int
    createdAt: str
    id: int
    read: bool
    user_id: int


class ConversationPayload(TypedDict):
    Local: Person
    Voyager: Person
    createdAt: str
    id: int
    last_message: MessagePayload | None
    local_id: int
    unread: int
    updatedAt: str
    voyager_id: int


class ConversationsPage(TypedDict):
    """`next` is the `before` of the next page."""

    conversations: list[ConversationPayload]
    next: str | None


class ErrorEvent(TypedDict):
    message: str


class Health(TypedDict):
    status: str


class JoinConversation(TypedDict):
    """`after_id`: answer the messages since that one."""

    after_id: NotRequired[int | None]
    conversation_id: int


class Joined(TypedDict):
    """Only with `after_id`: the messages since, oldest first, and whether more follow."""

    has_more: NotRequired[bool]
    messages: NotRequired[list[MessagePayload]]


class LeaveConversation(TypedDict):
    conversation_id: int


class LocalPayload(TypedDict):
    """A local as strangers see them."""

    bio: str
    city: str
    id: int
    name: str


class LocalsPage(TypedDict):
    """`next` is the `before` of the next page."""

    locals: list[LocalPayload]
    next: int | None


class LogIn(TypedDict):
    """`code`: of the authenticator app, or one on paper, where the answer was `second_factor_required`."""

    code: NotRequired[str | None]
    email: str
    password: str


class Myself(TypedDict):
    """A person's own profile: the only payload with an e-mail address."""

    bio: str
    city: str
    email: str
    id: int
    is_local: bool
    name: str


class LoggedIn(TypedDict):
    token: str
    user: Myself


class MessageCreated(TypedDict):
    """What is posted to the installation's webhook: `data` is what `new_message` said, `timestamp` when it was written."""

    data: MessagePayload
    timestamp: str
    type: Literal["message.created"]


class MessageRead(TypedDict):
    """`up_to`: that message and every earlier one of the other person."""

    conversation_id: NotRequired[int]
    message_id: int
    up_to: NotRequired[bool]


class MessageReadUpdate(TypedDict):
    conversation_id: int
    message_id: int
    read_by: int


class MessagesPage(TypedDict):
    """Oldest first, and whether more follow in the direction that was asked for."""

    has_more: bool
    messages: list[MessagePayload]


class OneConversation(TypedDict):
    conversation: ConversationPayload


class OpenConversation(TypedDict):
    local_id: int


class OpenedConversation(TypedDict):
    conversation: ConversationPayload
    existed: bool


class PostMessage(TypedDict):
    """`SendMessage` where the address already names the conversation."""

    attachment: NotRequired[str | None]
    attachment_alt: NotRequired[str | None]
    client_id: NotRequired[str | None]
    content: str


class Profile(TypedDict):
    """What a person may change of themselves; an absent key stays as it is, and null is no value."""

    bio: NotRequired[str]
    city: NotRequired[str]
    is_local: NotRequired[bool]
    name: NotRequired[str]


# Every `code` of Refusal.
RefusalCode = Literal[
    "account_deleted", "attachment_too_large", "internal", "invalid_attachment", "invalid_attachment_alt",
    "invalid_content", "invalid_payload", "not_allowed", "too_many", "unauthorized", "unavailable", "unknown_event"
]  # fmt: skip


class Refusal(TypedDict):
    """`code` is a stable word for programs, `message` a sentence for people, `retry_after` seconds to wait."""

    code: RefusalCode
    message: str
    retry_after: NotRequired[int]


class SendMessage(TypedDict):
    """`content`, `attachment` and `attachment_alt` are judged by the action, which has words of their own for them."""

    attachment: NotRequired[str | None]
    attachment_alt: NotRequired[str | None]
    client_id: NotRequired[str | None]
    content: str
    conversation_id: int


class Sent(TypedDict):
    """The stored message: the original one when this `client_id` had been sent before."""

    message: MessagePayload


class SignUp(TypedDict):
    city: NotRequired[str]
    email: str
    is_local: NotRequired[bool]
    name: str
    password: str


class Typing(TypedDict):
    conversation_id: int
    isTyping: bool


class UserTyping(TypedDict):
    conversation_id: int
    isTyping: bool
    user_id: int
