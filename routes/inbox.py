"""The inbox's rows as templates show them."""

from typing import Any

from quart import url_for

from routes.names import called
from wire.payloads import ConversationPayload

PREVIEW = 120  # characters of the last message


def items(conversations: list[ConversationPayload], user_id: int, current: int | None = None) -> list[dict[str, Any]]:
    """A row a conversation, as this person sees it; `current` is the one that is open."""
    return [item(conversation, user_id, current) for conversation in conversations]


def item(conversation: ConversationPayload, user_id: int, current: int | None) -> dict[str, Any]:
    """One row."""
    last = conversation["last_message"]
    other = conversation["Local"] if conversation["voyager_id"] == user_id else conversation["Voyager"]
    return {
        "id": conversation["id"],
        # What is new stands under an id: without a script too it opens there, and at its end where nothing is. Elsewhere it
        # is said always; from a conversation to itself that would load nothing.
        "url": url_for(
            "conversations.show", conversation_id=conversation["id"], _anchor="new" if conversation["unread"] else None
        ),
        "other": {"id": other["id"], "name": called(other["name"])},
        "preview": " ".join(last["content"].split())[:PREVIEW] if last else "",
        "silent": last is None,
        "preview_mine": bool(last and last["user_id"] == user_id),
        "has_photo": bool(last and last["attachment"]),
        "updated_at": conversation["updatedAt"],
        "unread": conversation["unread"],
        "current": conversation["id"] == current,
    }
