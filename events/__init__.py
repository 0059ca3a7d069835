"""What clients may emit. This table is the contract's list of events."""

import socketio
from quart import Quart

from events import connection, conversation, message, typing
from events.edge import Handler, answered, refused, unknown
from stack.socketio_packets import REFUSED

HANDLERS: dict[str, Handler] = {
    "join_conversation": conversation.join,
    "leave_conversation": conversation.leave,
    "send_message": message.send,
    "message_read": message.read,
    "typing": typing.typing,
}


def register(server: socketio.AsyncServer, app: Quart) -> None:
    """Let the server answer every event, also those that nobody knows."""
    for name, handler in HANDLERS.items():
        server.on(name, answered(name, handler))
    server.on("connect", connection.connect(server, app))
    server.on("disconnect", connection.disconnect(server))
    server.on(REFUSED, refused)
    server.on("*", unknown)
