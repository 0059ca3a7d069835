"""Setting a new password with a link from the operator."""

from typing import Any

from quart import Blueprint, render_template, request

import auth
from actions import password_links
from actions.errors import InvalidField
from routes.access import public, retry
from routes.notices import done

blueprint = Blueprint("password_link", __name__)


@blueprint.route("/password/<ticket>", methods=["GET", "POST"])
@public
async def new_password(ticket: str) -> Any:
    error, status, headers = "", 200, dict[str, str]()
    if request.method == "POST":
        try:
            await password_links.set_password(ticket, (await request.form).get("password", ""), address=auth.address())
            return done("password", "auth.log_in")
        except InvalidField as refused:
            error, status, headers = refused.hint, refused.status, retry(refused)
    user = await password_links.person_of(ticket)
    page = await render_template("auth/new_password.html", email=user.email, ticket=ticket, error=error)
    return page, status, headers
