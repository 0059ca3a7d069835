"""Who is asking: quart-auth's signed tokens name rows of `sessions`. Pages carry a cookie, programs a bearer token."""

from typing import Any

from quart import Quart, Response, after_this_request, g, request
from quart_auth import Action, AuthUser, QuartAuth
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Response as WerkzeugResponse

import settings
import texts
from actions import been_here, sessions
from actions.errors import Unauthorized
from models import Session
from settings import Settings
from stack.client_address import client_address

COOKIE, BEARER = "cookie", "bearer"

# Salts of their own: a cookie's value is no bearer token, and a token no cookie.
cookies = QuartAuth(attribute_name="_cookie_user", mode="cookie", salt="escale cookie", singleton=False)
tokens = QuartAuth(attribute_name="_bearer_user", mode="bearer", salt="escale bearer", cookie_name="unused", singleton=False)


def init_app(app: Quart, settings: Settings) -> None:
    """Sign and read tokens as the settings say."""
    cookies.cookie_name = settings.session_cookie
    cookies.cookie_secure = settings.over_tls
    cookies.duration = tokens.duration = settings.session_days * 86_400
    cookies.init_app(app)
    tokens.init_app(app)


async def session_of_page() -> Session | None:
    """The log-in that this request's cookie names, looked up once a request; from then on its person's language is spoken."""
    if "page_session" not in g:
        keep_in_mind(await sessions.current(cookies.load_user().auth_id, COOKIE))
    found: Session | None = g.page_session
    return found


def keep_in_mind(session: Session | None) -> None:
    """That log-in for the rest of this request, and its person's language."""
    g.page_session = session
    if session:
        texts.speak(session.user.language)


async def session_of_api() -> Session:
    """The log-in that this request's bearer token names.

    Raises: Unauthorized.
    """
    session = await sessions.current(tokens.load_user().auth_id, BEARER)
    if session is None:
        raise Unauthorized
    return session


async def session_of_handshake(app: Quart, cookie_header: str, token: object, own_origin: bool) -> Session | None:
    """The log-in of a socket: its `auth.token`, or the page's cookie, which counts from our own origin alone."""
    if token is not None:
        key = tokens.load_token(token, app) if isinstance(token, str) and token.isascii() else None  # else it is none of ours
        return await sessions.current(key, BEARER)
    if not own_origin:
        return None
    value = parse_cookie(cookie_header).get(cookies.cookie_name or "")
    return await sessions.current(cookies.load_token(value, app), COOKIE) if value else None


async def person_of_request(app: Quart, scope: Any, ended: int) -> int | None:
    """Whose log-in a request shows, before Quart has it: a program's token, or a page's cookie.

    `ended` stands for a cookie of ours whose log-in lives no more; None for who shows nothing of ours.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"authorization", b"cookie")}
    if scope["path"].startswith("/api/"):
        scheme, _, value = headers.get(b"authorization", "").partition(" ")
        key = tokens.load_token(value.strip(), app) if scheme.lower() == "bearer" else None
        session = await sessions.current(key, BEARER)
        return session.user_id if session else None
    value = parse_cookie(headers.get(b"cookie", "")).get(cookies.cookie_name or "") or ""
    key = cookies.load_token(value, app)
    if key is None:
        return None
    session = await sessions.current(key, COOKIE)
    return session.user_id if session else ended


def remember(session: Session) -> None:
    """Give the browser this log-in, whatever it had before, and a mark by which it is known to have been here."""
    user = AuthUser(session.key)
    user.action = Action.WRITE_PERMANENT
    cookies.login_user(user)
    keep_in_mind(session)

    @after_this_request
    def marked(response: Response | WerkzeugResponse) -> Response | WerkzeugResponse:
        response.set_cookie(
            *(f"{cookies.cookie_name}-known", been_here.new_mark(session.user_id), been_here.MARK_LASTS),
            secure=bool(cookies.cookie_secure),
            httponly=True,
            samesite="Lax",
        )
        return response


def mark() -> str:
    """The mark that this browser has of an earlier log-in."""
    return request.cookies.get(f"{cookies.cookie_name}-known", "")


def forget() -> None:
    """Take the log-in from the browser."""
    cookies.logout_user()
    keep_in_mind(None)


def token(session: Session) -> str:
    """What a program sends as `Authorization: Bearer` and as the handshake's `auth.token`."""
    return tokens.dump_token(session.key)


def device() -> str:
    """The program that asks, for the list of one's sessions."""
    return "".join(c for c in request.headers.get("User-Agent", "") if c.isprintable())[:200]


def address() -> str:
    """The network address that asks. What a proxy says of it counts only when the settings trust that proxy."""
    return client_address(request.scope or {"headers": []}, settings.current().trusted_proxies)
