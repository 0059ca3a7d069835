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
_gone = 0


def add(connection: Connection) -> None:
    _connections[connection.sid] = connection
    _transports.add(connection.transport)


def remove(sid: str) -> Connection | None:
    global _gone  # noqa: PLW0603 -- a count
    connection = _connections.pop(sid, None)
    if connection:
        _gone += 1
        _transports.discard(connection.transport)
    return connection


def gone() -> int:
    """How many have left since this process started."""
    return _gone


def get(sid: str) -> Connection | None:
    return _connections.get(sid)


def every() -> list[Connection]:
    return list(_connections.values())


def is_authenticated(transport: str) -> bool:
    """Whether that Engine.IO connection has shown who it is: strangers may send little."""
    return transport in _transports
