"""What was written and could not be sent or kept, because its form was too old, its log-in had ended or its address is nobody's,
is never lost: it is shown again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from quart import render_template, request
from werkzeug.exceptions import HTTPException

from routes.numbers import whole
from texts import _

# The fields of our forms that take more than a line to fill in.
LONG = ("content", "attachment_alt", "kept_content", "kept_alt", "bio")


@dataclass(frozen=True)
class KeptMessage:
    conversation_id: int
    content: str
    client_id: str
    alt: str  # what its photo shows, which has to be chosen anew


async def of_request() -> KeptMessage | None:
    """The message that this POST meant to send, if it meant to."""
    form = await request.form
    conversation_id = (request.view_args or {}).get("conversation_id")
    if conversation_id is None or not form.get("content"):
        return None
    return KeptMessage(
        conversation_id, form["content"], readable(form.get("client_id")), "\n".join(form.getlist("attachment_alt")).strip()
    )


async def of_log_in() -> KeptMessage | None:
    """The message that the log-in form carries along."""
    form = await request.form
    conversation_id = whole(form.get("kept_conversation_id"))
    if conversation_id is None or not form.get("kept_content"):
        return None
    return KeptMessage(conversation_id, form["kept_content"], readable(form.get("kept_client_id")), form.get("kept_alt", ""))


async def texts_of_request() -> list[str]:
    """The long texts that came with this form of ours, as far as they can be read."""
    if request.method != "POST" or request.url_rule is None:
        return []
    try:
        form = await request.form
    except HTTPException:  # it is what was refused
        return []
    return [text for name in LONG for text in form.getlist(name) if text.strip()]


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
        alt=message.alt,
    )
    return shown, status


def readable(client_id: str | None) -> str:
    """That id when it is one; else a new one."""
    try:
        return str(UUID(client_id or ""))
    except ValueError:
        return str(uuid4())
