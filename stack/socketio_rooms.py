"""Rooms that are quick to emit into and to leave.

The library starts a task for every recipient of every event, and looks through every room of the server for each socket that
goes: when thousands go at once, nothing else runs.
"""

from typing import Any

import socketio
from engineio import packet as engineio_packet
from socketio import packet


class IndexedRooms(socketio.AsyncManager):  # type: ignore[misc]
    """Goes after a manager of python-socketio, if there is another, in the list of bases."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms_of: dict[tuple[str, str], dict[str | None, None]] = {}  # (namespace, sid) -> rooms, in the order of entering

    async def emit(
        self,
        event: str,
        data: Any,
        namespace: str,
        room: str | None = None,
        skip_sid: str | list[str] | None = None,
        callback: Any = None,
        to: str | None = None,
        **options: Any,
    ) -> None:
        """Encoded once, and queued for each recipient before this returns."""
        room = to or room
        if callback is not None:
            await super().emit(event, data, namespace, room=room, skip_sid=skip_sid, callback=callback, **options)
        elif namespace in self.rooms:
            arguments = data if isinstance(data, tuple) else () if data is None else (data,)
            text = self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, *arguments]).encode()
            encoded = engineio_packet.Packet(engineio_packet.MESSAGE, text)
            skipped = skip_sid if isinstance(skip_sid, list) else (skip_sid,)
            everybody = self.rooms[namespace].get(room)
            for sid, transport in list(everybody._fwdm.items()) if everybody else ():
                if sid not in skipped and (socket := self.server.eio.sockets.get(transport)) is not None:
                    await socket.send(encoded)

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._rooms_of.setdefault((namespace, sid), {})[room] = None

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)
        rooms = self._rooms_of.get((namespace, sid))
        if rooms is not None:
            rooms.pop(room, None)
            if not rooms:
                del self._rooms_of[namespace, sid]

    def basic_disconnect(self, sid: str, namespace: str, **_kwargs: Any) -> None:
        for room in list(self._rooms_of.get((namespace, sid), ())):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]
