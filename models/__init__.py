"""The tables, and the questions asked of them."""

from models.attachment import Attachment
from models.conversation import Conversation
from models.message import Message
from models.second_factor import Passkey, RecoveryCode, TotpKey
from models.security_event import SecurityEvent
from models.session import Session
from models.user import User
from models.webhook_state import WebhookState

__all__ = [
    "Attachment",
    "Conversation",
    "Message",
    "Passkey",
    "RecoveryCode",
    "SecurityEvent",
    "Session",
    "TotpKey",
    "User",
    "WebhookState",
]
