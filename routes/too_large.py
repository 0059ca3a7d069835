"""Requests that bring more than they may: stack/body_bound.py let nothing of them in, or routes/uploads.py."""

from collections.abc import Awaitable, Callable
from typing import Any

from quart import Quart, abort, g, redirect, request, url_for

import auth
from actions.errors import AttachmentTooLarge, NotAllowed, TooMany, Unauthorized
from routes import conversations, csrf, errors, kept, uploads
from routes.access import for_program, wants_json
from stack import form_head
from stack.body_bound import HEAD, TOO_LARGE
from texts import _

AGAIN = 10  # seconds until there may be room


def init_app(app: Quart) -> None:
    """Answer them before anything is read of them."""
    app.before_request(say)


async def say() -> Any:
    """What was too large, or too much at once."""
    state = (request.scope or {}).get("state", {})
    if not state.get(TOO_LARGE):
        return None
    match state.get(uploads.REFUSED):
        case uploads.TOO_MANY:
            raise TooMany(AGAIN)
        case uploads.STRANGER if for_program() or wants_json():
            raise Unauthorized
        case uploads.STRANGER:
            return redirect(url_for("auth.log_in"), 303)
    if request.endpoint == "conversations.send" and not wants_json():
        return await beside_the_composer(state[HEAD])
    return abort(413)


async def beside_the_composer(head: Callable[[], Awaitable[bytes]]) -> Any:
    """The conversation, with what was written, which our form sends before its photos."""
    session = await auth.session_of_page()
    if session is None:
        return abort(413)
    g.session = session
    fields = form_head.fields(await head(), request.content_type)
    given = fields.get(csrf.FIELD, "")
    if not csrf.is_proof(given) or csrf.whose(given) not in ("", str(session.user_id)):
        return abort(413)
    why = _(
        "Vos photos sont trop lourdes\u202f: 10\u00a0Mo chacune et 32\u00a0Mo ensemble, au plus. "
        "Joignez-en moins, ou de plus légères."
    )
    written = {"content": fields.get("content", ""), "alt": fields.get("attachment_alt", "")}
    try:
        return await conversations.again(
            (request.view_args or {})["conversation_id"],
            {**written, "client_id": kept.readable(fields.get("client_id"))},
            AttachmentTooLarge(hint=why),
        )
    except NotAllowed as refused:
        return await errors.page(refused.status, written=[text for text in written.values() if text])
