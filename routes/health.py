from quart import Blueprint, Response, jsonify

from models import database
from routes.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
async def health() -> Response:
    """200 when the database answers; else the mapping of errors makes it 503."""
    await database.connection().execute_query("SELECT 1")
    return jsonify({"status": "ok"})
