"""What a message's image, and its address, tell a template."""

from urllib.parse import parse_qs, unquote, urldefrag, urlsplit

from actions.several import WORDLESS
from wire.payloads import MessagePayload


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


def is_alone(message: MessagePayload) -> bool:
    """Whether nobody wrote words with it: it is shown without any. static/js/bubble.js says the same."""
    return message["attachment"] is not None and message["content"] == WORDLESS
