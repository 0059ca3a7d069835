"""Every form carries a secret that another site's page can't know; without it nothing is changed."""

import hmac
import secrets
from typing import Any

from quart import Quart, request, session

from routes import errors, kept
from texts import _

FIELD = "csrf_token"
SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    app.before_request(check)
    app.jinja_env.globals["csrf_token"] = token


def token() -> str:
    """This browser's secret, kept in its signed cookie for as long as the cookie lives."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(24)
        session.permanent = True
    return str(session[FIELD])


async def check() -> Any:
    """Refuse a form without its proof. The API takes no cookie, so that nothing can be forged there."""
    if request.method in SAFE or request.blueprint == "api" or request.url_rule is None:
        return None
    given = (await request.form).get(FIELD, "")
    if FIELD in session and hmac.compare_digest(given.encode(), str(session[FIELD]).encode()):
        return None
    why = _("Cette page était trop ancienne pour être envoyée. Rien n’est perdu\u202f: vérifiez, puis envoyez de nouveau.")
    if message := await kept.of_request():
        return await kept.page(message, why, 403)
    return await errors.page(403, why)
