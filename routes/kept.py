"""A message that could not be sent, because its form was too old or its log-in had ended, is never lost: it is shown again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from quart import render_template, request

from routes.numbers import whole
from texts import _


@dataclass(frozen=True)
class KeptMessage:
    conversation_id: int
    content: str
    client_id: str


async def of_request() -> KeptMessage | None:
    """The message that this POST meant to send, if it meant to."""
    form = await request.form
    conversation_id = (request.view_args or {}).get("conversation_id")
    if conversation_id is None or not form.get("content"):
        return None
    return KeptMessage(conversation_id, form["content"], readable(form.get("client_id")))


async def of_log_in() -> KeptMessage | None:
    """The message that the log-in form carries along."""
    form = await request.form
    conversation_id = whole(form.get("kept_conversation_id"))
    if conversation_id is None or not form.get("kept_content"):
        return None
    return KeptMessage(conversation_id, form["kept_content"], readable(form.get("kept_client_id")))


async def log_in_page(message: KeptMessage) -> tuple[str, int]:
    """The log-in, with the message that it carries along."""
    page = await render_template(
        "auth/log_in.html",
        form={"email": ""},
        errors={"": _("Vous avez été déconnecté\u202f; reconnectez-vous pour continuer, votre message est gardé.")},
        next=f"/conversations/{message.conversation_id}",
        kept=message,
    )
    return page, 401


async def page(message: KeptMessage, why: str, status: int) -> Any:
    """The message in a form of its own, ready to be sent again."""
    shown = await render_template(
        "conversations/kept.html",
        message=why,
        conversation_id=message.conversation_id,
        content=message.content,
        client_id=message.client_id,
    )
    return shown, status


def readable(client_id: str | None) -> str:
    """That id when it is one; else a new one."""
    try:
        return str(UUID(client_id or ""))
    except ValueError:
        return str(uuid4())
