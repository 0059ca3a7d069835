"""`/api/conversations` and their messages."""

from typing import Any

from quart import request

from actions import conversations, limits, messages
from actions.errors import InvalidAlt, InvalidContent, InvalidPayload
from routes.access import viewer
from routes.api.body import body, moment, number, row_id
from wire.requests import OpenConversation, PostMessage

PAGE, LARGEST = 50, 200


async def index() -> Any:
    """200 `{conversations, next}`, the latest activity first; with `after`, those that changed since that `updatedAt`."""
    before = request.args.get("before") or None
    if before and conversations.cursor(before) is None:
        raise InvalidPayload(field="before")
    inbox = await conversations.inbox(viewer().id, before, after=moment("after"))
    return {"conversations": inbox.conversations, "next": inbox.following}


async def open() -> Any:
    """201 for a new conversation, 200 for the one that was there: `{conversation, existed}`."""
    asked = await body(OpenConversation)
    conversation, existed = await conversations.start(viewer().id, asked.local_id)
    shown = await conversations.seen(viewer().id, conversation)
    return {"conversation": shown, "existed": existed}, 200 if existed else 201


async def show(conversation_id: str) -> Any:
    """200 `{conversation}`."""
    conversation = await conversations.opened(viewer().id, row_id(conversation_id))
    return {"conversation": await conversations.seen(viewer().id, conversation)}


async def messages_of(conversation_id: str) -> Any:
    """200 `{messages, has_more}`, oldest first; `before` goes back from an id, `after` forward, as far as `before` where
    both are given."""
    before, after = number("before"), number("after")
    limit = number("limit", least=1) or PAGE
    found, more = await messages.page(viewer().id, row_id(conversation_id), before=before, after=after, limit=min(limit, LARGEST))
    return {"messages": found, "has_more": more}


async def send(conversation_id: str) -> Any:
    """201 `{message}`; 200 when this `client_id` had been sent before."""
    id_ = row_id(conversation_id)
    asked = await body(PostMessage)
    try:
        message, created = await messages.send(
            viewer().id, id_, asked.content, asked.attachment, asked.client_id, alt=asked.attachment_alt
        )
    except (InvalidContent, InvalidAlt):  # nothing was counted yet, and each is megabytes to read
        await limits.spend("refused", viewer().id)
        raise
    return {"message": message}, 201 if created else 200
