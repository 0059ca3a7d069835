"""Who is on which socket in this process."""

from collections import Counter
from dataclasses import dataclass, field

from stack.websocket_shared import Shared


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


OF_A_PERSON = 100  # sockets: more than anybody has tabs, and too few to take the process's descriptors from the others

_connections: dict[str, Connection] = {}
_of_person: Counter[int] = Counter()
_shared: dict[int, Shared] = {}
_transports: dict[str, int] = {}  # and whose
_gone = 0


def add(connection: Connection) -> None:
    """It has shown who it is."""
    _connections[connection.sid] = connection
    _of_person[connection.user_id] += 1
    _transports[connection.transport] = connection.user_id


def remove(sid: str) -> Connection | None:
    """It is gone; None where it never was here."""
    global _gone  # noqa: PLW0603 -- a count
    connection = _connections.pop(sid, None)
    if connection:
        _gone += 1
        _transports.pop(connection.transport, None)
        _of_person[connection.user_id] -= 1
        if not _of_person[connection.user_id]:
            del _of_person[connection.user_id]
            _shared.pop(connection.user_id, None)
    return connection


def of_person(user_id: int) -> int:
    """How many sockets this person has here."""
    return _of_person[user_id]


def shared_of(user_id: int) -> Shared:
    """What all sockets of this person have together."""
    return _shared.setdefault(user_id, Shared())


def gone() -> int:
    """How many have left since this process started."""
    return _gone


def get(sid: str) -> Connection | None:
    """Who is on that socket, if anybody."""
    return _connections.get(sid)


def every() -> list[Connection]:
    """All, as they are at this moment."""
    return list(_connections.values())


def is_authenticated(transport: str) -> bool:
    """Whether that Engine.IO connection has shown who it is: strangers may send little."""
    return transport in _transports


def person_at(transport: str) -> int | None:
    """Whose that Engine.IO connection is; None where it has not shown that."""
    return _transports.get(transport)
