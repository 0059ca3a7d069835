"""The inbox and the conversation, complete without a script."""

from typing import Any
from uuid import UUID, uuid4

from msgspec import ValidationError
from quart import Blueprint, g, render_template, request, url_for

from actions import attachments, conversations, messages, several
from actions.errors import AccountDeleted, InvalidAlt, InvalidAttachment, InvalidField, InvalidPayload, Refused, Unauthorized
from actions.words import sought
from models import Conversation, Message
from models.conversation import Membership
from routes.access import members, retry, see_other, viewer, wants_json
from routes.framed import allow_frames
from routes.inbox import is_known, items, state
from routes.names import called
from routes.navigation import is_navigation
from routes.numbers import whole
from texts import _, ngettext
from wire import payloads, requests
from wire.payloads import MessagePayload

blueprint = Blueprint("conversations", __name__, url_prefix="/conversations")

PAGE = 50
MOST = 200  # messages of a page that begins with what is unread
ABOVE = 5  # read ones before them


@blueprint.get("")
@members
async def index() -> Any:
    search, unread = sought(request.args.get("q", "")), "unread" in request.args
    inbox = await conversations.inbox(viewer().id, request.args.get("before"), search=search, unread=unread)
    g.unread_total, rows = inbox.unread_total, items(inbox.conversations, viewer().id)
    inbox_state = state(inbox, rows, viewer().id)
    if is_known(inbox_state):
        return "", 204
    return await render_template(
        "conversations/index.html",
        inbox=rows,
        inbox_state=inbox_state,
        next_url=next_page(inbox.following, q=search or None, unread=1 if unread else None),
        q=search,
        only_unread=unread,
    )


@blueprint.post("")
@members
async def open() -> Any:
    """A conversation with that local, new or not."""
    form = await request.form
    conversation, _existed = await conversations.start(viewer().id, whole(form.get("local_id")) or 0)
    return see_other("conversations.show", conversation_id=conversation.id, _anchor="new")


@blueprint.get("/<int:conversation_id>")
@members
async def show(conversation_id: int) -> str:
    conversation = await conversations.opened(viewer().id, conversation_id)
    return await page(conversation, whole(request.args.get("before"), least=1))


@blueprint.post("/<int:conversation_id>/messages")
@members
async def send(conversation_id: int) -> Any:
    """Send what the form holds. What can't be sent comes back with its text and a word beside the field."""
    form, files = await request.form, await request.files
    content, given = form.get("content", ""), form.get("client_id")
    photos = [image for file in files.getlist("attachment") if (image := image_of(file))]
    alts, words = form.getlist("attachment_alt"), several.caption(content, photos)
    if wants_json():
        return await answer(form.get("viewer_id"), conversation_id, words, photos, given, alts)
    client_id = None
    try:
        client_id = uuid_of(given)
        said = each_of(alts, len(photos))
        sent, created = await several.send(viewer().id, conversation_id, words, photos, client_id, said)
        if not created and sent["content"] != words.replace("\r\n", "\n"):
            raise InvalidField(
                _("Ce formulaire avait déjà servi. Votre nouveau texte est gardé\u202f: envoyez-le de nouveau."),
                field="content",
            )
    except Refused as refused:
        # A form that already served would only find its former message again.
        unused = uuid4() if isinstance(refused, InvalidField) else client_id or uuid4()
        written = {"content": content, "alt": "\n".join(alts).strip(), "client_id": str(unused)}
        return await again(conversation_id, written, refused, len(photos))
    return see_other("conversations.show", conversation_id=conversation_id)


async def again(conversation_id: int, written: dict[str, str], refused: Refused, photos: int = 0) -> Any:
    """What could not be sent, in its conversation, with a word beside the field."""
    conversation = await conversations.opened(viewer().id, conversation_id)
    if conversation.membership.closed:
        refused = AccountDeleted()  # whatever else was wrong with it
    error = {"field": refused.field or "content", "message": words_of(refused, photos)}
    return await page(conversation, None, {**written, "error": error}), refused.status, retry(refused)


async def answer(viewer_id: str | None, conversation_id: int, *sent: Any) -> Any:
    """The same form as our own script sends it, to show how far its photo has come: answered as the socket would answer.

    `viewer_id` is whom the script's page was made for: somebody else may have logged in on this browser since.
    """
    content, photos, given, alts = sent
    try:
        if viewer_id != str(viewer().id):
            raise Unauthorized
        client_id = uuid_of(given)
        message, _created = await several.send(viewer().id, conversation_id, content, photos, client_id, alts)
    except Refused as refused:
        return payloads.error(refused.code, refused.message, refused.retry_after), refused.status, retry(refused)
    return {"ok": True, "message": message}


