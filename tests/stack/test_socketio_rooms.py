"""Without the index a socket that goes is looked for in every room of the server."""

import time
from unittest.mock import Mock

from stack.socketio_rooms import IndexedRooms


async def manager_with(sockets: int, rooms: int = 0) -> tuple[IndexedRooms, list[str]]:
    manager = IndexedRooms()
    manager.set_server(Mock(eio=Mock(generate_id=iter(f"sid {n}" for n in range(sockets)).__next__)))
    sids = []
    for n in range(sockets):
        sid = await manager.connect(f"transport {n}", "/")
        await manager.enter_room(sid, "/", f"room {n % rooms if rooms else n}")
        sids.append(sid)
    return manager, sids


async def test_who_leaves_is_nowhere_any_more_and_the_others_stay() -> None:
    manager, (one, other) = await manager_with(2, rooms=1)
    assert manager.get_rooms(one, "/") == [one, "room 0"]
    await manager.leave_room(one, "/", "room 0")
    assert manager.get_rooms(one, "/") == [one]
    await manager.enter_room(one, "/", "room 0")
    manager.pre_disconnect(one, "/")
    await manager.disconnect(one, "/")
    assert manager.get_rooms(one, "/") == []
    assert not manager.is_connected(one, "/")
    assert [sid for sid, _ in manager.get_participants("/", "room 0")] == [other]
    assert set(manager.rooms["/"]) == {None, other, "room 0"}
    assert not manager.pending_disconnect
    await manager.disconnect(other, "/")
    assert manager.rooms == {}
    assert manager._rooms_of == {}


async def test_a_closed_room_is_forgotten_by_all() -> None:
    manager, sids = await manager_with(3, rooms=1)
    await manager.close_room("room 0", "/")
    assert [manager.get_rooms(sid, "/") for sid in sids] == [[sid] for sid in sids]


async def test_thousands_leave_at_once_in_no_time() -> None:
    manager, sids = await manager_with(5_000)
    began = time.perf_counter()
    for sid in sids:
        await manager.disconnect(sid, "/")
    assert time.perf_counter() - began < 1  # the library's own takes seconds
    assert manager.rooms == {}
