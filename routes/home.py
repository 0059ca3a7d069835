"""The address without a path."""

from quart import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

import auth
from routes.access import public

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
async def index() -> Response:
    """To one's messages, or to the log-in."""
    known = await auth.session_of_page()
    return redirect(url_for("conversations.index" if known else "auth.log_in"))
