"""Several photos at once: a message each, as our own script sends them, of which the first bears the words."""

import asyncio
from uuid import UUID, uuid5

from actions import attachments, conversations, limits, messages
from actions.errors import AccountDeleted, InvalidAlt, InvalidAttachment, Refused
from actions.words import is_blank
from models import Attachment
from models.conversation import Membership
from texts import _
from wire.payloads import MessagePayload

MOST = 10  # as in static/js/photo.js
# What a photo's message says that bears no words of its sender's, for the contract wants some: the same word in every language
# of ours. Pages show such a photo alone. static/js/limits.js says the same.
WORDLESS = "Photo"


def caption(content: str, photos: list[attachments.Upload]) -> str:
    """What is sent of that text; with photos it may be left out."""
    return WORDLESS if photos and is_blank(content) else content


async def send(
    user_id: int,
    conversation_id: int,
    content: object,
    photos: list[attachments.Upload],
    client_id: UUID | None,
    alts: list[str],
) -> tuple[MessagePayload, bool]:
    """Store them in their order and announce them, each once; none where one of them is refused.

    `alts` are what they show, as far as that is said. Returns the first one's payload, and False when it had been sent before:
    the others' ids follow from its `client_id`.
    Raises: as messages.send does.
    """
    if len(photos) < 2:
        photo, alt = photos[0] if photos else None, alts[0] if alts else ""
        return await messages.send(user_id, conversation_id, content, photo, client_id, alt=alt)
    if len(photos) > MOST:
        raise InvalidAttachment(hint=_("%(count)s photos au plus à la fois.", count=MOST))
    conversation = await conversations.membership(user_id, conversation_id)
    first = client_id or messages.new_client_id()
    ids = [first, *(uuid5(first, str(at)) for at in range(1, len(photos)))]
    sent = [await messages.already_sent(user_id, conversation_id, one) for one in ids]
    if conversation.closed and sent[0] is None:
        raise AccountDeleted
    words = [messages.checked_content(content), *[WORDLESS] * (len(photos) - 1)]
    left = [at for at, before in enumerate(sent) if before is None and not conversation.closed]
    images = await stored(user_id, photos, alts, left)
    written = await written_all(conversation, user_id, [(words[at], images[at], ids[at]) for at in left])
    return (sent[0], False) if sent[0] else written[0]


async def stored(user_id: int, photos: list[attachments.Upload], alts: list[str], left: list[int]) -> dict[int, Attachment]:
    """Those that are left to be sent, kept: all or none."""
    kept = dict[int, Attachment]()
    try:
        for at in left:
            await limits.spend("send_message", user_id)
            said = attachments.checked_alt(alts[at] if at < len(alts) else "")
            kept[at] = await attachments.store(user_id, photos[at], said)
    except BaseException as wrong:
        for image in kept.values():
            await attachments.discard(image)
        if isinstance(wrong, InvalidAttachment | InvalidAlt):
            raise which(wrong, at, photos) from None
        raise
    return kept


async def written_all(
    conversation: Membership, user_id: int, rows: list[tuple[str, Attachment, UUID]]
) -> list[tuple[MessagePayload, bool]]:
    """Committed in their order, which is that of the ids. What fails here may be sent again: what was stored comes once."""
    writing = [asyncio.create_task(messages.write(conversation, user_id, text, image, id_)) for text, image, id_ in rows]
    done = await asyncio.gather(*writing, return_exceptions=True)
    failure = next((one for one in done if isinstance(one, BaseException)), None)
    try:
        if failure is not None:
            raise failure
        return [one for one in done if not isinstance(one, BaseException)]
    finally:
        del writing, done, failure  # else its traceback would name it, and keep all photos until the collector comes by


def which(wrong: Refused, at: int, photos: list[attachments.Upload]) -> Refused:
    """The same refusal, which says of which photo it is: by its name, unless it has none or another has the same."""
    name = photos[at].name
    if name.strip() and [photo.name for photo in photos].count(name) == 1:
        said = _("«\u202f%(name)s\u202f»\u202f: %(reason)s", name=shown(name), reason=wrong.hint)
    else:
        said = _("Photo %(number)s\u202f: %(reason)s", number=at + 1, reason=wrong.hint)
    return type(wrong)(wrong.message, hint=said)


def shown(name: str) -> str:
    """In its own direction, and no longer than one can take in, as static/js/not-taken.js has it."""
    letters = "".join(letter for letter in name if letter.isprintable())
    return f"\u2068{letters if len(letters) <= 40 else f'{letters[:28]}…{letters[-12:]}'}\u2069"
