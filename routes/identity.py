"""Showing again that it is oneself, and what takes that: another e-mail address, leaving for good."""

from typing import Any

from quart import Blueprint, Response, g, redirect, render_template, request, url_for

import auth
from actions import accounts, confirmation, deletion
from actions.errors import ConfirmationNeeded, Refused
from routes.access import confirmed, local_path, members, retry, session, viewer
from routes.notices import done

blueprint = Blueprint("identity", __name__, url_prefix="/account")


@blueprint.route("/confirm", methods=["GET", "POST"])
@members
async def confirm() -> Any:
    """Asks for the password, and leads back to what was wanted."""
    form = await request.form
    target = local_path(request.args.get("next") or form.get("next")) or url_for("account.show")
    error, status, headers = "", 200, dict[str, str]()
    try:
        if request.method != "POST":
            confirmation.need(session())
        else:
            await confirmation.confirm(session(), form.get("current_password", ""))
        return redirect(target, 303)
    except ConfirmationNeeded:
        pass
    except Refused as refused:
        error, status, headers = refused.hint, refused.status, retry(refused)
    return await render_template("account/confirm.html", email=viewer().email, next=target, error=error), status, headers


@blueprint.route("/email", methods=["GET", "POST"])
@confirmed
async def email() -> Any:
    given = (await request.form).get("email", "")
    if request.method != "POST":
        return await render_template("account/email.html", email=viewer().email, form={"email": ""}, errors={})
    try:
        await accounts.change_email(session(), given)
    except ConfirmationNeeded:
        raise
    except Refused as refused:
        errors = {refused.field or "": refused.hint}
        page = await render_template("account/email.html", email=viewer().email, form={"email": given}, errors=errors)
        return page, refused.status, retry(refused)
    return done("email", "account.show")


@blueprint.route("/delete", methods=["GET", "POST"])
@confirmed
async def delete() -> Any:
    """Says what will happen, and does it."""
    if request.method != "POST":
        return await render_template("account/delete.html")
    await deletion.delete_account(session())
    auth.forget()
    g.pop("session", None)
    response = Response(await render_template("account/deleted.html"))
    response.headers["Clear-Site-Data"] = '"storage"'  # drafts, and what waited to be sent
    return response
