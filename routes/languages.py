"""In which language a page is: the account's, or what this browser chose before its log-in, or what it asks for."""

from datetime import timedelta
from typing import Any

from quart import Blueprint, Quart, Response, redirect, request

import auth
import settings
from actions import limits, reading
from routes.access import for_program, local_path, public
from texts import LANGUAGES, language, speak

blueprint = Blueprint("languages", __name__)

KEPT = timedelta(days=365)
DEPENDS_ON = ("Accept-Language", "Cookie")


def init_app(app: Quart) -> None:
    """Speak each request's language, and say which it was."""
    app.before_request(begin)
    app.after_request(end)


async def begin() -> None:
    """Until auth.py knows who asks, and in which language they read."""
    if not for_program():
        speak(chosen() or liked())


async def end(response: Response) -> Response:
    """Say which it is, and on what that depends: a cache must not answer others with it."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language().tag)
        response.vary.update(DEPENDS_ON)
    return response


@blueprint.post("/language")
@public
async def choose() -> Any:
    """From the foot of the pages before the log-in."""
    await limits.spend("choose", auth.address())
    form = await request.form
    code = form.get("language", "")
    reading.check(code)
    return keep(redirect(local_path(form.get("next")) or "/", 303), code)


def keep(response: Any, code: str) -> Any:
    """This browser is spoken to in that language, also when nobody is logged in; "" for the one that it asks for."""
    secure = settings.current().over_tls
    if code:
        response.set_cookie(cookie(), code, max_age=KEPT, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie(), secure=secure, httponly=True, samesite="Lax")
    return response


def chosen() -> str:
    """The language that this browser was told to be spoken to in; "" when none."""
    code = request.cookies.get(cookie(), "")
    return code if code in LANGUAGES else ""


def liked() -> str:
    """Of ours the one that the browser likes best; "" when none. Werkzeug would take a lesser en before fr-CA."""
    tags = ((tag.partition("-")[0].lower(), quality) for tag, quality in request.accept_languages)
    return next((code for code, quality in tags if quality > 0 and code in LANGUAGES), "")


def cookie() -> str:
    """Its name."""
    return "__Host-escale-language" if settings.current().over_tls else "escale_language"
