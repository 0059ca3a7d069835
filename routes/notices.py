"""What a page says of what has just been done: once, and to the browser that did it.

The address says it too, so that a reload is one of the same page; by itself it says nothing, for anybody may send a link.
"""

from quart import request, session
from werkzeug.wrappers import Response

from routes.access import see_other

FIELD = "done"


def done(what: str, endpoint: str) -> Response:
    """On to that page, which will say that this was done."""
    session[FIELD] = what
    return see_other(endpoint, saved=what)


def told() -> str:
    """What this page has to say was done; empty for nothing."""
    what = session.pop(FIELD, "") if FIELD in session else ""
    return str(what) if what == request.args.get("saved") else ""
