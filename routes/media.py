"""Images, shown to whoever has their signed address."""

import time
from typing import Any

from quart import Blueprint, abort, request, send_file

import settings
from models import Attachment
from routes.access import public
from wire.links import opened

blueprint = Blueprint("media", __name__)


@blueprint.get("/media/<key>")
@public
async def show(key: str) -> Any:
    """The full image, or with `size=small` the small one; 404 for an address that is not ours, altered or expired."""
    image = opened(key, dict(request.args))
    attachment = await Attachment.get_or_none(key=image.key) if image else None
    if image is None or attachment is None:
        abort(404)
    name = attachment.small_name if request.args.get("size") == "small" else attachment.full_name
    try:
        response = await send_file(
            settings.current().media_dir / name, mimetype=attachment.content_type, add_etags=False, last_modified=None
        )
    except FileNotFoundError:
        abort(404)
    response.headers["Cache-Control"] = f"private, max-age={max(0, image.expires - int(time.time()))}, immutable"
    response.headers["Content-Disposition"] = f'inline; filename="escale-{attachment.id}.{attachment.extension}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A Nuxt page on another origin shows them too: the signature is the permission.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
