"""Whoever leaves is taken out of the rooms that they are in.

The library looks through every room of the server for each socket that goes: when thousands go at once, nothing else runs.
"""

from typing import Any


class IndexedRooms:
    """Goes before a manager of python-socketio in its list of bases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms_of: dict[tuple[str, str], dict[str | None, None]] = {}  # (namespace, sid) -> rooms, in the order of entering

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)  # type: ignore[misc]
        self._rooms_of.setdefault((namespace, sid), {})[room] = None

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)  # type: ignore[misc]
        rooms = self._rooms_of.get((namespace, sid))
        if rooms is not None:
            rooms.pop(room, None)
            if not rooms:
                del self._rooms_of[namespace, sid]

    def basic_disconnect(self, sid: str, namespace: str, **_kwargs: Any) -> None:
        this: Any = self
        for room in list(self._rooms_of.get((namespace, sid), ())):
            this.basic_leave_room(sid, namespace, room)
        this.callbacks.pop(sid, None)
        for pending in (this.pending_connect, this.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]
