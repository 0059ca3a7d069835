"""Who it is that asks for a page: somebody who will look at it, or a script of ours that takes a part of it."""

from quart import request


def is_navigation() -> bool:
    """A person opened this page: no prefetch, no script's fetch. Only then is what it shows read."""
    headers = request.headers
    if "prefetch" in (headers.get("Sec-Purpose", "") + headers.get("Purpose", "") + headers.get("X-Moz", "")):
        return False
    return request.method == "POST" or (request.method == "GET" and headers.get("Sec-Fetch-Mode", "navigate") == "navigate")


def is_fetched() -> bool:
    """A script asks, which has what every page brings along: our words, our signs, itself."""
    return request.headers.get("Sec-Fetch-Dest") == "empty"
