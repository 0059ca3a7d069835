"""Whoever is sent elsewhere is told where in the header alone: the library's page about it is in no language of ours."""

from quart import Quart
from quart.wrappers import Response


def init_app(app: Quart) -> None:
    """Answer every redirect without a body."""
    app.after_request(empty)


async def empty(response: Response) -> Response:
    """The same without its body, where it leads elsewhere."""
    if "Location" in response.headers and 300 <= response.status_code < 400:
        response.set_data(b"")
        response.headers.pop("Content-Type", None)
    return response
