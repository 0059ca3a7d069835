"""Whether it serves, for those who look after it."""

from quart import Blueprint, Response, jsonify

from actions.errors import GoingDown
from models import database
from routes.access import public
from wire import draining

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
async def health() -> Response:
    """200 when the database answers; else the mapping of errors makes it 503."""
    await database.connection().execute_query("SELECT 1")
    return jsonify({"status": "ok"})


@blueprint.get("/ready")
@public
async def ready() -> Response:
    """200 when newcomers may be sent here: the database answers, and the process is not going down."""
    if draining.going_down():
        raise GoingDown
    return await health()
