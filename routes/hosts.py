"""Where PUBLIC_URL says who we are, requests that call us by another name are refused: nothing may be built from it."""

from urllib.parse import urlsplit

from quart import Quart, abort, request

from settings import Settings

PROBED = ("health.health", "health.ready")  # those who look after the server ask by its address


def init_app(app: Quart, settings: Settings) -> None:
    """Refuse other names, where there is one of our own."""
    if not settings.public_url:
        return
    host = urlsplit(settings.public_url).netloc

    async def check() -> None:
        if request.host != host and request.endpoint not in PROBED:
            abort(400)

    app.before_request(check)
