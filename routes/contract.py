"""The contract, served: for programs as JSON, for people as one page."""

from typing import Any

from quart import Blueprint, Response, jsonify, render_template

import settings
from contract import asyncapi, openapi, typescript
from routes.access import public

blueprint = Blueprint("contract", __name__)

KEPT = "public, max-age=300"


@blueprint.get("/asyncapi.json")
@public
async def events() -> Response:
    return described(asyncapi.document(settings.current().public_url))


@blueprint.get("/openapi.json")
@public
async def api() -> Response:
    return described(openapi.document(settings.current().public_url))


@blueprint.get("/docs")
@public
async def docs() -> Response:
    """Both, browsable, and the types for socket.io-client: as all that is for developers, in English whatever the reader's
    language is, and it says so."""
    url = settings.current().public_url
    response = Response(
        await render_template(
            "docs/index.html", events=asyncapi.document(url), api=openapi.document(url), typescript=typescript.text()
        )
    )
    response.headers["Content-Language"] = "en"
    return response


def described(document: dict[str, Any]) -> Response:
    """Anybody may read it, from any origin."""
    response = jsonify(document)
    response.headers["Cache-Control"] = KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
