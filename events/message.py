"""Sending messages and marking them read."""

from typing import Any

from msgspec import UNSET

from actions import messages
from wire import requests
from wire.connections import Connection
from wire.requests import MessageRead, SendMessage


async def send(viewer: Connection, payload: Any) -> dict[str, Any]:
    """`send_message` `{conversation_id, content, attachment?, attachment_alt?, client_id?}`: answered with the stored message."""
    asked = requests.read(payload, SendMessage)
    message, _created = await messages.send(
        viewer.user_id,
        asked.conversation_id,
        asked.content,
        asked.attachment,
        asked.client_id,
        viewer.sid,
        alt=asked.attachment_alt,
    )
    return {"message": message}


async def read(viewer: Connection, payload: Any) -> None:
    """`message_read` `{message_id, conversation_id?, up_to?}`."""
    asked = requests.read(payload, MessageRead)
    conversation_id = None if asked.conversation_id is UNSET else asked.conversation_id
    await messages.mark(viewer.user_id, asked.message_id, conversation_id, up_to=asked.up_to)
