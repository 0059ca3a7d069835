"""Every form carries a secret that another site's page can't know; without it nothing is changed.

The secret is the browser's, and outlives a log-in, so that a page which stands open in another tab loses nothing of what is typed
in it. Whoever came to know it is of no use to another site either: browsers say from where a form comes.

Beside it stands for whom the page was made: one that stands open does nothing in the name of whoever has logged in since on the
same browser.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from quart import Quart, g, request, session

import auth
import settings
from routes import errors, kept, reads
from texts import _

FIELD = "csrf_token"
SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Quart) -> None:
    """Ask every form for its proof."""
    app.before_request(check)
    app.jinja_env.globals["csrf_token"] = token


def token() -> str:
    """This browser's secret, kept in its signed cookie for as long as the cookie lives, and whose page this is."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(24)
        session.permanent = True
    if FIELD not in g:
        known = g.get("page_session")
        setattr(g, FIELD, f"{masked(str(session[FIELD]))}.{known.user_id if known else ''}")
    return str(g.get(FIELD))


def masked(secret: str) -> str:
    """Another text in each page, from which only its length could be learnt by how well the page compresses."""
    mask = secrets.token_bytes(len(secret))
    return urlsafe_b64encode(mask + bytes(a ^ b for a, b in zip(mask, secret.encode(), strict=True))).decode()


def unmasked(given: str) -> bytes:
    """The secret in that text; empty where there is none."""
    try:
        data = urlsafe_b64decode(given.partition(".")[0].encode())
    except ValueError:
        return b""
    half = len(data) // 2
    return bytes(a ^ b for a, b in zip(data[:half], data[half:], strict=False))


def whose(given: str) -> str:
    """The id of the person for whom that page was made; empty where there was none."""
    return given.partition(".")[2]


def is_proof(given: str) -> bool:
    """Whether a page that was made for this browser has sent that."""
    return FIELD in session and hmac.compare_digest(unmasked(given), str(session[FIELD]).encode())


async def is_of_another(form: Mapping[str, str]) -> bool:
    """Whether this form stands on a page that was made for somebody else than who is logged in now.

    Of what our own script sends, which names the person itself, its route says so.
    """
    if not whose(form.get(FIELD, "")) or "viewer_id" in form:
        return False
    now = await auth.session_of_page()
    return now is not None and whose(form.get(FIELD, "")) != str(now.user_id)


def is_foreign(origin: str) -> bool:
    """Whether a browser says that this form stands on another site's page, or in one that hides where it is (`null`)."""
    public = settings.current().public_url
    # Where that is not set, a proxy in front may speak TLS unknown to us.
    ours = (public,) if public else (f"http://{request.host}", f"https://{request.host}")
    return bool(origin) and origin not in ours


async def check() -> Any:
    """Refuse a form without its proof. The API takes no cookie, so that nothing can be forged there."""
    if request.method in SAFE or request.blueprint == "api" or request.url_rule is None:
        return None
    if is_foreign(request.headers.get("Origin", "")):
        await reads.by_nobody()
        return await errors.page(403, written=[])  # another site's words are not ours to show
    form = await request.form
    if is_proof(form.get(FIELD, "")):
        if not await is_of_another(form):
            return None
        await reads.by_nobody()
        why = _("Quelqu’un d’autre s’est connecté depuis dans ce navigateur. Rien n’a été envoyé ni enregistré.")
        return await errors.page(403, why, title=_("Cette page n’est plus la vôtre"))
    await reads.by_nobody()
    if message := await kept.of_request():
        why = _("Cette page était trop ancienne pour être envoyée. Rien n’est perdu\u202f: vérifiez, puis envoyez de nouveau.")
        return await kept.page(message, why, 403)
    why = _("Elle était ouverte depuis trop longtemps pour être envoyée. Rien n’a été enregistré\u202f: recommencez.")
    return await errors.page(403, why, title=_("Cette page était trop ancienne"))
