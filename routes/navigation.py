"""Whether somebody looks at what is answered."""

from quart import request


def is_navigation() -> bool:
    """A person opened this page: no prefetch, no script's fetch. Only then is what it shows read."""
    headers = request.headers
    if "prefetch" in (headers.get("Sec-Purpose", "") + headers.get("Purpose", "") + headers.get("X-Moz", "")):
        return False
    return request.method == "POST" or (request.method == "GET" and headers.get("Sec-Fetch-Mode", "navigate") == "navigate")
