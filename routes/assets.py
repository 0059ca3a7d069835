"""Styles and scripts under an address that names their content, so that browsers keep them for ever.

The version stands in the path: a script's relative imports then carry it too. Pages name two files that are put together here,
all our styles and all our scripts.
"""

import asyncio
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from quart import Blueprint, Quart, Response, current_app, request, send_from_directory, url_for
from quart.wrappers.response import DataBody

from routes import bundle, lean
from routes.access import public

STATIC = Path(__file__).parent.parent / "static"
YEAR = 31_536_000
SMALL = 1000  # bytes, below which compressing a page gains nothing

STYLES, SCRIPTS, CLIENT = "css/escale.css", "js/escale.js", "vendor/socket.io.esm.min.js"
SHEETS = (
    *("tokens", "base", "layout", "forms", "avatar", "inbox", "conversation", "bubble", "photo", "sending"),
    *("composer", "people", "account", "notice", "live", "lightbox", "chosen", "choice", "fold"),
)

blueprint = Blueprint("assets", __name__)


@blueprint.get("/assets/<wanted>/<path:filename>")
@public
async def show(wanted: str, filename: str) -> Response:
    if made := put_together(filename, None if current_app.debug else version()):
        response = Response(made, mimetype="text/css" if filename == STYLES else "text/javascript")
    else:
        response = await send_from_directory(STATIC, filename)
    if Path(filename).suffix in lean.COMPRESSED:
        response.vary.add("Accept-Encoding")
        if accepts_gzip() and response.status_code == 200:
            encode(response, await asyncio.to_thread(lean.compressed, await response.get_data(as_text=False)))
    kept = wanted == version() and not current_app.debug
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if kept else "no-cache"
    return response


@lru_cache(maxsize=4)
def made_for(filename: str, _version: str) -> str:
    """The text of a file that stands for many, as it was at that version."""
    if filename == STYLES:
        sheets = [(STATIC / "css" / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS]
        return lean.without_spaces(lean.without_comments("".join(sheets), ".css"), ".css")
    modules = {name: lean.without_comments(source, ".js") for name, source in bundle.modules(STATIC / "js").items()}
    return lean.without_spaces(bundle.bundled(modules), ".js")


def put_together(filename: str, known: str | None) -> str | None:
    """The text of a file that stands for many, if it is one; read anew where no version is known."""
    if filename not in (STYLES, SCRIPTS):
        return None
    return made_for(filename, known) if known else made_for.__wrapped__(filename, "")


def init_app(app: Quart) -> None:
    """Compress pages."""
    app.after_request(compress)


async def compress(response: Response) -> Response:
    """Pages, whole in memory; not those that are sent piece by piece."""
    body = response.response if isinstance(response, Response) else None
    if not isinstance(body, DataBody) or response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if len(body.data) >= SMALL and accepts_gzip() and request.method != "HEAD":
        encode(response, lean.padded_gzip(body.data))
    return response


def accepts_gzip() -> bool:
    """Whether the browser takes it compressed."""
    return request.accept_encodings.quality("gzip") > 0


def encode(response: Response, data: bytes) -> None:
    """Answer with these bytes, which are compressed, under an ETag of their own."""
    response.set_data(data)
    response.headers["Content-Encoding"] = "gzip"
    if etag := response.get_etag()[0]:
        response.set_etag(f"{etag}-gzip")


def asset(path: str) -> str:
    """The address of a file of `static/`, or of one that is put together."""
    return url_for("assets.show", wanted=version(), filename=path)


def scripts() -> list[str]:
    """What is to be fetched at once rather than when one finds that it needs the other."""
    return [CLIENT, SCRIPTS]


@lru_cache(maxsize=1)
def version() -> str:
    """Of all files together, as they were when this process first asked."""
    digest = sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(STATIC)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
