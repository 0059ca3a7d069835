"""Setting a new password with a link from the operator."""

from typing import Any

from quart import Blueprint, render_template, request

import auth
from actions import password_links
from actions.errors import InvalidField
from routes.access import public, see_other

blueprint = Blueprint("password_link", __name__)


@blueprint.route("/password/<ticket>", methods=["GET", "POST"])
@public
async def new_password(ticket: str) -> Any:
    error, status = "", 200
    if request.method == "POST":
        try:
            await password_links.set_password(ticket, (await request.form).get("password", ""), address=auth.address())
            return see_other("auth.log_in", saved="password")
        except InvalidField as refused:
            error, status = refused.hint, refused.status
    user = await password_links.person_of(ticket)
    return await render_template("auth/new_password.html", email=user.email, ticket=ticket, error=error), status
