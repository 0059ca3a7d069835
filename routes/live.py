"""A conversation that receives by itself without scripts: a response that is kept open, to which bubbles are added.

It stands in a frame of a frame of the conversation's page. The inner one is what is kept open: where it ends in order, or is
refused, the browser asks for it again after a while. Where it is cut, browsers do nothing by themselves: so the outer one, whole
at once, is renewed now and then. Either way it begins with all that has come since the page was made; where that is more than
MOST, with the last of it, below a word and a link that opens the conversation anew.

What it was sent counts as read: the frame stands in an open conversation, at whose end it is. Whether that is in a tab behind
others, or before an empty chair, no page can tell without a script; so it counts for a while only after somebody has opened the
page, or has asked for what is new by its link. What comes later is shown all the same, and read when the page is next opened; so
is all below what was left out, while something of that is unread: what is read, is read with all before it.
"""

import time
from collections.abc import AsyncGenerator
from typing import Any

import structlog
from jinja2 import Environment
from quart import Blueprint, Response, current_app, g, render_template, request, url_for
from quart.wrappers.response import ResponseBody

import settings
from actions import conversations, messages
from models import Conversation, Message, database
from routes import framed, times, zones
from routes.access import members, session, viewer
from routes.navigation import is_navigation
from routes.numbers import whole
from wire import broadcast, draining, streams
from wire.payloads import MessagePayload
from wire.streams import Stream

log = structlog.get_logger("escale.live")
blueprint = Blueprint("live", __name__, url_prefix="/conversations")

RENEWED = 120  # seconds until the outer frame, and the stream with it, is begun anew
LONGEST = 900.0  # seconds that a stream lives where a browser does not do so
BEAT = 15.0  # seconds without a message after which something is written: whoever is gone is found out
WATCHED = 1800  # seconds for which whoever has opened the page is taken to look at it
FEW, MOST = 50, 200  # messages that came while nothing was received: looked up at first, and shown
FULL, AWAY = "full", "away"


@blueprint.get("/<int:conversation_id>/live")
@members
async def show(conversation_id: int) -> Response:
    """The outer frame."""
    conversation = await conversations.opened(viewer().id, conversation_id)
    g.unread_total = 0  # nothing here shows it
    asked: dict[str, Any] = {"after": whole(request.args.get("after")) or 0, "since": since()}
    again, stream = [url_for(f"live.{name}", conversation_id=conversation.id, **asked) for name in ("show", "stream")]
    page = await render_template("live/frame.html", stream=stream, again=again, renewed=RENEWED)
    return framed.may_be_framed(Response(page), frames="'self'")


@blueprint.get("/<int:conversation_id>/live/stream")
@members
async def stream(conversation_id: int) -> Response:
    """What has come after the message `after`, and whatever comes."""
    conversation = await conversations.opened(viewer().id, conversation_id)
    after = whole(request.args.get("after")) or 0
    g.unread_total = 0
    head = await render_template("live/head.html", again=framed.AGAIN)
    live = Live(conversation, after, head, current_app.jinja_env)
    response = Response(live, live.status)
    if live.status != 200:
        response.headers["Retry-After"] = str(framed.AGAIN)
    response.timeout = LONGEST + 2 * BEAT  # a reader who takes nothing
    response.headers["X-Accel-Buffering"] = "no"
    return framed.may_be_framed(response)


def since() -> int:
    """When somebody has opened the page: now, unless what renews itself says that it was before."""
    now = int(time.time())
    return min(whole(request.args.get("since")) or now, now)


