"""The one part of a page that stands in a frame: the stream of a conversation where scripts don't run (routes/live.py)."""

from typing import Any

from quart import Response, after_this_request, render_template, request

import settings
from routes.headers import policy

AGAIN = 15  # seconds after the orderly end of what stands in the frame until the browser asks for it again


def is_framed() -> bool:
    """Whether the answer to this request will be shown in a frame."""
    return request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame")


def allow_frames() -> None:
    """The page of this request may frame pages of our own."""

    @after_this_request
    def allowed(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = policy(settings.current(), frames="'self'")
        return response


def may_be_framed(response: Response, *, frames: str = "'none'") -> Response:
    """By pages of our own alone."""
    response.headers["Content-Security-Policy"] = policy(settings.current(), frames=frames, framed_by="'self'")
    return response


async def note(text: str, status: int, *, log_in: bool = False) -> Response:
    """Something to say inside the frame instead of an error page, which no frame may show; it looks again by itself unless only
    a log-in helps."""
    return may_be_framed(Response(await render_template("live/note.html", text=text, log_in=log_in, again=AGAIN), status))
