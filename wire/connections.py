"""Who is on which socket in this process."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Connection:
    """An authenticated socket. `sid` is Socket.IO's, `transport` Engine.IO's id of the same client."""

    sid: str
    transport: str
    user_id: int
    name: str
    session_id: int
    refusals: int = 0
    conversations: set[int] = field(default_factory=set)  # whose rooms it is in


_connections: dict[str, Connection] = {}
_transports: set[str] = set()


def add(connection: Connection) -> None:
    _connections[connection.sid] = connection
    _transports.add(connection.transport)


def remove(sid: str) -> Connection | None:
    gone = _connections.pop(sid, None)
    if gone:
        _transports.discard(gone.transport)
    return gone


def get(sid: str) -> Connection | None:
    return _connections.get(sid)


def every() -> list[Connection]:
    return list(_connections.values())


def is_authenticated(transport: str) -> bool:
    """Whether that Engine.IO connection has shown who it is: strangers may send little."""
    return transport in _transports
