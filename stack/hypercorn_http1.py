"""Hypercorn does not say its name, speaks HTTP/1.1 alone in clear text (no `Upgrade: h2c`, no HTTP/2 by prior knowledge), and
takes no request's head of more than 16 KB.

A proxy that hands `Upgrade` on, as it must for WebSocket, would hand on a whole HTTP/2 connection with it, in which a stranger
writes requests that the proxy never sees: with a forwarding header of their own choice, that we believe of this proxy. Besides,
each stream that is opened and reset costs a task, and h2's tables are one more thing to fill.

h11 compares its bound only with a head that is not whole yet, so one of 80 KB passes where it arrives in few pieces: 12,000
headers of a letter each, which every wrapper looks through, cost 35 ms of everybody's, and a socket keeps them while it lives.
It takes two lengths of one body too, and goes by the chunks: a proxy that goes by the other would see another request.

`Server` is added beneath the application, which can't take it away, and whoever starts `hypercorn` chooses no option for it.
And what Hypercorn answers by itself (400, 403, 404, 431, 500, 501), no wrapper of the application sees: it gets its headers here,
and its line in the log.
"""

import re
from collections.abc import Mapping
from typing import Any

import h11 as http
import structlog
from hypercorn.config import Config
from hypercorn.protocol import h11

log = structlog.get_logger("escale.http")

LONGEST_HEAD = 16 * 1024  # bytes of a request before its body: as much as Node takes, and Hypercorn means to
TWO_LENGTHS = {b"content-length", b"transfer-encoding"}  # RFC 9112, 6.1: an attempt at smuggling
_END_OF_HEAD = re.compile(rb"\n\r?\n")  # as h11 finds it
_OWN = b"x-content-type-options"  # every answer of the application's has it
_headers: list[tuple[bytes, bytes]] = []


class BoundedHead(http.Connection):
    """Answers 431 to a longer one, before it is parsed, and 400 to one that says its body's length in two ways. What is answered
    beneath the application says what its answers say."""

    def send(self, event: Any) -> Any:
        if isinstance(event, http.Response) and _OWN not in (present := {name for name, _ in event.headers}):
            headers = [*event.headers, *(header for header in _headers if header[0] not in present)]
            log.info("request", method=None, route=None, status=event.status_code, user_id=None)
            event = http.Response(headers=headers, status_code=event.status_code)
        return super().send(event)

    def _extract_next_receive_event(self) -> Any:
        if self.their_state is http.IDLE and len(self._receive_buffer) > LONGEST_HEAD:
            end = _END_OF_HEAD.search(self._receive_buffer._data, 0, LONGEST_HEAD)
            if end is None:
                raise http.RemoteProtocolError("head too long", error_status_hint=431)
        event = super()._extract_next_receive_event()
        if isinstance(event, http.Request) and {name for name, _ in event.headers} >= TWO_LENGTHS:
            raise http.RemoteProtocolError("two lengths of a body", error_status_hint=400)
        return event


async def stay(self: Any, event: Any) -> None:
    """In place of H11Protocol._check_protocol, which goes over to HTTP/2. What asks for it is answered as if it had not."""


async def initiate(self: Any) -> None:
    """H11Protocol.initiate, which does nothing."""
    self.connection = BoundedHead(http.SERVER, max_incomplete_event_size=LONGEST_HEAD)


asked = h11.H11Protocol._check_protocol


def install(headers: Mapping[str, str] | None = None) -> None:
    """For every server of this process; `headers` for what it answers by itself."""
    _headers[:] = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    h11.H11Protocol._check_protocol = stay  # type: ignore[method-assign]
    h11.H11Protocol.initiate = initiate  # type: ignore[method-assign]
    Config.include_server_header = False
