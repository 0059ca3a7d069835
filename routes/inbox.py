"""The inbox's rows as templates show them."""

from hashlib import blake2s
from typing import Any

import msgspec
from quart import request, url_for

from actions.conversations import Inbox
from routes.names import called
from wire.payloads import ConversationPayload

PREVIEW = 120  # characters of the last message
KNOWN = "Escale-Inbox"  # the header by which a script says which state its page shows


def items(conversations: list[ConversationPayload], user_id: int, current: int | None = None) -> list[dict[str, Any]]:
    """A row a conversation, as this person sees it; `current` is the one that is open."""
    here = url_for("conversations.index")  # once: it takes as long as all else of a row
    return [item(conversation, user_id, current, here) for conversation in conversations]


def state(inbox: Inbox, rows: list[dict[str, Any]], user_id: int) -> str:
    """A few letters that stand for all that is shown of an inbox, whichever conversation is open, and for whose it is."""
    shown = [user_id, [row | {"current": False} for row in rows], inbox.following, inbox.unread_total]
    return blake2s(msgspec.json.encode(shown), digest_size=8).hexdigest()


def is_known(inbox_state: str) -> bool:
    """Whether whoever asks has it: a page that was made a moment ago is seldom another by the time it receives."""
    return request.headers.get(KNOWN) == inbox_state


def item(conversation: ConversationPayload, user_id: int, current: int | None, here: str) -> dict[str, Any]:
    """One row; `here` is the inbox's own address."""
    last = conversation["last_message"]
    other = conversation["Local"] if conversation["voyager_id"] == user_id else conversation["Voyager"]
    return {
        "id": conversation["id"],
        # What is new stands under an id: without a script too it opens there, and at its end where nothing is. Elsewhere it
        # is said always; from a conversation to itself that would load nothing.
        "url": f"{here}/{conversation['id']}{'#new' if conversation['unread'] else ''}",
        "other": {"id": other["id"], "name": called(other["name"])},
        "preview": " ".join(last["content"].split())[:PREVIEW] if last else "",
        "silent": last is None,
        "preview_mine": bool(last and last["user_id"] == user_id),
        "has_photo": bool(last and last["attachment"]),
        "updated_at": conversation["updatedAt"],
        "unread": conversation["unread"],
        "current": conversation["id"] == current,
    }
