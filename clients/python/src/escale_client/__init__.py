"""Escale's messages for Python programs: `async with Escale.log_in(url, email, password) as escale: ...`"""

from escale_client.conversation import Conversation
from escale_client.errors import (
    Closed,
    EscaleError,
    Failed,
    Gone,
    Invalid,
    Lost,
    NotAllowed,
    Refused,
    SecondFactorRequired,
    TooMany,
    Unauthorized,
    Unavailable,
)
from escale_client.escale import Escale
from escale_client.payloads import (
    ConversationPayload,
    LocalPayload,
    MessagePayload,
    MessageReadUpdate,
    Myself,
    Person,
    UserTyping,
)

__all__ = [
    "Closed",
    "Conversation",
    "ConversationPayload",
    "Escale",
    "EscaleError",
    "Failed",
    "Gone",
    "Invalid",
    "LocalPayload",
    "Lost",
    "MessagePayload",
    "MessageReadUpdate",
    "Myself",
    "NotAllowed",
    "Person",
    "Refused",
    "SecondFactorRequired",
    "TooMany",
    "Unauthorized",
    "Unavailable",
    "UserTyping",
]