def image_of(file: Any) -> attachments.Upload | None:
    data = file.read()
    return attachments.Upload(data, file.filename or "") if data or file.filename else None


def each_of(alts: list[str], photos: int) -> list[str]:
    """What each photo shows: a field for each, as our script has them, or one field with a line for each.

    Raises: InvalidAlt, of what shows no photo that came.
    """
    said = alts[0].splitlines() if len(alts) == 1 < photos else alts
    if any(one.strip() for one in said[photos:]):
        hint = _("Vous avez décrit une photo qui n’est pas jointe\u202f: joignez-la, ou effacez sa description.")
        raise InvalidAlt(hint=hint)
    return said


def words_of(refused: Refused, photos: int) -> str:
    """What is said beside the field. No browser keeps the files of a form that comes back."""
    if not photos:
        return refused.hint
    if photos == 1 and isinstance(refused, InvalidAttachment):
        again = _("Joignez-en une autre, ou envoyez votre texte seul.")
    else:
        again = ngettext("Votre photo est à joindre de nouveau.", "Vos photos sont à joindre de nouveau.", photos)
    hint = refused.hint
    return f"{hint} {again}" if hint.endswith((".", "…")) else f"{hint}. {again}"


async def page(conversation: Conversation, before: int | None, composer: dict[str, Any] | None = None) -> str:
    """The conversation and its inbox; `composer` is what comes back of a form that was refused."""
    user = viewer()
    first_unread = None
    if conversation.unread_of(user.id) and before is None:
        first_unread = await Message.first_unread(conversation.id, conversation.other(user.id).id)
    shown, older = await shown_in(conversation.membership, before, first_unread)
    if first_unread and shown and is_navigation():
        await messages.mark_in(conversation, user.id, shown[-1]["id"], up_to=True)
        for payload in shown:
            payload["read"] |= payload["user_id"] != user.id  # as the next look at it has it
    inbox = await conversations.inbox(user.id)
    rows = items(inbox.conversations, user.id, current=conversation.id)
    g.unread_total = inbox.unread_total
    other = conversation.other(user.id)
    here = url_for("conversations.show", conversation_id=conversation.id)
    last_id = shown[-1]["id"] if shown else 0
    allow_frames()
    return await render_template(
        "conversations/show.html",
        conversation={"id": conversation.id},
        other={
            "id": other.id,
            "name": called(other.name),
            "city": other.city,
            "is_local": other.is_local,
            "left": other.deleted_at is not None,
        },
        messages=shown,
        older_url=f"{here}?before={shown[0]['id']}" if older else None,
        newest_url=here if before is not None else None,
        live_url=url_for("live.show", conversation_id=conversation.id, after=last_id) if before is None else None,
        first_new=max(first_unread, shown[0]["id"]) if first_unread and shown else None,
        first_unread=first_unread,
        new_above=bool(first_unread and shown and first_unread < shown[0]["id"]),
        composer=composer or {"content": "", "alt": "", "client_id": str(uuid4()), "error": None},
        inbox=rows,
        inbox_state=state(inbox, rows, user.id),
        next_url=next_page(inbox.following),
    )


async def shown_in(members: Membership, before: int | None, first_unread: int | None) -> tuple[list[MessagePayload], bool]:
    """A page of messages, and whether there are older ones: those before `before`, or the newest, which begin a little above the
    first unread one as far as that can be."""
    shown, older = await messages.page_in(members, before=before, limit=PAGE)
    if first_unread is None or not older or shown[0]["id"] <= first_unread:
        return shown, older
    shown, older = await messages.page_in(members, limit=MOST)
    begin = max(0, [payload["id"] >= first_unread for payload in shown].index(True) - ABOVE)
    return shown[begin:], older or begin > 0


def next_page(following: str | None, **shown: Any) -> str | None:
    """The address of the inbox's next page; None where this is the last."""
    return url_for("conversations.index", **shown, before=following) if following else None


def uuid_of(text: str | None) -> UUID | None:
    """None where the field is absent or empty, which is how a form says so; anything else is judged as in an event.

    Raises: InvalidPayload.
    """
    try:
        return requests.read(text, UUID) if text else None
    except ValidationError:
        hint = _("Ce formulaire était abîmé. Votre texte est gardé\u202f: envoyez-le de nouveau.")
        raise InvalidPayload(hint=hint) from None
