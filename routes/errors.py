"""Errors as pages and as JSON: one mapping for what actions refuse, what HTTP refuses, and what breaks."""

import re
from typing import Any

import msgspec
import structlog
from quart import Quart, Response, g, jsonify, render_template, request, url_for
from tortoise.exceptions import BaseORMException
from werkzeug.exceptions import HTTPException

import auth
from actions.errors import Internal, InvalidPayload, NotAllowed, Refused, Unavailable
from routes import framed
from texts import _

log = structlog.get_logger("escale.http")

CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
FIELD = re.compile(r"required field `(\w+)`|at `\$\.(\w+)")  # how msgspec names it: a field of a shape of ours
FOUND_BY_ROUTING = {403, 404, 405}  # before anybody asked who it is


def init_app(app: Quart) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(msgspec.ValidationError, misshapen)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, broken)


async def refused(wrong: Refused) -> Any:
    """Something that an action would not do."""
    if not for_program():
        return await page(wrong.status, "" if isinstance(wrong, NotAllowed) else wrong.hint, wrong.retry_after)
    body: dict[str, Any] = {"error": wrong.message, "code": wrong.code}
    if wrong.field:
        body["field"] = wrong.field
    if wrong.retry_after:
        body["retry_after"] = wrong.retry_after
    return answer(jsonify(body), wrong.status, wrong.retry_after)


async def misshapen(wrong: msgspec.ValidationError) -> Any:
    """JSON of another shape than was asked for; the library's own words are not for others, but for the field's name."""
    found = FIELD.search(str(wrong))
    return await refused(InvalidPayload(field=found[1] or found[2] if found else None))


async def http(wrong: HTTPException) -> Any:
    """What Quart or Werkzeug refuse: no such page, no such method, too large."""
    if wrong.response is not None:
        return wrong.response
    status = wrong.code or 500
    if not for_program():
        return await page(status)
    title, _text = words(status)
    response = answer(jsonify({"error": title, "code": CODES.get(status, "http_error")}), status)
    if status == 405 and (allowed := getattr(wrong, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(allowed)
    return response


async def broken(wrong: Exception) -> Any:
    """Our own fault, or the database's: one log line for the operator, a sentence for the person."""
    if isinstance(wrong, (BaseORMException, OSError, TimeoutError)):
        log.error("database failed", route=rule(), error=f"{type(wrong).__name__}: {wrong}"[:300])
        return await refused(Unavailable())
    log.error("request failed", route=rule(), exc_info=wrong)
    return await refused(Internal())


async def page(status: int, text: str = "", retry_after: int | None = None) -> Response:
    """An error page with a way on."""
    title, usual = words(status)
    if framed.is_framed():
        return answer(await framed.note(text or usual, status), status, retry_after)
    known = "session" in g or (status in FOUND_BY_ROUTING and await auth.session_of_page() is not None)
    action = (
        {"url": url_for("conversations.index"), "label": _("Revenir à vos messages")}
        if known
        else {"url": url_for("auth.log_in"), "label": _("Aller à la connexion")}
    )
    shown = await render_template("errors/error.html", status=status, title=title, text=text or usual, action=action)
    return answer(Response(shown), status, retry_after)


def answer(response: Response, status: int, retry_after: int | None = None) -> Response:
    response.status_code = status
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def rule() -> str | None:
    """As in every other line of the log: an address may hold what lets somebody in."""
    return request.url_rule.rule if request.url_rule else None


def for_program() -> bool:
    return request.path.startswith("/api/") or request.path == "/health"


def words(status: int) -> tuple[str, str]:
    """Title and text for people."""
    known = {
        400: (_("Demande illisible"), _("Le navigateur a envoyé une demande que nous n’avons pas comprise.")),
        401: (_("Connexion nécessaire"), _("Connectez-vous pour continuer.")),
        403: (_("Page refusée"), _("Cette page ne vous est pas ouverte.")),
        404: (_("Page introuvable"), _("Cette page n’existe pas, ou elle ne vous est pas ouverte.")),
        405: (_("Demande sans effet ici"), _("Cette adresse ne se demande pas ainsi.")),
        410: (_("Plus rien ici"), _("Ce que vous demandez n’existe plus.")),
        413: (
            _("Envoi trop lourd"),
            _("Ce que vous avez envoyé dépasse la taille permise\u202f; une image fait 10 Mo au plus."),
        ),
        429: (_("Un instant"), _("Vous allez plus vite que nous\u202f; réessayez dans un moment.")),
        503: (
            _("Nous revenons tout de suite"),
            _("Le service est indisponible un instant. Rien n’est perdu\u202f; réessayez."),
        ),
    }
    return known.get(
        status,
        (_("Une erreur est survenue"), _("C’est notre faute. Réessayez\u202f; si cela dure, revenez un peu plus tard.")),
    )
