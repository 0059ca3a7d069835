"""Those who are local, to be found and written to."""

from quart import Blueprint, render_template, request, url_for

from actions import people
from actions.words import sought
from models import Conversation
from routes.access import members, viewer
from routes.numbers import whole

blueprint = Blueprint("locals", __name__)


@blueprint.get("/locals")
@members
async def index() -> str:
    search = sought(request.args.get("q", ""))
    found, following = await people.locals(viewer().id, search, whole(request.args.get("before")))
    begun = await Conversation.with_each(viewer().id, [person["id"] for person in found])
    next_url = url_for("locals.index", q=search or None, before=following) if following else None
    return await render_template("locals/index.html", people=found, begun=begun, q=search, next_url=next_url)
