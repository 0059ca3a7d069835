"""What clients send, typed. Unknown keys are ignored: a client can't set what it may not."""

from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec

from models.attachment import ALT_LIMIT
from models.message import CONTENT_LIMIT

Shape = TypeVar("Shape")

LARGEST_ID = 2**63 - 1  # contract, `ids`
SEARCH_LIMIT = 100  # characters that are looked for
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
WANTED = "x-wanted"  # for the contract: not required by the shape, because the action refuses its absence in words of its own
OR_NULL = {"anyOf": [{"type": "string"}, {"type": "null"}]}  # null is as good as nothing
Content = Annotated[
    Any,
    msgspec.Meta(extra_json_schema={"type": "string", "minLength": 1, "maxLength": CONTENT_LIMIT, WANTED: True}),
]
Image = Annotated[
    Any,
    msgspec.Meta(
        description="A data URL of a PNG, JPEG, GIF or WebP image of at most 10 MiB.",
        extra_json_schema={**OR_NULL, "pattern": "^data:image/(png|jpe?g|gif|webp);base64,"},
    ),
]
Alt = Annotated[
    Any,
    msgspec.Meta(
        description="What the image shows, for whoever does not see it. It comes back percent-encoded, as the fragment `#alt=` "
        "of the image's address.",
        extra_json_schema={**OR_NULL, "maxLength": ALT_LIMIT},
    ),
]


class JoinConversation(msgspec.Struct):
    """`after_id`: answer the messages since that one."""

    conversation_id: Id
    after_id: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)] | None = None


class LeaveConversation(msgspec.Struct):
    conversation_id: Id


class SendMessage(msgspec.Struct):
    """`content`, `attachment` and `attachment_alt` are judged by the action, which has words of their own for them."""

    conversation_id: Id
    content: Content = None
    attachment: Image = None
    attachment_alt: Alt = None
    client_id: UUID | None = None


class PostMessage(msgspec.Struct):
    """`SendMessage` where the address already names the conversation."""

    content: Content = None
    attachment: Image = None
    attachment_alt: Alt = None
    client_id: UUID | None = None


class Typing(msgspec.Struct):
    conversation_id: Id
    isTyping: bool


class MessageRead(msgspec.Struct):
    """`up_to`: that message and every earlier one of the other person."""

    message_id: Id
    conversation_id: Id | msgspec.UnsetType = msgspec.UNSET  # it may be left out, but null is no id
    up_to: bool = False


class SignUp(msgspec.Struct):
    name: str
    email: str
    password: str
    is_local: bool = False
    city: str = ""


class LogIn(msgspec.Struct):
    """`code`: of the authenticator app, or one on paper, where the answer was `second_factor_required`."""

    email: str
    password: str
    code: str | None = None


class Profile(msgspec.Struct):
    """What a person may change of themselves; an absent key stays as it is, and null is no value."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    is_local: bool | msgspec.UnsetType = msgspec.UNSET
    city: str | msgspec.UnsetType = msgspec.UNSET
    bio: str | msgspec.UnsetType = msgspec.UNSET


class OpenConversation(msgspec.Struct):
    local_id: Id


def read(payload: object, shape: type[Shape]) -> Shape:
    """The payload as that shape.

    Raises: msgspec.ValidationError.
    """
    try:
        return msgspec.convert(payload, shape, strict=True)
    except UnicodeEncodeError:  # half a character, in a key or where a number is asked for
        raise msgspec.ValidationError("half a character") from None


def read_conversation(payload: object, shape: type[Shape]) -> Shape:
    """The same for the events that the contract calls with a bare conversation id."""
    return read(payload if isinstance(payload, dict) else {"conversation_id": payload}, shape)