class Live(ResponseBody):
    """The page, piece by piece; who listens is on the list for exactly as long as it is being sent."""

    def __init__(self, conversation: Conversation, after: int, head: str, templates: Environment) -> None:
        self.conversation, self.after, self.head, self.templates = conversation, after, head, templates
        self.user_id, self.status = viewer().id, 200
        if draining.going_down() or streams.is_full():
            self.status = 503
        elif streams.has_all(self.user_id):
            self.status = 429
        self.refused = self.status != 200 or request.method == "HEAD"
        self.stream = Stream(conversation.id, self.user_id, session().id)
        self.log_in = url_for("auth.log_in", next=url_for("conversations.show", conversation_id=conversation.id, _anchor="new"))
        # Another address than the page's, which `#new` alone would not load again.
        self.anew = url_for("conversations.show", conversation_id=conversation.id, after=after, _anchor="new")
        self.zone = zones.of_reader(viewer()) or settings.current().zone
        self.day = ""
        self.watched_until = since() + WATCHED if is_navigation() else 0
        self.left_out = False  # whether something unread is among what came and isn't shown
        self.unmarked = 0  # the last message that was shown while somebody watched, and could not be marked read yet

    async def __aenter__(self) -> AsyncGenerator[str, None]:
        self.pieces = self.page()
        # Before anything is read: what is committed in between then comes twice rather than never.
        self.refused = self.refused or not broadcast.open_stream(self.stream, self.conversation.last_message_id or 0)
        return self.pieces

    async def __aexit__(self, *_: object) -> None:
        broadcast.close_stream(self.stream)
        await self.pieces.aclose()

    async def page(self) -> AsyncGenerator[str, None]:
        """All of it, in the order in which it is sent."""
        try:
            earlier, missed = await self.told()
        except database.AWAY as broken:
            log.warning("stream not begun", error=broken)
            yield self.head + await self.foot(AWAY)
            return
        yield self.head + earlier + "".join([await self.bubble(payload) for payload in missed])
        await self.mark(missed)
        if not self.refused:
            async for piece in self.news(missed[-1]["id"] if missed else self.after):
                yield piece
        yield await self.foot(FULL if self.refused else self.stream.over)

    async def news(self, shown: int) -> AsyncGenerator[str, None]:
        """What comes after the message `shown`, and now and then a line break, which finds out who is gone."""
        until = time.monotonic() + LONGEST
        while (left := until - time.monotonic()) > 0:
            payload = await self.stream.next(min(BEAT, left))
            if payload is not None and payload["id"] > shown:
                shown = payload["id"]
                yield await self.bubble(payload)
                await self.mark([payload])
            elif payload is None and self.stream.over:
                return
            else:
                yield "\n"
                await self.mark([])

    async def mark(self, sent: list[MessagePayload]) -> None:
        """What was sent is read, while somebody watches; what could not be marked before is with it."""
        theirs = [payload["id"] for payload in sent if payload["user_id"] != self.user_id]
        if theirs and not self.left_out and time.time() < self.watched_until:
            self.unmarked = theirs[-1]
        if not self.unmarked:
            return
        try:
            await messages.mark_in(self.conversation, self.user_id, self.unmarked, up_to=True)
            self.unmarked = 0
        except database.AWAY as broken:
            log.warning("not marked read", error=broken)

    async def told(self) -> tuple[str, list[MessagePayload]]:
        """What has come since the page was made, and a word before it where that is not all; it goes on from the page's day."""
        members = self.conversation.membership
        told, more = await messages.page_in(members, limit=FEW)
        if more and told[0]["id"] > self.after:
            told, more = await messages.page_in(members, limit=MOST + 1)
        if more and told[0]["id"] > self.after:
            del told[0]
            unread = await Message.first_unread(members.id, self.conversation.other(self.user_id).id)
            self.left_out = unread is not None and unread < told[0]["id"]
            return await self.rendered("live/earlier.html", anew=self.anew), told
        seen = [payload for payload in told if payload["id"] <= self.after]
        if seen:
            self.day = self.day_of(seen[-1])
        return "", told[len(seen) :]

    async def bubble(self, payload: MessagePayload) -> str:
        """A message, and its day when it is another than that of the last."""
        day, before = self.day_of(payload), self.day
        self.day = day
        mine = payload["user_id"] == self.user_id
        return await self.rendered("live/message.html", message=payload, mine=mine, new_day=day != before)

    async def foot(self, why: str) -> str:
        """Why it ends, and what can be done about it."""
        return await self.rendered("live/foot.html", why=why, log_in=self.log_in)

    def day_of(self, payload: MessagePayload) -> str:
        """The day of a message in the reader's zone."""
        return times.filters(self.zone)["day_key"](payload["createdAt"])

    async def rendered(self, template: str, **values: Any) -> str:
        """That template, outside of the request."""
        return await self.templates.get_template(template).render_async(values, zone=self.zone)
