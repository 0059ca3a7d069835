"""Socket.IO packets from strangers.

python-socketio runs its own `connect` and `disconnect` handlers for events of those names, keeps binary packets
without bound, and raises on junk, which logs a traceback and answers nothing. 13 MB of tiny objects block the loop
for 1.65 s.
"""

import re
from typing import Any

from socketio import packet

from stack.bounded_json import TooComplexError, parse, rest
from stack.orjson_adapter import OrJson

__all__ = ["REFUSED", "OrJson", "TextPacket"]

REFUSED = "escale:refused"  # the event that stands for a refused packet; its argument is one of these reasons
BINARY, NAMESPACE, MALFORMED, TOO_COMPLEX, EVENT_NAME = "binary", "namespace", "malformed", "too_complex", "event_name"

RESERVED = {"connect", "disconnect", "connect_error", "*", REFUSED}
MAX_NAME = 64

# Type, attachments, namespace, id. Every repetition has an end: a packet can be 14 MB of digits.
_HEAD = re.compile(r"([0-9])(?:([0-9]{1,9})-)?(?:(/[^,]{0,128})(?:,|\Z))?([0-9]{0,15})", re.ASCII)


class _RefusalError(Exception):
    pass


class TextPacket(packet.Packet):  # type: ignore[misc]
    """`AsyncServer(serializer=TextPacket)`: text packets of the default namespace.

    A packet that is refused becomes a REFUSED event, with the acknowledgement id when it could be read, so that the
    application can answer.
    """

    uses_binary_events = False
    json = OrJson
    packet_type: int
    namespace: str | None
    id: int | None
    data: Any

    def __init__(self, *args: Any, encoded_packet: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The parent overlooks an empty packet and would hand on an event without a name.
        if encoded_packet is not None:
            self.decode(encoded_packet)

    def decode(self, encoded_packet: object) -> int:
        self.namespace = self.data = self.id = None
        try:
            self._read(encoded_packet)
        except _RefusalError as refusal:
            self.packet_type, self.data = packet.EVENT, [REFUSED, str(refusal)]
        return 0

    def _read(self, text: object) -> None:
        if not isinstance(text, str):
            raise _RefusalError(BINARY if isinstance(text, bytes) else MALFORMED)
        head = _HEAD.match(text)
        if head is None:
            raise _RefusalError(MALFORMED)
        kind, attachments, namespace, id_ = head.groups()
        body = rest(text, head.end())
        self.packet_type = int(kind)
        namespace = (namespace or "/").partition("?")[0]
        if self.packet_type == packet.CONNECT:
            self._read_connect(namespace, id_ + body)
        # An id of another namespace could acknowledge something else in ours.
        elif namespace != "/" or body.startswith("/"):
            raise _RefusalError(NAMESPACE)
        elif self.packet_type != packet.DISCONNECT:
            if body[:1].isdigit():  # an id without end
                raise _RefusalError(MALFORMED)
            self._read_message(id_, body, binary=bool(attachments))

    def _read_connect(self, namespace: str, body: str) -> None:
        # python-socketio itself answers another namespace; one that is too long to be read gets no answer.
        if body.startswith("/"):
            raise _RefusalError(NAMESPACE)
        self.namespace = namespace
        try:
            auth = _parsed(body) if body and namespace == "/" else None
        except _RefusalError:
            auth = None
        # An event here would be dropped and leave the client waiting; without credentials it is told that it has none.
        self.data = auth if isinstance(auth, dict) else None

    def _read_message(self, id_: str, body: str, binary: bool) -> None:
        if id_ and self.packet_type in {packet.EVENT, packet.BINARY_EVENT}:
            self.id = int(id_)
        if binary or self.packet_type in {packet.BINARY_EVENT, packet.BINARY_ACK}:
            raise _RefusalError(BINARY)
        if self.packet_type not in {packet.EVENT, packet.ACK}:
            raise _RefusalError(MALFORMED)
        data = _parsed(body)
        if not isinstance(data, list):
            raise _RefusalError(MALFORMED)
        if self.packet_type == packet.ACK:
            if not id_:
                raise _RefusalError(MALFORMED)
            self.id = int(id_)
        elif not data or not isinstance(data[0], str) or len(data[0]) > MAX_NAME or data[0] in RESERVED:
            raise _RefusalError(EVENT_NAME)
        self.data = data


def _parsed(text: str) -> Any:
    try:
        return parse(text)
    except TooComplexError:
        raise _RefusalError(TOO_COMPLEX) from None
    except ValueError:
        raise _RefusalError(MALFORMED) from None
