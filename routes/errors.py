"""Errors as pages and as JSON: one mapping for what actions refuse, what HTTP refuses, and what breaks."""

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog
from quart import Quart, Response, g, jsonify, render_template, request, url_for
from werkzeug.exceptions import HTTPException

import auth
import figures
from actions.errors import Internal, InvalidPayload, NotAllowed, Refused, TooMany, Unavailable
from models import database
from routes import framed, kept
from routes.access import for_program, local_path, wants_json
from routes.error_words import words
from texts import _
from wire import payloads

log = structlog.get_logger("escale.http")

CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
FIELD = re.compile(r"required field `(\w+)`|at `\$\.(\w+)")  # how msgspec names it: a field of a shape of ours
AGAIN = 10  # seconds until a page that could not be made is asked for again
USUAL = (NotAllowed, TooMany, Unavailable, Internal)  # of which the page of their status says more
ASKED_BY_NOBODY = {403, 404, 405, 413, 429}  # so far: who it is


def init_app(app: Quart) -> None:
    """Answer whatever is refused or breaks."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(msgspec.ValidationError, misshapen)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, broken)


async def refused(wrong: Refused) -> Any:
    """Something that an action would not do."""
    figures.refusals["http", wrong.code] += 1
    if not for_program():
        if wants_json():  # static/js/upload.js, answered as the socket would answer
            told = payloads.error(wrong.code, wrong.message, wrong.retry_after)
            return answer(jsonify(told), wrong.status, wrong.retry_after)
        usual = isinstance(wrong, USUAL) or wrong.hint == InvalidPayload.default()
        return await page(wrong.status, "" if usual else wrong.hint, wrong.retry_after)
    body: dict[str, Any] = {"error": wrong.message, "code": wrong.code}
    if wrong.field:
        body["field"] = wrong.field
    if wrong.retry_after:
        body["retry_after"] = wrong.retry_after
    response = answer(jsonify(body), wrong.status, wrong.retry_after)
    if wrong.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 15.5.2
    return response


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
    if isinstance(wrong, database.AWAY):
        log.error("database failed", route=rule(), error=wrong)
        return await refused(Unavailable())
    log.error("request failed", route=rule(), exc_info=wrong)
    return await refused(Internal())


async def page(
    status: int, text: str = "", retry_after: int | None = None, *, title: str = "", written: list[str] | None = None
) -> Any:
    """An error page with a way on; where the database may be away, made without it. It says the usual unless told better, and
    gives back what was `written`: what the form of this request brought, unless told otherwise."""
    known = await is_known(status)
    usual_title, usual = words(status, retry_after)
    if framed.is_framed():
        return answer(await framed.note(text or usual, status), status, retry_after)
    g.unread_total = 0
    if status == Unavailable.status and request.method == "POST" and (message := await kept.of_request()):
        why = _("Escale s’est interrompue un moment. Votre message est gardé ici\u202f: envoyez-le de nouveau.")
        return answer(Response((await kept.page(message, why, status))[0]), status, retry_after)
    unknown = {} if known else {"viewer": None}
    shown = await render_template(
        "errors/error.html",
        status=status,
        title=title or usual_title,
        text=text or usual,
        written=await kept.texts_of_request() if written is None else written,
        ways=ways(status, known),
        **unknown,
    )
    response = answer(Response(shown), status, retry_after)
    if status == Unavailable.status and request.method == "GET":
        response.headers["Refresh"] = str(AGAIN)
    return response


async def is_known(status: int) -> bool:
    """Whether somebody is logged in, as far as that can be told now."""
    if status >= 500:
        return False
    if "session" not in g and status in ASKED_BY_NOBODY:
        try:
            return await auth.session_of_page() is not None
        except database.AWAY:
            return False
    return "session" in g


def ways(status: int, known: bool) -> list[dict[str, str]]:
    """Where to go from here, the likeliest first."""
    here = request.full_path.rstrip("?")
    found = []
    if request.method == "GET" and (status == 429 or status >= 500):
        found.append({"url": here, "label": _("Réessayer")})
    elif request.method == "POST" and status != 404 and known and (of := (request.view_args or {}).get("conversation_id")):
        there = url_for("conversations.show", conversation_id=of, _anchor="new")
        found.append({"url": there, "label": _("Revenir à la conversation")})
    elif request.method == "POST" and status != 401 and (before := came_from()):
        found.append({"url": before, "label": _("Revenir à la page précédente")})
    if known:
        found.append({"url": url_for("conversations.index"), "label": _("Revenir à vos messages")})
    elif status >= 500:
        found.append({"url": url_for("home.index"), "label": _("Aller à l’accueil")})
    else:
        before = came_from() if status == 401 else None
        found.append({"url": url_for("auth.log_in", next=before), "label": _("Aller à la connexion")})
    return found


def came_from() -> str | None:
    """The page of ours whose form this was."""
    try:
        there = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    return local_path(there._replace(scheme="", netloc="", fragment="").geturl()) if there.netloc == request.host else None


def answer(response: Response, status: int, retry_after: int | None = None) -> Response:
    """With that status, and how long to wait where that is known."""
    response.status_code = status
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def rule() -> str | None:
    """As in every other line of the log: an address may hold what lets somebody in."""
    return request.url_rule.rule if request.url_rule else None
