"""Styles and scripts under an address that names their content, so that browsers keep them for ever.

The version stands in the path: a script's relative imports then carry it too.
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from quart import Blueprint, Response, current_app, send_from_directory, url_for

from routes.access import public

STATIC = Path(__file__).parent.parent / "static"
YEAR = 31_536_000

blueprint = Blueprint("assets", __name__)


@blueprint.get("/assets/<wanted>/<path:filename>")
@public
async def show(wanted: str, filename: str) -> Response:
    response = await send_from_directory(STATIC, filename)
    kept = wanted == version() and not current_app.debug
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if kept else "no-cache"
    return response


def asset(path: str) -> str:
    """The address of a file of `static/`."""
    return url_for("assets.show", wanted=version(), filename=path)


@lru_cache(maxsize=1)
def scripts() -> list[str]:
    """Every module, to be fetched at once rather than as one finds that it needs the next."""
    ours = sorted(path.name for path in (STATIC / "js").glob("*.js"))
    return ["vendor/socket.io.esm.min.js", *(f"js/{name}" for name in ours)]


@lru_cache(maxsize=1)
def version() -> str:
    """Of all files together, as they were when this process first asked."""
    digest = sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
