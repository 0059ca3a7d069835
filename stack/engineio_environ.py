"""What Engine.IO and Socket.IO ask of a request, and no more.

The library makes a class for each request, copies every header, and keeps all of it for as long as the socket lives: kilobytes a
connection, and a tenth of the time that a handshake takes.
"""

from typing import Any

from engineio.async_drivers import asgi
from engineio.exceptions import ContentTooLongError

from stack.abridged import Abridged
from stack.asgi_types import Receive, Scope, Send
from stack.engineio_frames import SEPARATOR

# As the library names them.
ASKED = {
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"access-control-request-headers": "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
    b"connection": "HTTP_CONNECTION",
    b"content-length": "CONTENT_LENGTH",
    b"origin": "HTTP_ORIGIN",
    b"upgrade": "HTTP_UPGRADE",
}


class Body:
    """A polling request's, read once."""

    def __init__(self, first: Any, receive: Receive) -> None:
        self._event = first
        self._receive = receive

    async def read(self, length: int, most: int | None = None) -> bytes:
        """So many bytes of it; of a frame that is more than `most` its beginning and its end.

        Raises: ContentTooLongError, of several frames.
        """
        body, taken = Abridged(length if most is None else most, SEPARATOR.encode()), 0
        while True:
            piece = (self._event.get("body") or b"")[: length - taken]
            body.add(piece)
            taken += len(piece)
            if taken >= length or not self._event.get("more_body"):
                break
            self._event = await self._receive()
        if body.of_several:
            raise ContentTooLongError
        return body.whole()


async def environ_of(scope: Scope, receive: Receive, send: Send) -> dict[str, Any]:
    """engineio.async_drivers.asgi:translate_request"""
    event = await receive()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.get("method", "GET"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "asgi.receive": receive,
        "asgi.send": send,
        "asgi.scope": scope,
    }
    if scope["type"] == "http":
        environ["wsgi.input"] = Body(event, receive)
    for name, value in scope["headers"]:
        if key := ASKED.get(name.lower()):
            before = f"{environ[key]}," if key == "HTTP_CONNECTION" and key in environ else ""
            environ[key] = before + value.decode("latin-1")
    return environ


def install() -> None:
    """In place of the library's."""
    asgi._async["translate_request"] = environ_of
