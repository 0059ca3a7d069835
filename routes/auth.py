"""Signing up, logging in and out."""

from typing import Any

from quart import Blueprint, redirect, render_template, request

import auth
from actions import accounts, limits, sessions
from actions import second_step as steps
from actions.errors import Refused, SecondFactorRequired, WrongCode
from models import Session
from routes import kept
from routes.access import local_path, public, retry, see_other
from routes.house import house
from routes.notices import done, told
from texts import _

blueprint = Blueprint("auth", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
@public
async def log_in() -> Any:
    form = await request.form
    target = local_path(request.args.get("next") or form.get("next"))
    if request.method != "POST":
        if await auth.session_of_page():
            return redirect(target or "/conversations")
        return await log_in_page({"email": ""}, {}, target, notice=noticed())
    message = await kept.of_log_in()
    try:
        session = await accounts.log_in(
            *(form.get("email", ""), form.get("password", ""), auth.COOKIE),
            address=auth.address(),
            device=auth.device(),
            mark=auth.mark(),
        )
    except SecondFactorRequired as wanted:
        return await second_step_page(wanted.ticket, target, message)
    except Refused as refused:
        shown = await log_in_page({"email": form.get("email", "")}, {"": refused.hint}, target, message)
        return shown, refused.status, retry(refused)
    return await entered(session, target, message)


@blueprint.post("/login/code")
@public
async def second_step() -> Any:
    """A code, or a passkey, of whoever has given the right password."""
    form = await request.form
    target, message = local_path(form.get("next")), await kept.of_log_in()
    ticket, who = form.get("ticket", ""), {"address": auth.address(), "device": auth.device()}
    try:
        if answer := form.get("passkey"):
            session = await steps.by_passkey(ticket, answer, auth.COOKIE, house(), **who)
        else:
            session = await steps.by_code(ticket, form.get("code", ""), auth.COOKIE, **who)
    except steps.TooLate as late:
        return await log_in_page({"email": ""}, {"": late.hint}, target, message), late.status, retry(late)
    except Refused as refused:
        return await second_step_page(ticket, target, message, refused), refused.status, retry(refused)
    return await entered(session, target, message)


@blueprint.post("/login/passkey")
@public
async def passkey_alone() -> Any:
    """A passkey in place of the password."""
    form = await request.form
    target, message = local_path(form.get("next")), await kept.of_log_in()
    try:
        session = await steps.by_passkey_alone(
            *(form.get("ticket", ""), form.get("passkey", ""), auth.COOKIE, house()),
            address=auth.address(),
            device=auth.device(),
        )
    except Refused as refused:
        why = _("Cette clé d’accès n’a pas été reconnue") if isinstance(refused, WrongCode) else refused.hint
        return await log_in_page({"email": ""}, {"": why}, target, message), refused.status, retry(refused)
    return await entered(session, target, message)


@blueprint.route("/signup", methods=["GET", "POST"])
@public
async def sign_up() -> Any:
    form = await request.form
    target = local_path(request.args.get("next") or form.get("next"))
    given = {
        "name": form.get("name", ""),
        "email": form.get("email", ""),
        "is_local": "is_local" in form,
        "city": form.get("city", ""),
    }
    if request.method != "POST":
        return await render_template("auth/sign_up.html", form=given, errors={}, next=target or "")
    try:
        user = await accounts.sign_up(
            form.get("name", ""),
            form.get("email", ""),
            form.get("password", ""),
            is_local=bool(given["is_local"]),
            city=form.get("city", ""),
            address=auth.address(),
        )
    except Refused as refused:
        errors = {refused.field or "": refused.hint}
        shown = await render_template("auth/sign_up.html", form=given, errors=errors, next=target or "")
        return shown, refused.status, retry(refused)
    await replace_session(await sessions.begin(user, auth.COOKIE, auth.device()))
    return redirect(target or "/conversations", 303)


@blueprint.post("/logout")
@public
async def log_out() -> Any:
    """Ends the session for good, its sockets too; without one there is nothing to end.

    The browser forgets what its scripts kept, drafts above all: the next one at it may be somebody else. Where a message has
    not gone yet the page says so (`unsent`), and all is kept for its person instead, whom alone the pages show it to.
    """
    form = await request.form
    if session := await auth.session_of_page():
        await limits.spend("end_session", session.user_id)
        await sessions.end(session.id, session.user_id)
    auth.forget()
    if form.get("unsent"):
        return done("messages", "auth.log_in")
    response = see_other("auth.log_in")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


async def entered(session: Session, target: str | None, message: kept.KeptMessage | None) -> Any:
    """Logged in, and on to where they wanted to go, or back to what they had written."""
    await replace_session(session)
    if message is not None:
        return await kept.page(message, _("Vous êtes reconnecté. Voici votre message, prêt à partir."), 200)
    return redirect(target or "/conversations", 303)


async def replace_session(session: Any) -> None:
    """A new key at every log-in; what the browser had before is ended."""
    if former := await auth.session_of_page():
        await sessions.end(former.id, former.user_id)
    auth.remember(session)


def noticed() -> str:
    """What has just happened to whoever was sent here."""
    said = {
        "password": _("Votre mot de passe est changé. Connectez-vous avec lui."),
        "messages": _("Vous êtes déconnecté. Un message n’était pas encore parti : ce navigateur le garde jusqu’à votre retour."),
    }
    return said.get(told(), "")


async def log_in_page(
    form: dict[str, str],
    errors: dict[str, str],
    target: str | None,
    message: kept.KeptMessage | None = None,
    notice: str = "",
) -> str:
    """The log-in, with what was typed, what was wrong, and the message that waits for it."""
    here = house()
    question, ticket = steps.open_question(here) if here.named else ("", "")
    carried = {"next": target or "", "kept": message, "question": question, "ticket": ticket}
    return await render_template("auth/log_in.html", form=form, errors=errors, notice=notice, **carried)


async def second_step_page(
    ticket: str, target: str | None, message: kept.KeptMessage | None, refused: Refused | None = None
) -> str:
    """What is asked after the password; `refused` says why it is asked once more."""
    try:
        question = await steps.question(ticket, house())
    except steps.TooLate:  # only after a limit, which is counted before the ticket is looked at
        question = ""
    errors = {refused.field or "": refused.hint} if refused else {}
    return await render_template(
        "auth/second_step.html", ticket=ticket, next=target or "", kept=message, question=question, errors=errors
    )
