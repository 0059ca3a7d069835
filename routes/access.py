"""Who may see a page. Every route carries one of these policies; a test walks the route table for it."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

from quart import g, redirect, request, url_for
from werkzeug.wrappers import Response

import auth
import figures
from actions import confirmation
from actions.errors import ConfirmationNeeded, Refused, Unauthorized
from models import Session, User
from routes import framed, kept, reads
from texts import _
from wire import bounds

View = TypeVar("View", bound=Callable[..., Awaitable[Any]])


def public(view: View) -> View:
    """Anybody may."""

    @wraps(view)
    async def counted(*args: Any, **kwargs: Any) -> Any:
        await reads.by_address()
        return await view(*args, **kwargs)

    counted.access = "public"  # type: ignore[attr-defined]
    return counted  # type: ignore[return-value]


def bearer(view: View) -> View:
    """Whoever shows a living bearer token; the view finds its session with `session()`."""

    @wraps(view)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            g.session = await auth.session_of_api()
        except Unauthorized:
            await reads.by_nobody()
            raise
        await reads.by_person(g.session)
        return await view(*args, **kwargs)

    guarded.access = "bearer"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def members(view: View) -> View:
    """Whoever is logged in; anybody else is led to the log-in, and what they had written is kept."""

    @wraps(view)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        session = await auth.session_of_page()
        if session is None:
            await reads.by_nobody()
            return await to_log_in()
        g.session = session
        await reads.by_person(session)
        return await view(*args, **kwargs)

    guarded.access = "members"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def confirmed(view: View) -> View:
    """Whoever is logged in and has shown lately that it is them; anybody else does so first, and comes back."""

    @wraps(view)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            confirmation.need(session())
            return await view(*args, **kwargs)
        except ConfirmationNeeded:
            return see_other("identity.confirm", next=subject() if request.method == "POST" else asked_for())

    found = members(guarded)
    found.access = "confirmed"  # type: ignore[attr-defined]
    return found  # type: ignore[return-value]


def subject() -> str:
    """The page on which a form of this address is filled in anew."""
    page = "/".join(request.path.split("/")[:3])
    return "/account#sessions-title" if page == "/account/sessions" else page


async def to_log_in() -> Any:
    """To a stranger: in a frame a note, to a form the log-in with what was written, else the way there and back."""
    if framed.is_framed():
        return await framed.note(_("Vous avez été déconnecté."), 401, log_in=True)
    if request.method == "POST":
        if message := await kept.of_request():
            return await kept.log_in_page(message)
        if await kept.texts_of_request() or await request.files:
            raise Unauthorized(hint=_("Vous avez été déconnecté\u202f; reconnectez-vous pour continuer."))
        return redirect(url_for("auth.log_in"), 303)
    wanted = asked_for()
    return redirect(url_for("auth.log_in", next=wanted) if wanted != "/" else url_for("auth.log_in"))


def asked_for() -> str:
    """The path of this request, with its query."""
    return request.full_path if request.query_string else request.path


def session() -> Session:
    """The log-in of this request, inside a guarded view."""
    found: Session = g.session
    return found


def viewer() -> User:
    """The person of this request, inside a guarded view."""
    return session().user


def for_program() -> bool:
    """Whether no person reads the answer."""
    return bounds.is_of_programs(request.path)


def wants_json() -> bool:
    """Whether a script of ours sent the form, and reads what it is answered."""
    return bool(request.accept_mimetypes.best == "application/json")


def local_path(target: str | None) -> str | None:
    """Where `?next=` may lead: a path of our own, never another address."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return None if any(ord(c) < 33 or c == "\\" for c in target) else target


def see_other(endpoint: str, **values: Any) -> Response:
    """After a form: a GET, so that reloading sends nothing twice."""
    response: Response = redirect(url_for(endpoint, **values), 303)
    return response


def retry(refused: Refused) -> dict[str, str]:
    """What goes with a form that comes back with a refusal's words, and is counted: how long to wait, where that is known."""
    figures.refusals["http", refused.code] += 1
    return {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
