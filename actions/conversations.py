"""Opening conversations and listing them."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tortoise.exceptions import IntegrityError

from actions import limits
from actions.errors import NotAllowed
from actions.words import sought
from models import Conversation, User, thread
from models import inbox as models_inbox
from models.conversation import Membership
from models.inbox import InboxRow
from wire import broadcast, payloads
from wire.payloads import ConversationPayload
from wire.requests import LARGEST_ID

PAGE = 50
# Seconds for which a name that changed in another process may be shown as it was. Drawn anew each time: what was learnt in one
# moment must not be asked for again in one moment.
AWHILE = 30.0, 60.0
REMEMBERED = 50_000  # conversations
OVERLAP = timedelta(seconds=10)  # a commit takes its time, and clocks differ: what changed earlier may be seen later

_memberships: dict[int, tuple[float, Membership]] = {}


async def opened(user_id: int, conversation_id: int) -> Conversation:
    """That conversation with both people, for one of them.

    Raises: NotAllowed for anybody else's and for none alike.
    """
    if not 0 < conversation_id <= LARGEST_ID:
        raise NotAllowed
    conversation = await Conversation.open_to(user_id, conversation_id)
    if conversation is None:
        raise NotAllowed
    return conversation


async def membership(user_id: int, conversation_id: int) -> Membership:
    """Who is in that conversation, for one of them: remembered for a while, for every message asks.

    Raises: NotAllowed for anybody else's and for none alike.
    """
    now = time.monotonic()
    expires, members = _memberships.get(conversation_id, (0.0, None))
    if members is not None and user_id not in members.people:
        raise NotAllowed
    if members is None or expires < now:
        until = now + random.uniform(*AWHILE)  # noqa: S311
        if members is not None:
            _memberships[conversation_id] = until, members  # the others go on with it while one looks
        members = (await opened(user_id, conversation_id)).membership
        if len(_memberships) >= REMEMBERED:
            _memberships.clear()
        _memberships[conversation_id] = until, members
    return members


def forget_memberships(person: int | None = None) -> None:
    """What is remembered of this person's conversations, or of all, is out of date."""
    for id_ in [id_ for id_, (_, members) in _memberships.items() if person is None or person in members.people]:
        del _memberships[id_]


async def person_changed(person: int) -> None:
    """Somebody has another name from here on, or is gone: in the other processes too."""
    forget_memberships(person)
    await broadcast.server().manager.hint_person(person)


async def start(user_id: int, local_id: int) -> tuple[Conversation, bool]:
    """The conversation of these two, and whether it existed before; who opens it is its voyageur. Both inboxes are told of a new
    one.

    Raises: NotAllowed for oneself, for someone who is no local, and for nobody; TooMany.
    """
    if local_id == user_id or not 0 < local_id <= LARGEST_ID:
        raise NotAllowed
    if existing := await Conversation.between(user_id, local_id):
        return existing, True
    if not await User.exists(id=local_id, is_local=True, disabled_at__isnull=True):
        raise NotAllowed
    await limits.spend("open_conversation", user_id)
    now = datetime.now(UTC)
    try:
        made = await Conversation.create(voyager_id=user_id, local_id=local_id, created_at=now, updated_at=now)
    except IntegrityError:  # both pressed at once: the pair is unique
        existing = await Conversation.between(user_id, local_id)
        if existing is None:
            raise
        return existing, True
    conversation = await opened(user_id, made.id)
    for one in (local_id, user_id):
        await broadcast.conversation_updated(one, await seen(one, conversation))
    return conversation, False


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of somebody's conversations, the `before` of the next one, and how much waits in all of them, shown or not."""

    conversations: list[ConversationPayload]
    following: str | None
    unread_total: int


async def inbox(
    user_id: int, before: str | None = None, *, after: datetime | None = None, search: str = "", unread: bool = False
) -> Inbox:
    """One page of this person's conversations, the latest activity first: all, those with whom the words of `search` name,
    or those that wait to be read. Whoever had all up to `after` misses none of those that changed `after` it; some come again.

    Raises: TooMany for too many searches.
    """
    search = sought(search)
    if search:
        await limits.spend("search", user_id)
    since = None if after is None else after - OVERLAP
    rows = await models_inbox.page(user_id, before=cursor(before), since=since, search=search, unread=unread, limit=PAGE + 1)
    shown = rows[:PAGE]
    listed = [payloads.conversation(row.members, row.updated_at, row.last, row.unread) for row in shown]
    following = f"{shown[-1].updated_at.timestamp() * 1e6:.0f}-{shown[-1].members.id}" if len(rows) > PAGE else None
    return Inbox(listed, following, await unread_in_all(user_id, rows, search))


async def unread_in_all(user_id: int, rows: list[InboxRow], search: str) -> int:
    """How much waits in all conversations, of which `rows` are a page, mostly without asking again."""
    if rows:
        return rows[0].unread_total
    # A search that finds nobody says nothing of the others; where none is unread, or there is none, the answer is known.
    return await Conversation.unread_total(user_id) if search else 0


async def seen(user_id: int, conversation: Conversation) -> ConversationPayload:
    """The wire's payload of one conversation, as it was looked up with both people."""
    members, last = conversation.membership, await thread.last(conversation)
    return payloads.conversation(members, conversation.updated_at, last, conversation.unread_of(user_id))


def cursor(text: str | None) -> tuple[datetime, int] | None:
    """Where a page of the inbox goes on; anything that is not of our making begins at the top."""
    try:
        moment, id_ = (text or "").split("-")
        seconds, micro = divmod(int(moment), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), min(int(id_), LARGEST_ID)
    except (ValueError, OverflowError, OSError):
        return None
