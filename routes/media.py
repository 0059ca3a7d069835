"""Images, shown to whoever has their signed address. They pass through here wherever they are kept: with our headers, under the
one address that pages may load images from, and without telling anybody where the store is."""

import time
from typing import Any

import structlog
from quart import Blueprint, Response, abort, request

import figures
import storage
from actions.errors import Unavailable
from models import Attachment
from routes.access import public
from wire.links import opened

log = structlog.get_logger("escale.http")

blueprint = Blueprint("media", __name__)


@blueprint.get("/media/<key>")
@public
async def show(key: str) -> Any:
    """The full image, or with `size=small` the small one; 404 for an address that is not ours, altered or expired."""
    image = opened(key, dict(request.args))
    attachment = await Attachment.get_or_none(key=image.key) if image else None
    if image is None or attachment is None:
        abort(404)
    small = request.args.get("size") == "small"
    name, size = (attachment.small_name, attachment.small_size) if small else (attachment.full_name, attachment.size)
    try:
        pieces = await storage.read(storage.current(), name, size)
    except FileNotFoundError:
        abort(404)
    except OSError as broken:
        figures.totals["images_failed"] += 1
        log.error("image not read", error=broken)
        raise Unavailable from None
    response = Response(pieces, mimetype=attachment.content_type)
    response.content_length = size
    response.headers["Cache-Control"] = f"private, max-age={max(0, image.expires - int(time.time()))}, immutable"
    response.headers["Content-Disposition"] = f'inline; filename="escale-{attachment.id}.{attachment.extension}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # A Nuxt page on another origin shows them too: the signature is the permission.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
