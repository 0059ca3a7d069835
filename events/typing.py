"""Who is writing."""

from typing import Any

from actions import typing as typing_action
from wire import requests
from wire.connections import Connection
from wire.requests import Typing


async def typing(viewer: Connection, payload: Any) -> None:
    """`typing` `{conversation_id, isTyping}`."""
    asked = requests.read(payload, Typing)
    await typing_action.set_typing(viewer.user_id, asked.conversation_id, asked.isTyping, viewer.sid)
