"""What an image's address tells a template."""

from urllib.parse import parse_qs, unquote, urldefrag, urlsplit


def small(url: str) -> str:
    """The address of the small version."""
    return f"{urldefrag(url).url}&size=small"


def alt(url: str) -> str:
    """What the image shows, as its sender says it; empty where nothing is said."""
    return unquote(urlsplit(url).fragment.removeprefix("alt="))


def size(url: str) -> tuple[int, int]:
    """Width and height of the full image in pixels: enough to keep its place on the page."""
    query = parse_qs(urlsplit(url).query)
    return int(query["width"][0]), int(query["height"][0])
