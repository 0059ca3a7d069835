"""Who we are to the browser that asks."""

from quart import request

import settings
from actions.passkeys import House
from wire.server import own_origin


def house() -> House:
    """This request's own origin: PUBLIC_URL, or by what name we were called."""
    return House(own_origin(settings.current(), dict(request.scope or {"scheme": "http", "headers": []})))
