"""Large bodies come from whoever is logged in, and few at a time from each: what has come of one lies on disk or in memory."""

from collections import Counter

from quart import Quart

import auth
import settings
from models import database
from stack.asgi_types import App, Receive, Scope, Send
from stack.body_bound import BodyBound
from stack.upload import LARGE_AT_ONCE, Unfinished
from wire import bounds

REFUSED = "upload_refused"  # in a request's `scope["state"]`: why it comes without its body
STRANGER, TOO_MANY = "stranger", "too_many"
NOBODY_NOW = 0  # all whose log-in has ended share one person's room: their words are kept for them

_here: Counter[int] = Counter()


class Uploads:
    """Looks at who sends a large body before any of it is read. Who may not is answered by the application, without it."""

    def __init__(self, app: App, quart: Quart) -> None:
        self._app = app
        self._quart = quart
        # Whoever does not declare its length is cut where a form without a file is.
        unfinished = Unfinished(bounds.UNFINISHED, bounds.sender)
        self._of_strangers = answering(app, bounds.LARGEST_TEXT, unfinished)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_large(scope):
            await self._app(scope, receive, send)
            return
        who = await self._who(scope)
        if who is None:
            await self._of_strangers(_refused(scope, STRANGER), receive, send)
        elif _here[who] >= LARGE_AT_ONCE and settings.current().rate_limits:
            await answering(self._app, -1)(_refused(scope, TOO_MANY), receive, send)
        else:
            await self._take(who, scope, receive, send)

    async def _take(self, who: int, scope: Scope, receive: Receive, send: Send) -> None:
        _here[who] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            _here[who] -= 1
            if not _here[who]:
                del _here[who]

    async def _who(self, scope: Scope) -> int | None:
        try:
            return await auth.person_of_request(self._quart, scope, NOBODY_NOW)
        except database.AWAY:  # what they wrote is kept all the same
            return NOBODY_NOW


def answering(app: App, limit: int, unfinished: Unfinished | None = None) -> BodyBound:
    """That application, which gets no more than that many bytes of a body, and itself answers what is declared to be larger."""
    return BodyBound(app, lambda scope: limit, told=lambda scope: True, for_people=bounds.is_of_people, unfinished=unfinished)


def _may_be_large(scope: Scope) -> bool:
    return scope["type"] == "http" and not bounds.is_of_sockets(scope) and bounds.may_be_large(scope)


def _refused(scope: Scope, why: str) -> Scope:
    return {**scope, "state": {**scope.get("state", {}), REFUSED: why}}
