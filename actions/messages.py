"""Sending, paging and marking messages: what every edge calls."""

import random
from dataclasses import dataclass
from uuid import UUID

from actions import attachments, conversations, limits, typing
from actions.errors import AccountDeleted, InvalidContent, NotAllowed, TooMany, Unavailable
from actions.message_writer import StillWaiting, writer
from actions.words import is_blank, is_readable
from models import Attachment, Conversation, Message, thread
from models.conversation import Membership
from models.message import CONTENT_LIMIT
from models.message_log import NewMessage, Written, mark_read
from texts import _
from texts.figures import number
from wire import broadcast, payloads
from wire.payloads import Inboxes, MessagePayload


@dataclass
class Delivery:
    """A message on its way: announced by the writer once it is committed, which makes its payload."""

    conversation: Membership
    image: Attachment | None
    sid: str | None
    payload: MessagePayload | None = None

    async def announce(self, row: NewMessage, written: Written) -> None:
        """To the room and both inboxes; whoever wrote it has stopped writing."""
        assert written.id is not None
        members, sender = self.conversation, row.user_id
        self.payload = payloads.written(
            written.id,
            {"id": sender, "name": members.name_of(sender)},
            members.id,
            row.content,
            self.image,
            written.created_at,
        )
        await typing.stop(sender, members.id, skip_sid=self.sid)
        inboxes: Inboxes | None = None  # they show the last message only, and are told of that one
        if written.newest:
            inboxes = {
                "conversation": payloads.conversation(members, written.created_at, None, 0),
                "voyager_unread": written.voyager_unread,
                "local_unread": written.local_unread,
            }
        await broadcast.new_message(self.payload, written.previous_id, inboxes)


async def send(
    user_id: int,
    conversation_id: int,
    content: object,
    attachment: object = None,
    client_id: UUID | None = None,
    sid: str | None = None,
    alt: object = None,
) -> tuple[MessagePayload, bool]:
    """Store a message and announce it, once.

    `attachment` is a data URL (socket, JSON) or an `attachments.Upload` (form); `alt` what it shows, `sid` the
    socket that sent it.
    Returns the wire's payload, and False when this `client_id` had been sent before: then it is the original's.
    Raises: NotAllowed, AccountDeleted, InvalidContent, InvalidAttachment, InvalidAlt, AttachmentTooLarge, TooMany, QuotaReached,
    Unavailable.
    """
    conversation = await conversations.membership(user_id, conversation_id)
    if conversation.closed:
        if sent := await already_sent(user_id, conversation_id, client_id):
            return sent, False
        raise AccountDeleted
    text = checked_content(content)
    said = attachments.checked_alt(alt)  # even where there is no image: a program's mistake is not passed over
    # Before an image is handled a second time; for words alone the commit itself finds out.
    if attachment is not None and (sent := await already_sent(user_id, conversation_id, client_id)):
        return sent, False
    try:
        await limits.spend("send_message", user_id)
    except TooMany:
        if sent := await already_sent(user_id, conversation_id, client_id):  # whoever asks again writes nothing more
            return sent, False
        raise
    image = await attachments.store(user_id, attachment, said) if attachment is not None else None
    return await write(conversation, user_id, text, image, client_id or new_client_id(), sid)


async def write(
    conversation: Membership, user_id: int, text: str, image: Attachment | None, client_id: UUID, sid: str | None = None
) -> tuple[MessagePayload, bool]:
    """The same of what was judged before: its image is kept with it, or not at all.

    Raises: NotAllowed, Unavailable.
    """
    row = NewMessage(conversation, user_id, text, image.id if image else None, client_id)
    delivery = Delivery(conversation, image, sid)
    try:
        await writer.write(row, delivery.announce)
    except StillWaiting:
        raise
    except Unavailable:
        await attachments.discard(image)
        raise
    if delivery.payload is not None:
        return delivery.payload, True
    await attachments.discard(image)
    original = await already_sent(user_id, conversation.id, row.client_id)
    if original is None:
        raise NotAllowed
    return original, False


async def already_sent(user_id: int, conversation_id: int, client_id: UUID | None) -> MessagePayload | None:
    """What this person has sent there under that `client_id`; None for nothing, and where there is no `client_id`."""
    found = await Message.sent_as(user_id, conversation_id, client_id) if client_id else None
    return payloads.message(found) if found else None


def new_client_id() -> UUID:
    """For a message whose sender gave none: unique among one's own, never secret, so the system's randomness is not asked."""
    return UUID(int=random.getrandbits(128), version=4)


async def page(
    user_id: int, conversation_id: int, *, before: int | None = None, after: int | None = None, limit: int
) -> tuple[list[MessagePayload], bool]:
    """Up to `limit` messages of one's own conversation, oldest first, and whether more follow in that direction.

    Raises: NotAllowed.
    """
    members = await conversations.membership(user_id, conversation_id)
    return await page_in(members, before=before, after=after, limit=limit)


async def page_in(
    members: Membership, *, before: int | None = None, after: int | None = None, limit: int
) -> tuple[list[MessagePayload], bool]:
    """The same in a conversation that is known to be open to whoever asks."""
    rows, more = await thread.page(members.id, before=before, after=after, limit=limit)
    return [payloads.of_thread(row, members) for row in rows], more


async def mark(user_id: int, message_id: int, conversation_id: int | None = None, *, up_to: bool = False) -> int:
    """Mark a message of the other person read (with `up_to`, every earlier one too), and tell the room of each.

    Returns how many were unread until now: 0 when it was read before, and then nobody is told.
    Raises: NotAllowed for one's own message, another conversation's, or none.
    """
    message = await Message.get_or_none(id=message_id)
    if message is None or conversation_id not in (None, message.conversation_id):
        raise NotAllowed
    conversation = await conversations.opened(user_id, message.conversation_id)
    if message.user_id == user_id:
        raise NotAllowed
    return await mark_in(conversation, user_id, message_id, up_to=up_to)


async def mark_in(conversation: Conversation, user_id: int, message_id: int, *, up_to: bool) -> int:
    """The same in a conversation that is open to this person, with a message that is known to be in it."""
    marked = await mark_read(conversation, user_id, message_id, up_to=up_to)
    for id_ in marked:
        await broadcast.message_read_update(id_, conversation.id, user_id)
    if marked:
        await broadcast.conversation_updated(user_id, await conversations.seen(user_id, conversation))
    return len(marked)


def checked_content(content: object) -> str:
    """The text as it will be stored (contract, `content`).

    Raises: InvalidContent, with a hint for people.
    """
    if not isinstance(content, str):
        raise InvalidContent(hint=_("Écrivez un message avant de l’envoyer."))
    text = content.replace("\r\n", "\n")
    if len(text) > CONTENT_LIMIT:  # before millions of characters are looked at one by one
        raise InvalidContent(
            hint=_(
                "Votre message a %(length)s caractères\u202f; %(limit)s au plus. Raccourcissez-le.",
                length=number(len(text)),
                limit=number(CONTENT_LIMIT),
            )
        )
    if not is_readable(text):
        raise InvalidContent(hint=_("Votre message contient un caractère illisible\u202f; retirez-le et réessayez."))
    if is_blank(text):
        raise InvalidContent(hint=_("Écrivez un message avant de l’envoyer."))
    return text
